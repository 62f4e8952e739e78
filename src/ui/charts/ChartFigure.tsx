// A chart with its surroundings: title, a line with meaning and source, canvas and legend. Buttons show the table and
// save the picture or the numbers.
import { type ReactNode, useId, useRef, useState } from 'react';
import { ChartCanvas, type ChartCanvasProps } from './ChartCanvas.tsx';
import styles from './ChartFigure.module.css';
import { ChartLegend } from './ChartLegend.tsx';
import { ChartTable } from './ChartTable.tsx';
import { chartCsv, chartPng, download } from './chart_files.ts';

const STRINGS = {
  table: 'Table',
  tableTitle: 'Show the numbers as a table',
  csv: 'CSV',
  csvTitle: 'Download the numbers as CSV',
  png: 'PNG',
  pngTitle: 'Download the chart as a picture',
} as const;

export interface ChartFigureProps extends Omit<ChartCanvasProps, 'canvasRef'> {
  readonly title: ReactNode;
  readonly explanation: ReactNode;
  /** File name without ending for the downloads. */
  readonly fileName: string;
  /** Default: shown for two or more listed series. */
  readonly legend?: boolean;
  /** Default: the points as drawn. */
  readonly csv?: () => string;
  /** More controls beside the title. */
  readonly children?: ReactNode;
}

export function ChartFigure(props: ChartFigureProps) {
  const { title, explanation, fileName, children, legend, csv, ...chart } = props;
  const canvasRef = useRef<HTMLCanvasElement>(null);
  const [tableShown, setTableShown] = useState(false);
  const titleId = useId();
  const listed = chart.series.filter((entry) => entry.inLegend !== false);
  const saveCsv = () =>
    download(`${fileName}.csv`, new Blob([csv ? csv() : chartCsv(chart)], { type: 'text/csv' }));
  const savePng = async () => download(`${fileName}.png`, await chartPng(canvasRef.current!, chart));
  return (
    <figure className={styles.figure} aria-labelledby={titleId}>
      <div className={styles.head}>
        <h3 id={titleId} className={styles.title}>
          {title}
        </h3>
        {children}
      </div>
      <figcaption className={styles.explanation}>{explanation}</figcaption>
      <ChartCanvas {...chart} canvasRef={canvasRef} />
      <div className={styles.foot}>
        {(legend ?? listed.length > 1) && <ChartLegend series={chart.series} />}
        <div className={styles.tools}>
          <button
            type="button"
            className="tool"
            aria-pressed={tableShown}
            title={STRINGS.tableTitle}
            onClick={() => setTableShown(!tableShown)}
          >
            {STRINGS.table}
          </button>
          <button type="button" className="tool" title={STRINGS.csvTitle} onClick={saveCsv}>
            {STRINGS.csv}
          </button>
          <button type="button" className="tool" title={STRINGS.pngTitle} onClick={savePng}>
            {STRINGS.png}
          </button>
        </div>
      </div>
      {tableShown && <ChartTable caption={chart.label} series={chart.series} x={chart.x} y={chart.y} />}
    </figure>
  );
}
