// One chart on a canvas (chart.js, only the parts used). It redraws for a new `series` array, theme or size of text, never
// animates, only near the view, and fills the height of its box. `label` is its text alternative; ChartTable holds the numbers.
import {
  Chart,
  LinearScale,
  LineElement,
  LogarithmicScale,
  PointElement,
  ScatterController,
  Tooltip,
} from 'chart.js';
import {
  type MouseEvent,
  type ReactNode,
  type RefObject,
  useEffect,
  useMemo,
  useRef,
  useState,
  useSyncExternalStore,
} from 'react';
import { useNearView } from '../frame/near_view.ts';
import { usePresenting } from '../frame/presenting.ts';
import { currentTheme, subscribeToTheme } from '../frame/theme.ts';
import styles from './ChartCanvas.module.css';
import { useChartScale } from './chart_scale.ts';
import { type ChartAxis, type ChartSeries, extent } from './chart_series.ts';
import { type Extents, type ScatterDataset, toDatasets, toOptions } from './datasets.ts';
import { drawQueue } from './draw_queue.ts';
import { endNamesPlugin, roomForNames, withEndNames } from './end_names.ts';
import { intervalPlugin } from './interval_plugin.ts';
import { framePlugin, isSameFrame, type PlotFrame } from './plot_frame.ts';

Chart.register(ScatterController, PointElement, LineElement, LinearScale, LogarithmicScale, Tooltip);

export interface ChartCanvasProps {
  /** Text for screen readers: the quantity, the axes and, if short, the current values. */
  readonly label: string;
  /** Memoise: a new array means a redraw. */
  readonly series: readonly ChartSeries[];
  readonly x: ChartAxis;
  readonly y: ChartAxis;
  /** `fill`: that of the box around it. */
  readonly height?: 'small' | 'medium' | 'large' | 'fill';
  readonly hover?: 'point' | 'x';
  /** Shown in place of an empty chart. */
  readonly placeholder?: string;
  readonly canvasRef?: RefObject<HTMLCanvasElement | null>;
  /** A press near a point. */
  readonly onPoint?: (seriesId: string, index: number) => void;
  /** Laid over the canvas, at values of the axes. */
  readonly overlay?: (frame: PlotFrame) => ReactNode;
}

/** A finger hits a point within this distance. */
const PRESS_PX = 24;

export function ChartCanvas(props: ChartCanvasProps) {
  const { label, x, y, height = 'small', hover = 'x', placeholder, onPoint, overlay } = props;
  const presenting = usePresenting();
  const series = useMemo(
    () => (presenting ? withEndNames(props.series) : props.series),
    [presenting, props.series],
  );
  const isEmpty = series.every((entry) => entry.points.length === 0);
  const fallbackRef = useRef<HTMLCanvasElement>(null);
  const canvasRef = props.canvasRef ?? fallbackRef;
  const chartRef = useRef<Chart<'scatter'>>(null);
  const extentsRef = useRef<Extents>({});
  const [frame, setFrame] = useState<PlotFrame>();
  const near = useNearView(canvasRef);
  const scale = useChartScale();
  const endRoom = roomForNames(series, scale);
  const theme = useSyncExternalStore(subscribeToTheme, currentTheme);

  useEffect(() => {
    const chart = new Chart(canvasRef.current!, {
      type: 'scatter',
      data: { datasets: [] },
      options: { animation: false, responsive: true, maintainAspectRatio: false },
      plugins: [
        intervalPlugin,
        endNamesPlugin,
        framePlugin((next) => setFrame((known) => (isSameFrame(known, next) ? known : next))),
      ],
    });
    chartRef.current = chart;
    return () => {
      drawQueue.cancel(chart);
      chart.destroy();
      chartRef.current = null;
    };
  }, [canvasRef]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: colours and sizes are read from the document, so theme and scale count
  const options = useMemo(
    () => toOptions({ x, y, hover, tall: height !== 'small', endRoom }, extentsRef.current),
    [x, y, hover, height, endRoom, theme, scale],
  );
  // biome-ignore lint/correctness/useExhaustiveDependencies: the canvas stands for its chart
  useEffect(() => {
    if (!near) return;
    const chart = chartRef.current!;
    drawQueue.request(chart, () => {
      Object.assign(extentsRef.current, { x: extent(series, 'x'), y: extent(series, 'y') });
      chart.data.datasets = toDatasets(series, chart.data.datasets as ScatterDataset[]);
      if (chart.config.options !== options) chart.options = options;
      chart.update('none');
    });
  }, [series, options, near, canvasRef]);

  const press = (event: MouseEvent) => {
    const chart = chartRef.current!;
    const mode = { axis: 'xy', intersect: false } as const;
    const [hit] = chart.getElementsAtEventForMode(event.nativeEvent, 'nearest', mode, false);
    if (!hit) return;
    const { left, top } = chart.canvas.getBoundingClientRect();
    const distance = Math.hypot(event.clientX - left - hit.element.x, event.clientY - top - hit.element.y);
    if (distance <= PRESS_PX) onPoint?.(series[hit.datasetIndex].id, hit.index);
  };

  return (
    <div className={`${styles.box} ${styles[height]}`}>
      <canvas ref={canvasRef} role="img" aria-label={label} onClick={onPoint && press} />
      {frame && overlay?.(frame)}
      {placeholder && isEmpty && <p className={styles.placeholder}>{placeholder}</p>}
    </div>
  );
}
