// Five answers of the step that was just taken: will each be made more likely, or less?
import { decimals, deeds } from '../../lessons/facts.ts';
import { type SignAnswer, signAnswers } from '../../lessons/frontier/signs.ts';
import type { Facts } from '../../lessons/lesson.ts';
import { useActions } from '../frame/useStore.ts';
import styles from './LessonAsk.module.css';

const STRINGS = {
  title: 'More likely or less?',
  empty: 'Press Step: its answers appear here.',
  reward: 'reward',
  up: 'up',
  down: 'down',
  upOf: (text: string) => `${text}: more likely`,
  downOf: (text: string) => `${text}: less likely`,
  right: 'as the model',
  wrong: 'the model does not',
} as const;

interface SignsAskProps {
  readonly count: number;
  readonly facts: Facts;
}

const questionOf = ({ index }: SignAnswer) => `sign ${index}`;

export function SignsAsk({ count, facts }: SignsAskProps) {
  const answers = signAnswers(facts.current, count);
  if (answers.length === 0) return <p className={styles.note}>{STRINGS.empty}</p>;
  return (
    <fieldset className={styles.ask}>
      <legend>{STRINGS.title}</legend>
      <ol className={styles.signs}>
        {answers.map((answer) => (
          <Sign key={answer.index} answer={answer} facts={facts} />
        ))}
      </ol>
    </fieldset>
  );
}

interface SignProps {
  readonly answer: SignAnswer;
  readonly facts: Facts;
}

function Sign({ answer, facts }: SignProps) {
  const store = useActions();
  const { text, reward, push } = answer;
  const question = questionOf(answer);
  const mark = deeds(facts, 'answered').find((event) => event.question === question);
  const say = (isUp: boolean) =>
    store.note({ type: 'answered', question, choice: isUp ? 1 : 0, isRight: isUp === push > 0 });
  return (
    <li>
      <b data-written>{text}</b>
      <span>
        {STRINGS.reward} {decimals(reward)}
      </span>
      {[true, false].map((isUp) => (
        <button
          key={String(isUp)}
          type="button"
          className="button"
          aria-label={isUp ? STRINGS.upOf(text) : STRINGS.downOf(text)}
          aria-pressed={mark?.choice === (isUp ? 1 : 0)}
          // The first thought counts.
          disabled={mark !== undefined}
          onClick={() => say(isUp)}
        >
          {isUp ? '▲' : '▼'} {isUp ? STRINGS.up : STRINGS.down}
        </button>
      ))}
      {mark && <span data-right={mark.isRight}>{mark.isRight ? STRINGS.right : STRINGS.wrong}</span>}
    </li>
  );
}
