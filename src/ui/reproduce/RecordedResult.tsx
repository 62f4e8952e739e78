// What an experiment gave when it was recorded: in full until there is a result of this browser, folded beside it then.
import type { RecordedExperiment } from '../../experiments/report/recorded.ts';
import { SIZE_NAMES } from '../../experiments/scale.ts';
import own from './RecordedResult.module.css';
import styles from './ReproducePage.module.css';
import { ResultView } from './ResultView.tsx';

const STRINGS = {
  label: ({ size, runs, seeds }: RecordedExperiment, date: string) =>
    `Recorded ${date}, ${SIZE_NAMES[size]}, ${runs} runs, ${seeds} ${seeds === 1 ? 'seed' : 'seeds'}`,
  replaced: 'Play puts your own result in its place.',
} as const;

export interface RecordedResultProps {
  readonly recorded: RecordedExperiment;
  /** ISO 8601, of the report. */
  readonly date: string;
  /** True beside a result of this browser. */
  readonly folded: boolean;
}

export function RecordedResult({ recorded, date, folded }: RecordedResultProps) {
  const day = date.slice(0, 10);
  const label = STRINGS.label(recorded, day);
  const view = <ResultView result={recorded.result} recordedOn={day} />;
  if (folded)
    return (
      <details className={own.recorded}>
        <summary>{label}</summary>
        <div className={styles.results}>{view}</div>
      </details>
    );
  return (
    <div className={`${own.recorded} ${styles.results}`}>
      <p className={own.label}>
        <strong>{label}.</strong> {STRINGS.replaced}
      </p>
      {view}
    </div>
  );
}
