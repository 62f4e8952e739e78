// A chart's numbers as a table, the text alternative of the canvas. Long series show their last rows.
import styles from './ChartTable.module.css';
import type { ChartAxis, ChartPoint, ChartSeries } from './chart_series.ts';
import { formatNumber } from './number_format.ts';

const ROWS_PER_SERIES = 50;

export interface ChartTableProps {
  readonly caption: string;
  readonly series: readonly ChartSeries[];
  readonly x: ChartAxis;
  readonly y: ChartAxis;
}

export function ChartTable({ caption, series, x, y }: ChartTableProps) {
  const rows = series.flatMap((entry) =>
    entry.points
      .slice(-ROWS_PER_SERIES)
      .map((point, index) => ({ point, label: entry.label, key: `${entry.id} ${index}` })),
  );
  return (
    // A scrollable region must be reachable from the keyboard.
    // biome-ignore lint/a11y/noNoninteractiveTabindex: see above
    <section className={`number-scroller ${styles.scroller}`} tabIndex={0} aria-label={caption}>
      <table className="number-table">
        <caption className="visually-hidden">{caption}</caption>
        <thead>
          <tr>
            <th scope="col">Series</th>
            <th scope="col">{x.label || 'x'}</th>
            <th scope="col">{y.label || 'y'}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ key, label, point }) => (
            <tr key={key}>
              <th scope="row">{label}</th>
              <td>{withInterval(point, 'x')}</td>
              <td>{withInterval(point, 'y')}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function withInterval(point: ChartPoint, axis: 'x' | 'y'): string {
  const [value, low, high] =
    axis === 'x' ? [point.x, point.xLow, point.xHigh] : [point.y, point.yLow, point.yHigh];
  if (low === undefined || high === undefined) return formatNumber(value);
  return `${formatNumber(value)} (${formatNumber(low)} to ${formatNumber(high)})`;
}
