// A result table: measured numbers with their intervals, and the paper's numbers below.
import { useId } from 'react';
import type { ResultTable } from '../../experiments/experiment.ts';
import { intervalText, paperText, valueText } from '../../experiments/report/cell_text.ts';
import styles from './ReproducePage.module.css';

const STRINGS = { intervals: '95 % intervals in brackets' } as const;

export function NumberTable({
  table: { title, unit, decimals, note, columns, rows },
}: {
  readonly table: ResultTable;
}) {
  const captionId = useId();
  return (
    <div>
      {/* It is above the scrolling region, so that a narrow screen shows all of it. */}
      <p className={styles.caption} id={captionId}>
        {title}{' '}
        <span className={styles.unit}>
          {rows.some(({ cells }) => cells.some(({ low }) => low !== undefined))
            ? `${unit}; ${STRINGS.intervals}`
            : unit}
        </span>
      </p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard */}
      <section className={styles.scroller} tabIndex={0} aria-label={title}>
        <table className={`number-table ${styles.table}`} aria-labelledby={captionId}>
          <thead>
            <tr>
              {columns.map((column) => (
                <th key={column} scope="col">
                  {column}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map(({ label, cells }) => (
              <tr key={label}>
                <th scope="row">{label}</th>
                {cells.map((cell, c) => (
                  <td key={columns[c + 1]}>
                    <span className={styles.value}>{valueText(cell, decimals)}</span>
                    <span className={styles.interval}>{intervalText(cell, decimals)}</span>
                    <span className={styles.paper}>{paperText(cell)}</span>
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      {note && <p className={styles.note}>{note}</p>}
    </div>
  );
}
