// The recorded settings of the experiments on text, and the trials behind them.
import { TUNING_NOTE, triedTables } from '../../experiments/report/tuning_tables.ts';
import { NumberTable } from './NumberTable.tsx';
import styles from './ReproducePage.module.css';

const STRINGS = {
  title: 'Settings, and what was tried',
  recorded: 'Recorded, not computed in this browser.',
  command: 'Made by',
} as const;

export function Settings() {
  return (
    <details className={`card ${styles.tuning}`}>
      <summary className="card-title">{STRINGS.title}</summary>
      <p className={styles.note}>
        <strong>{STRINGS.recorded}</strong> {TUNING_NOTE}
      </p>
      {triedTables.map(({ table, command }) => (
        <div key={table.title}>
          <NumberTable table={table} />
          <p className={styles.note}>
            {STRINGS.command} <code>{command}</code>
          </p>
        </div>
      ))}
    </details>
  );
}
