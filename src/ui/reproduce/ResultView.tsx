// Figures, tables and orderings of one experiment. Of a half-computed one: only what has a value.
import { useMemo } from 'react';
import { summaryOf } from '../../experiments/claims.ts';
import type { ExperimentResult, ResultFigure, ResultTable } from '../../experiments/experiment.ts';
import { figureSvg, whiskersText } from '../../experiments/report/figure_svg.ts';
import { ChartFigure } from '../charts/ChartFigure.tsx';
import { download } from '../charts/download.ts';
import { Claims } from './Claims.tsx';
import { NumberTable } from './NumberTable.tsx';
import styles from './ReproducePage.module.css';
import { chartOf } from './series.ts';

const STRINGS = {
  outcome: (summary: string) => `${summary[0].toUpperCase()}${summary.slice(1).replace('; ', '. ')}.`,
  waiting: (count: number) =>
    count === 1 ? 'One more ordering waits for runs.' : `${count} more orderings wait for runs.`,
  svg: 'SVG',
  svgTitle: 'Download the figure as a drawing',
  here: 'Computed in this browser',
  recorded: (date: string) => `Recorded on another machine, ${date}`,
  explanation: (origin: string, whiskers: string) => `${origin}${whiskers && `; ${whiskers}`}.`,
  label: ({ title, x, y }: ResultFigure, recordedOn?: string) =>
    `${title}${recordedOn === undefined ? '' : `, recorded ${recordedOn}`}: ${y.label} over ${x.label}`,
} as const;

export interface ResultViewProps {
  readonly result: ExperimentResult;
  /** YYYY-MM-DD; absent: computed in this browser. */
  readonly recordedOn?: string;
}

/** Rows with something to say; undefined where there is none. */
function filledPart(table: ResultTable): ResultTable | undefined {
  const rows = table.rows.filter(({ cells }) =>
    cells.some(({ value, note }) => value !== undefined || note !== undefined),
  );
  return rows.length > 0 ? { ...table, rows } : undefined;
}

export function ResultView({ result: { figures, tables, claims }, recordedOn }: ResultViewProps) {
  const decided = claims.filter(({ verdict }) => verdict !== 'waiting');
  const waiting = claims.length - decided.length;
  return (
    <>
      {figures
        .filter(({ series }) => series.some(({ points }) => points.length > 0))
        .map((figure) => (
          <div key={figure.id}>
            <Figure figure={figure} recordedOn={recordedOn} />
          </div>
        ))}
      {tables.map(filledPart).map((table) => table && <NumberTable key={table.title} table={table} />)}
      {decided.length > 0 && (
        <div>
          <p className={styles.outcome}>{STRINGS.outcome(summaryOf(decided))}</p>
          <Claims claims={decided} />
          {waiting > 0 && <p className={styles.note}>{STRINGS.waiting(waiting)}</p>}
        </div>
      )}
    </>
  );
}

interface FigureProps {
  readonly figure: ResultFigure;
  readonly recordedOn?: string;
}

function Figure({ figure, recordedOn }: FigureProps) {
  // A file must not pass for one of this browser.
  const name = recordedOn === undefined ? figure.id : `${figure.id}-recorded-${recordedOn}`;
  const origin = recordedOn === undefined ? STRINGS.here : STRINGS.recorded(recordedOn);
  const { series, x, y } = useMemo(() => chartOf(figure), [figure]);
  const saveSvg = () => download(`${name}.svg`, new Blob([figureSvg(figure)], { type: 'image/svg+xml' }));
  return (
    <ChartFigure
      title={figure.title}
      explanation={STRINGS.explanation(origin, whiskersText(figure))}
      fileName={name}
      label={STRINGS.label(figure, recordedOn)}
      series={series}
      x={x}
      y={y}
      height="large"
      hover="point"
      legend
    >
      <button type="button" className="tool" title={STRINGS.svgTitle} onClick={saveSvg}>
        {STRINGS.svg}
      </button>
    </ChartFigure>
  );
}
