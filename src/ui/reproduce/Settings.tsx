// The settings of the experiments on text, and the figures that their temperatures come from.
import { SETTINGS_NOTE, settingsTable } from '../../experiments/report/settings_table.ts';
import { NumberTable } from './NumberTable.tsx';
import styles from './ReproducePage.module.css';

const STRINGS = {
  title: 'Settings on text',
} as const;

export function Settings() {
  return (
    <details className={`card ${styles.textSettings}`}>
      <summary className="card-title">{STRINGS.title}</summary>
      <p className={styles.note}>{SETTINGS_NOTE}</p>
      <NumberTable table={settingsTable} />
    </details>
  );
}
