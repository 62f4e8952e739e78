// The settings of the experiments on text, and the figures that their temperatures come from.
import { textSettings } from '../../experiments/report/settings_table.ts';
import type { Size } from '../../experiments/scale.ts';
import { NumberTable } from './NumberTable.tsx';
import styles from './ReproducePage.module.css';

const STRINGS = {
  title: 'Settings on text',
} as const;

export function Settings({ size }: { readonly size: Size }) {
  const { note, table } = textSettings(size);
  return (
    <details className={`card ${styles.textSettings}`}>
      <summary className="card-title">{STRINGS.title}</summary>
      <p className={styles.note}>{note}</p>
      <NumberTable table={table} />
    </details>
  );
}
