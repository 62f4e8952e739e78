// One chart on a canvas (chart.js, only the parts used). It redraws for a new `series` array or theme, never animates,
// and fills the height of its box. `label` is its text alternative; ChartTable holds the numbers.
import {
  Chart,
  LinearScale,
  LineElement,
  LogarithmicScale,
  PointElement,
  ScatterController,
  Tooltip,
} from 'chart.js';
import { type RefObject, useEffect, useRef, useSyncExternalStore } from 'react';
import { currentTheme, subscribeToTheme } from '../frame/theme.ts';
import styles from './ChartCanvas.module.css';
import type { ChartAxis, ChartSeries } from './chart_series.ts';
import { toDataset, toOptions } from './datasets.ts';
import { cancelDraw, requestDraw } from './draw_queue.ts';
import { intervalPlugin } from './interval_plugin.ts';

Chart.register(ScatterController, PointElement, LineElement, LinearScale, LogarithmicScale, Tooltip);

export interface ChartCanvasProps {
  /** Text for screen readers: the quantity, the axes and, if short, the current values. */
  readonly label: string;
  /** Memoise: a new array means a redraw. */
  readonly series: readonly ChartSeries[];
  readonly x: ChartAxis;
  readonly y: ChartAxis;
  readonly height?: 'small' | 'medium' | 'large';
  readonly hover?: 'point' | 'x';
  /** Shown in place of an empty chart. */
  readonly placeholder?: string;
  readonly canvasRef?: RefObject<HTMLCanvasElement | null>;
}

export function ChartCanvas(props: ChartCanvasProps) {
  const { label, series, x, y, height = 'small', hover = 'x', placeholder } = props;
  const isEmpty = series.every((entry) => entry.points.length === 0);
  const fallbackRef = useRef<HTMLCanvasElement>(null);
  const canvasRef = props.canvasRef ?? fallbackRef;
  const chartRef = useRef<Chart<'scatter'>>(null);
  const theme = useSyncExternalStore(subscribeToTheme, currentTheme);

  useEffect(() => {
    const chart = new Chart(canvasRef.current!, {
      type: 'scatter',
      data: { datasets: [] },
      options: { animation: false, responsive: true, maintainAspectRatio: false },
      plugins: [intervalPlugin],
    });
    chartRef.current = chart;
    return () => {
      cancelDraw(chart);
      chart.destroy();
      chartRef.current = null;
    };
  }, [canvasRef]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: colours are read from the document, so the theme counts
  useEffect(() => {
    const chart = chartRef.current!;
    requestDraw(chart, () => {
      chart.data.datasets = series.map(toDataset);
      chart.options = toOptions(series, { x, y, hover, tall: height !== 'small' });
      chart.update('none');
    });
  }, [series, x, y, hover, height, theme]);

  return (
    <div className={`${styles.box} ${styles[height]}`}>
      <canvas ref={canvasRef} role="img" aria-label={label} />
      {placeholder && isEmpty && <p className={styles.placeholder}>{placeholder}</p>}
    </div>
  );
}
