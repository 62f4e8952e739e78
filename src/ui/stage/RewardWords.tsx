// What the reward pays for and what the judge looks at, in words, with a good and a bad answer and why.
import { type TaskName, taskCards } from '../../tasks/task.ts';
import { formatNumber } from '../charts/number_format.ts';
import { usePage } from '../frame/useStore.ts';
import { closedUp } from '../words/closed_up.ts';
import { Term } from '../words/Term.tsx';
import styles from './RewardWords.module.css';
import type { RecordedRun } from './recorded_run.ts';
import { useRecordedRun } from './recorded_runs.ts';

const STRINGS = {
  title: (task: string) => `What counts as good on ${task}`,
  reward: 'The reward',
  judge: 'The judge',
  example: 'For example',
  good: 'A good answer',
  bad: 'A bad answer',
  rewardOf: (value: string) => `reward ${value}`,
} as const;

export function RewardWords() {
  const task = usePage((state) => state.draft.task);
  const recorded = useRecordedRun(task);
  const { label, rewardRule, judgeRule } = taskCards[task as TaskName];
  return (
    <section className="card">
      <h2 className="card-title">{STRINGS.title(label)}</h2>
      <dl className={styles.rules}>
        <dt>
          <Term name="reward" symbol={false}>
            {STRINGS.reward}
          </Term>
        </dt>
        <dd>{rewardRule}</dd>
        <dt>
          <Term name="judge">{STRINGS.judge}</Term>
        </dt>
        <dd>{judgeRule}</dd>
      </dl>
      {recorded?.example && <Example example={recorded.example} />}
    </section>
  );
}

function Example({ example }: Required<Pick<RecordedRun, 'example'>>) {
  const { promptText, good, bad } = example;
  return (
    <>
      <h3 className={styles.heading}>{STRINGS.example}</h3>
      <p className={styles.prompt}>{closedUp(promptText)}</p>
      <div className={styles.pair}>
        {([good, bad] as const).map((answer) => (
          <div key={answer.text} className={styles.answer} data-good={answer === good}>
            <h4>
              {answer === good ? STRINGS.good : STRINGS.bad}{' '}
              <span className={styles.reward}>{STRINGS.rewardOf(formatNumber(answer.reward))}</span>
            </h4>
            <p>{closedUp(answer.text)}</p>
            <p className={styles.why}>{answer.why}</p>
          </div>
        ))}
      </div>
    </>
  );
}
