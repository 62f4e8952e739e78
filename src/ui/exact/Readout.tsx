// One exact number with its meaning in a sentence.
import { formatNumber } from '../charts/number_format.ts';
import styles from './Readouts.module.css';

interface ReadoutProps {
  readonly words: { readonly label: string; readonly symbol?: string; readonly text: string };
  readonly value: number;
  readonly note?: string;
}

export function Readout({ words, value, note }: ReadoutProps) {
  return (
    <div className={styles.readout}>
      <dt>
        {words.label} {words.symbol && <span className={styles.note}>{words.symbol}</span>}
      </dt>
      <dd className={styles.value}>
        {formatNumber(value)} {note && <span className={styles.note}>{note}</span>}
      </dd>
      <dd className={styles.text}>{words.text}</dd>
    </div>
  );
}
