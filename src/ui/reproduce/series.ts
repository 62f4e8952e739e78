// Converts an experiment's figure to chart series.
import type { FigureAxis, FigureSeries, ResultFigure } from '../../experiments/experiment.ts';
import { powersOfTwo } from '../../math/axis_ticks.ts';
import { objectives } from '../../objectives/index.ts';
import type { ChartAxis, ChartSeries } from '../charts/chart_series.ts';
import { methodColour } from '../methods/method_styles.ts';
import { rampColour } from '../methods/ramp_styles.ts';

const colourOf = ({ method, ramp }: FigureSeries) =>
  ramp !== undefined ? rampColour(ramp) : method ? methodColour(method) : '--chart-best';

function seriesOf(series: FigureSeries, index: number): ChartSeries {
  const { label, method, kind, dashed, dash, band, unlisted, points } = series;
  return {
    id: `${index}`,
    label,
    colour: colourOf(series),
    line: kind === 'points' ? 'none' : (dash ?? (dashed ? 'dashed' : 'solid')),
    band,
    inLegend: !unlisted,
    marker: kind === 'line' ? 'none' : method ? objectives[method].marker : 'circle',
    points: points.map(({ label: note, ...point }) => ({ ...point, note })),
  };
}

/** A logarithmic axis of the experiments has ticks at powers of two. */
const axisOf = ({ label, scale, marks }: FigureAxis, values: readonly number[]): ChartAxis =>
  scale === 'log'
    ? {
        label,
        scale: 'logarithmic',
        marks: marks ?? powersOfTwo([Math.min(...values), Math.max(...values)]),
      }
    : { label, marks };

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
