// What the experiments on text start from, and what was tried for it: recorded, and said to be.
import { TUNING_NOTE, tunings, tuningTable } from '../../experiments/tuning.ts';
import styles from './Reproduce.module.css';
import { ReproduceTable } from './ReproduceTable.tsx';

const STRINGS = {
  title: 'Settings, and what was tried',
  recorded: 'Recorded before the experiments, not computed in this browser.',
  command: 'Made by',
} as const;

export function ReproduceSettings() {
  return (
    <details className={`card ${styles.tuning}`}>
      <summary className="card-title">{STRINGS.title}</summary>
      <p className={styles.note}>
        <strong>{STRINGS.recorded}</strong> {TUNING_NOTE}
      </p>
      {tunings.map((tuning) => (
        <div key={tuning.task}>
          <ReproduceTable table={tuningTable(tuning)} />
          <p className={styles.note}>
            {STRINGS.command} <code>{tuning.command}</code>
          </p>
        </div>
      ))}
    </details>
  );
}
