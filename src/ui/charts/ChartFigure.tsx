// A chart with its surroundings: title, a line with meaning and source, canvas, legend, and a menu with its table, its
// files and how it is drawn. In presenter mode it is a panel, named by its file.
import { type ReactNode, useId, useMemo, useRef, useState } from 'react';
import { ChartCanvas, type ChartCanvasProps } from './ChartCanvas.tsx';
import styles from './ChartFigure.module.css';
import { ChartLegend } from './ChartLegend.tsx';
import { ChartTable } from './ChartTable.tsx';
import { ChartTools, type ChartToolsProps } from './ChartTools.tsx';
import { aboveZero, type YScale } from './log_axis.ts';
import type { SmoothingChoice } from './smoothing.ts';

export interface ChartFigureProps extends Omit<ChartCanvasProps, 'canvasRef'> {
  readonly title: ReactNode;
  readonly explanation: ReactNode;
  /** File name without ending for the downloads. */
  readonly fileName: string;
  /** Default: shown for two or more listed series. */
  readonly legend?: boolean;
  /** Default: the points as drawn. */
  readonly csv?: ChartToolsProps['csv'];
  /** Offers a choice; whoever makes the series smooths them. */
  readonly smoothing?: SmoothingChoice;
  /** Offers a logarithmic y axis. */
  readonly mayBeLogarithmic?: boolean;
  /** The explanation is in the menu, and the menu beside the title: for a chart that stands out. */
  readonly compact?: boolean;
  /** More controls beside the title. */
  readonly children?: ReactNode;
}

export function ChartFigure(props: ChartFigureProps) {
  const {
    title,
    explanation,
    fileName,
    children,
    legend,
    csv,
    smoothing,
    mayBeLogarithmic,
    compact,
    ...given
  } = props;
  const canvasRef = useRef<HTMLCanvasElement>(null);
  const [tableShown, setTableShown] = useState(false);
  const [scale, setScale] = useState<YScale>('linear');
  const titleId = useId();
  const logarithmic = mayBeLogarithmic && scale === 'logarithmic';
  const series = useMemo(
    () => (logarithmic ? aboveZero(given.series) : given.series),
    [logarithmic, given.series],
  );
  const y = useMemo(
    () => (logarithmic ? { label: given.y.label, scale } : given.y),
    [logarithmic, given.y, scale],
  );
  const chart = { ...given, series, y };
  const listed = series.filter((entry) => entry.inLegend !== false);
  const menu = (
    <div className={styles.tools}>
      <ChartTools
        chart={chart}
        explanation={compact ? explanation : undefined}
        canvasRef={canvasRef}
        fileName={fileName}
        csv={csv}
        smoothing={smoothing}
        yScale={mayBeLogarithmic ? { value: scale, onChange: setScale } : undefined}
        tableShown={tableShown}
        onTable={() => setTableShown(!tableShown)}
      />
    </div>
  );
  return (
    <figure className={styles.figure} aria-labelledby={titleId} data-panel={fileName}>
      <div className={styles.head}>
        <h3 id={titleId} className={styles.title}>
          {title}
        </h3>
        {children}
        {compact && menu}
      </div>
      {!compact && <figcaption className={styles.explanation}>{explanation}</figcaption>}
      <ChartCanvas {...chart} canvasRef={canvasRef} />
      {!compact && (
        <div className={styles.foot}>
          {(legend ?? listed.length > 1) && <ChartLegend series={series} />}
          {menu}
        </div>
      )}
      {tableShown && <ChartTable caption={chart.label} series={series} x={chart.x} y={y} />}
    </figure>
  );
}
