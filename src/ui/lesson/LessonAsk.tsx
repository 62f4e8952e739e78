// What a step asks, one question after the other.

import { choiceOf } from '../../lessons/facts.ts';
import type { ChoiceQuestion, Question } from '../../lessons/lesson.ts';
import { useActions } from '../frame/useStore.ts';
import { DotAsk } from './DotAsk.tsx';
import styles from './LessonAsk.module.css';
import { PairsAsk } from './PairsAsk.tsx';
import { PredictionAsk } from './PredictionAsk.tsx';
import { SignsAsk } from './SignsAsk.tsx';
import type { ShownStep } from './useLessonStep.ts';

export function LessonAsk({ shown }: { readonly shown: ShownStep }) {
  const { ask = [] } = shown.step;
  return ask.map((question) => (
    <Ask key={'id' in question ? question.id : question.kind} question={question} shown={shown} />
  ));
}

interface AskProps<Asked> {
  readonly question: Asked;
  readonly shown: ShownStep;
}

function Ask({ question, shown }: AskProps<Question>) {
  switch (question.kind) {
    case 'choice':
      return <ChoiceAsk question={question} shown={shown} />;
    case 'prediction':
      return <PredictionAsk question={question} facts={shown.facts} />;
    case 'pairs':
      return <PairsAsk count={question.count} facts={shown.facts} />;
    case 'signs':
      return <SignsAsk count={question.count} facts={shown.facts} />;
    case 'dot':
      return <DotAsk text={question.text} facts={shown.facts} isDone={shown.passed?.how === 'done'} />;
  }
}

function ChoiceAsk({ question, shown }: AskProps<ChoiceQuestion>) {
  const store = useActions();
  const { id, text, options } = question;
  const chosen = choiceOf(shown.facts, id);
  return (
    <fieldset className={styles.ask}>
      <legend>{text}</legend>
      {options.map((option, choice) => (
        <label key={option} className={styles.option}>
          <input
            type="radio"
            name={id}
            checked={chosen === choice}
            onChange={() => store.note({ type: 'answered', question: id, choice })}
          />
          {option}
        </label>
      ))}
    </fieldset>
  );
}
