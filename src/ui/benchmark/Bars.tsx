// Draws times as bars from zero, with the factor to our own row. The table's cells hold the figures. Contenders on the
// adapter and on the CPU stand in two tables.
import type { Measured } from '../../bench/benchmark.ts';
import {
  PLACES,
  type Place,
  rowsIn,
  STEPPER_LABELS,
  TRAINER_LABELS,
  WRITER_LABELS,
} from '../../bench/contender.ts';
import { formatNumber } from '../charts/number_format.ts';
import styles from './BenchmarkPage.module.css';

const STRINGS = {
  contender: 'What',
  time: 'Median time, ms',
  factor: '× ours',
  dispatches: 'Dispatches',
  submits: 'Submits',
} as const;

const labels = { train: TRAINER_LABELS, generate: WRITER_LABELS, brain: STEPPER_LABELS } as const;

interface Props {
  readonly title: string;
  readonly place: Place;
  readonly kind: keyof typeof labels;
  readonly measured: Readonly<Record<string, Measured | undefined>>;
}

export function Bars({ title, place, kind, measured }: Props) {
  const rows = rowsIn(place, measured);
  if (rows.length === 0) return null;
  const { own } = PLACES[place];
  const ownMs = measured[own]?.ms;
  const longest = Math.max(...rows.map(([, { ms }]) => ms));
  const onGpu = place === 'gpu';
  return (
    <div className={styles.scroller}>
      <table className={`number-table ${styles.table}`}>
        <caption>{title}</caption>
        <thead>
          <tr>
            <th scope="col">{STRINGS.contender}</th>
            <th scope="col">{STRINGS.time}</th>
            <th scope="col">{STRINGS.factor}</th>
            {onGpu && (
              <>
                <th scope="col" className={styles.minor}>
                  {STRINGS.dispatches}
                </th>
                <th scope="col" className={styles.minor}>
                  {STRINGS.submits}
                </th>
              </>
            )}
          </tr>
        </thead>
        <tbody>
          {rows.map(([name, { ms, dispatches, submits }]) => (
            <tr key={name} data-own={name === own || undefined}>
              <th scope="row">
                {(labels[kind] as Readonly<Record<string, string>>)[name]}
                <span className={styles.bar} style={{ inlineSize: `${(100 * ms) / longest}%` }} />
              </th>
              <td>{formatNumber(ms)}</td>
              <td>{ownMs === undefined ? '' : formatNumber(ms / ownMs, 2)}</td>
              {onGpu && (
                <>
                  <td className={styles.minor}>{Math.round(dispatches)}</td>
                  <td className={styles.minor}>{Number(submits.toFixed(2))}</td>
                </>
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
