// What a logarithmic axis can draw of a chart: the values above zero.
import type { ChartSeries } from './chart_series.ts';

export type YScale = 'linear' | 'logarithmic';

/** Intervals that reach zero lose their lower end, and with it their whisker. */
export const aboveZero = (series: readonly ChartSeries[]): ChartSeries[] =>
  series.map((entry) => ({
    ...entry,
    points: entry.points
      .filter(({ y }) => y > 0)
      .map((point) =>
        point.yLow === undefined || point.yLow > 0 ? point : { ...point, yLow: undefined, yHigh: undefined },
      ),
  }));
