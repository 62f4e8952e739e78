// Converts an experiment's figure to chart series.
import type { FigureSeries, ResultFigure } from '../../experiments/experiment.ts';
import { powersOfTwo } from '../../math/axis_ticks.ts';
import { objectives } from '../../objectives/index.ts';
import type { ChartAxis, ChartSeries } from '../charts/chart_series.ts';
import { methodColour } from '../methods/method_styles.ts';

function seriesOf({ label, method, kind, dashed, points }: FigureSeries, index: number): ChartSeries {
  return {
    id: `${index}`,
    label,
    colour: method ? methodColour(method) : '--chart-best',
    line: kind === 'points' ? 'none' : dashed ? 'dashed' : 'solid',
    marker: kind === 'line' ? 'none' : method ? objectives[method].marker : 'circle',
    points: points.map(({ label: note, ...point }) => ({ ...point, note })),
  };
}

/** A logarithmic axis of the experiments has ticks at powers of two. */
const axisOf = ({ label, scale }: ResultFigure['x'], values: readonly number[]): ChartAxis =>
  scale === 'log'
    ? { label, scale: 'logarithmic', marks: powersOfTwo([Math.min(...values), Math.max(...values)]) }
    : { label };

export const chartOf = ({ x, y, series }: ResultFigure) => {
  const points = series.flatMap((entry) => entry.points);
  return {
    series: series.filter((entry) => entry.points.length > 0).map(seriesOf),
    x: axisOf(
      x,
      points.map((point) => point.x),
    ),
    y: axisOf(
      y,
      points.map((point) => point.y),
    ),
  };
};
