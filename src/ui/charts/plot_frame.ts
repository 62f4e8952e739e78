// Where a chart's plot lies on its canvas, so that something can be laid over it at values of its axes.
import type { Chart, Plugin } from 'chart.js';

interface AxisFrame {
  /** Values at the ends of the axis. */
  readonly min: number;
  readonly max: number;
  /** CSS pixels of the canvas at these values. */
  readonly atMin: number;
  readonly atMax: number;
}

export interface PlotFrame {
  readonly x: AxisFrame;
  readonly y: AxisFrame;
}

export const pixelAt = ({ min, max, atMin, atMax }: AxisFrame, value: number): number =>
  atMin + ((value - min) / (max - min)) * (atMax - atMin);

/** Within the axis. */
export function valueAt({ min, max, atMin, atMax }: AxisFrame, pixel: number): number {
  const value = min + ((pixel - atMin) / (atMax - atMin)) * (max - min);
  return Math.min(max, Math.max(min, value));
}

const frameOf = ({ chartArea, scales: { x, y } }: Chart): PlotFrame => ({
  x: { min: x.min, max: x.max, atMin: chartArea.left, atMax: chartArea.right },
  y: { min: y.min, max: y.max, atMin: chartArea.bottom, atMax: chartArea.top },
});

/** Tells the frame after each layout. */
export const framePlugin = (tell: (frame: PlotFrame) => void): Plugin<'scatter'> => ({
  id: 'frame',
  afterUpdate: (chart) => {
    // A new chart has no axes yet.
    if (chart.scales.x) tell(frameOf(chart as unknown as Chart));
  },
});

export const isSameFrame = (a: PlotFrame | undefined, b: PlotFrame): boolean =>
  a !== undefined && JSON.stringify(a) === JSON.stringify(b);
