// Describes a chart: series of points with optional intervals, styled by names of colour tokens. One description serves
// the canvas, the legend, the table and the exported files in both themes.
export interface ChartPoint {
  readonly x: number;
  readonly y: number;
  readonly xLow?: number;
  readonly xHigh?: number;
  readonly yLow?: number;
  readonly yHigh?: number;
  /** Extra line in the tooltip, such as "step 120". */
  readonly note?: string;
}

export type LineStyle = 'solid' | 'dashed' | 'dotted' | 'dash-dot' | 'none';
export type Marker = 'none' | 'circle' | 'square' | 'triangle' | 'diamond' | 'cross' | 'star' | 'ring';

export interface ChartSeries {
  readonly id: string;
  readonly label: string;
  /** Name of a colour token, such as `--method-brain`. */
  readonly colour: string;
  readonly points: readonly ChartPoint[];
  /** Default solid. */
  readonly line?: LineStyle;
  /** Default none. */
  readonly marker?: Marker;
  readonly markerSize?: number;
  readonly lineWidth?: number;
  /** 0..1, default 1. */
  readonly opacity?: number;
  /** Draw yLow..yHigh as a band instead of whiskers. */
  readonly band?: boolean;
  /** Draw each point as a bar from 0 to y over xLow..xHigh instead of whiskers. */
  readonly bars?: boolean;
  /** A short name beside the last point. */
  readonly endName?: string;
  /** Default true. */
  readonly inLegend?: boolean;
}

export interface ChartAxis {
  readonly label: string;
  readonly scale?: 'linear' | 'logarithmic';
  readonly min?: number;
  readonly max?: number;
  /** Positions of ticks; default: round values. */
  readonly marks?: readonly number[];
}

export interface Extent {
  readonly min: number;
  readonly max: number;
}

/** Smallest interval holding all points and their whiskers along one axis; undefined if there is nothing finite. */
export function extent(series: readonly ChartSeries[], axis: 'x' | 'y'): Extent | undefined {
  let min = Number.POSITIVE_INFINITY;
  let max = Number.NEGATIVE_INFINITY;
  for (const { points } of series) {
    for (const point of points) {
      const ends = axis === 'x' ? [point.x, point.xLow, point.xHigh] : [point.y, point.yLow, point.yHigh];
      for (const end of ends) {
        if (end === undefined || !Number.isFinite(end)) continue;
        min = Math.min(min, end);
        max = Math.max(max, end);
      }
    }
  }
  return min <= max ? { min, max } : undefined;
}

const DASHES: Readonly<Record<LineStyle, number[]>> = {
  solid: [],
  dashed: [7, 4],
  dotted: [1.5, 3.5],
  'dash-dot': [8, 3, 1.5, 3],
  none: [],
};

export const dashOf = (line: LineStyle | undefined): number[] => DASHES[line ?? 'solid'];
