// Draws times as bars from zero, with the factor to the engine. The table's cells hold the figures.
import type { Measured } from '../../bench/benchmark.ts';
import { TRAINER_LABELS, WRITER_LABELS } from '../../bench/contender.ts';
import { formatNumber } from '../charts/number_format.ts';
import styles from './BenchmarkPage.module.css';

const STRINGS = {
  contender: 'What',
  time: 'Median time, ms',
  factor: '× engine',
  dispatches: 'Dispatches',
  submits: 'Submits',
} as const;

const labels = { train: TRAINER_LABELS, generate: WRITER_LABELS } as const;

interface Props {
  readonly title: string;
  readonly kind: keyof typeof labels;
  readonly measured: Readonly<Record<string, Measured | undefined>>;
}

export function Bars({ title, kind, measured }: Props) {
  const rows = Object.entries(measured).filter(
    (entry): entry is [string, Measured] => entry[1] !== undefined,
  );
  const engine = measured.engine!.ms;
  const longest = Math.max(...rows.map(([, { ms }]) => ms));
  return (
    <div className={styles.scroller}>
      <table className={`number-table ${styles.table}`}>
        <caption>{title}</caption>
        <thead>
          <tr>
            <th scope="col">{STRINGS.contender}</th>
            <th scope="col">{STRINGS.time}</th>
            <th scope="col">{STRINGS.factor}</th>
            <th scope="col" className={styles.minor}>
              {STRINGS.dispatches}
            </th>
            <th scope="col" className={styles.minor}>
              {STRINGS.submits}
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map(([name, { ms, dispatches, submits }]) => (
            <tr key={name} data-own={name === 'engine' || undefined}>
              <th scope="row">
                {(labels[kind] as Readonly<Record<string, string>>)[name]}
                <span className={styles.bar} style={{ inlineSize: `${(100 * ms) / longest}%` }} />
              </th>
              <td>{formatNumber(ms)}</td>
              <td>{formatNumber(ms / engine, 2)}</td>
              <td className={styles.minor}>{Math.round(dispatches)}</td>
              <td className={styles.minor}>{Number(submits.toFixed(2))}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
