// How the class answered, as bars; a question that was asked twice has the first round above the second.
import type { AskedQuestion } from '../../class/answer_counts.ts';
import { sum } from '../../math/statistics.ts';
import styles from './ClassPage.module.css';

const STRINGS = {
  rounds: ['before', 'after'],
  bar: (round: string, count: number, all: number) => `${round}${count} of ${all}`,
} as const;

/** "before" and "after" of a question with two rounds. */
const roundName = (question: AskedQuestion, at: number) =>
  question.rounds.length === 2 ? `${STRINGS.rounds[at]}: ` : '';

export function AnswerBars({ questions }: { readonly questions: readonly AskedQuestion[] }) {
  return questions.map((question) => (
    <div key={question.text} className={styles.question}>
      <h3>{question.text}</h3>
      <dl>
        {question.options.map((option, choice) => (
          <div key={option} className={styles.option}>
            <dt>{option}</dt>
            {question.rounds.map(({ id, counts }, at) => {
              const all = sum(counts);
              return (
                <dd key={id} className={styles.bar} data-round={at}>
                  <svg viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">
                    <rect width={all === 0 ? 0 : (100 * counts[choice]) / all} height="10" />
                  </svg>
                  <span>{STRINGS.bar(roundName(question, at), counts[choice], all)}</span>
                </dd>
              );
            })}
          </div>
        ))}
      </dl>
    </div>
  ));
}
