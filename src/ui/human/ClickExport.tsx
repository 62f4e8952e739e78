// The clicks as preference data: a file, or what DPO, KTO and the transformer reward model learn from.
import { useStore } from 'zustand';
import type { MethodName } from '../../objectives/index.ts';
import { type Judging, linesOf } from '../../store/judging.ts';
import type { TaskName } from '../../tasks/task.ts';
import { download } from '../charts/download.ts';
import { useActions, usePage } from '../frame/useStore.ts';
import styles from './HumanPanel.module.css';

const STRINGS = {
  title: 'Take your clicks along',
  lede: (lines: number) =>
    `${lines} preferences, one JSON object a line. Ties say nothing here. They stay in this browser.`,
  file: 'Download',
  dpo: 'Set up DPO on them',
  kto: 'Set up KTO on them',
  model: 'Train a reward model on them…',
  used: (count: number) =>
    `In use from the next run on: ${count} ${count === 1 ? 'pair' : 'pairs'} of your own.`,
  back: 'Back to generated pairs',
} as const;

/** Methods that learn from pairs, and what makes them read ours. */
const LEARNERS = [
  ['dpo', STRINGS.dpo],
  ['kto', STRINGS.kto],
] as const satisfies [MethodName, string][];

export interface ClickExportProps {
  readonly task: TaskName;
  readonly judging: Judging;
  /** Called to show where a reward model is trained. */
  readonly onRewardModel: () => void;
}

export function ClickExport({ task, judging, onRewardModel }: ClickExportProps) {
  const store = useActions();
  const { heard } = useStore(judging.store);
  const inUse = usePage((state) => state.preferences[task]);
  const lines = linesOf(heard);
  const count = lines.split('\n').length - 1;
  const use = () => store.takePreferences(task, lines);
  const setUp = (method: MethodName) => {
    use();
    store.chooseMethod(method);
    store.editAll({ pairSource: 'preferences' });
  };
  if (count === 0) return null;
  return (
    <section className="card">
      <h2 className="card-title">{STRINGS.title}</h2>
      <p className="card-lede">{STRINGS.lede(count)}</p>
      <div className={styles.actions}>
        <button
          type="button"
          className="button"
          onClick={() => download(`clicks-${task}.jsonl`, new Blob([lines], { type: 'application/jsonl' }))}
        >
          {STRINGS.file}
        </button>
        {LEARNERS.map(([method, label]) => (
          <button key={method} type="button" className="button" onClick={() => setUp(method)}>
            {label}
          </button>
        ))}
        <button
          type="button"
          className="button"
          onClick={() => {
            use();
            onRewardModel();
          }}
        >
          {STRINGS.model}
        </button>
      </div>
      {inUse?.pasted && (
        <p className={styles.count} role="status">
          {STRINGS.used(inUse.count)}{' '}
          <button type="button" className="tool" onClick={() => store.takePreferences(task)}>
            {STRINGS.back}
          </button>
        </p>
      )}
    </section>
  );
}
