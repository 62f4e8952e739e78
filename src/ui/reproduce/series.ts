// Converts an experiment's figure to chart series.
import type { FigureAxis, FigureSeries, ResultFigure } from '../../experiments/experiment.ts';
import { powersOfTwo, rangeOf } from '../../math/axis_ticks.ts';
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
function axisOf({ label, scale, marks }: FigureAxis, values: readonly number[]): ChartAxis {
  const logarithmic = scale === 'log';
  const kind = { label, scale: logarithmic ? 'logarithmic' : 'linear' } as const;
  if (marks) return { ...kind, marks, ...rangeAround(marks, logarithmic) };
  return logarithmic
    ? { ...kind, marks: powersOfTwo([Math.min(...values), Math.max(...values)]) }
    : { label };
}

/** Room for all ticks, whatever is measured so far. */
function rangeAround(marks: readonly number[], logarithmic: boolean): { min: number; max: number } {
  const of = logarithmic ? Math.log : (value: number) => value;
  const [min, max] = rangeOf(marks.map(of));
  return logarithmic ? { min: Math.exp(min), max: Math.exp(max) } : { min, max };
}

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
