// An experiment's figure as the page's charts draw it.
import type { FigureSeries, ResultFigure } from '../../experiments/experiment.ts';
import type { ChartAxis, ChartSeries } from '../charts/chart_series.ts';
import { METHOD_COLOURS, METHOD_MARKERS } from '../method_styles.ts';

function seriesOf({ label, method, kind, dashed, points }: FigureSeries, at: number): ChartSeries {
  return {
    id: `${at}`,
    label,
    colour: method ? METHOD_COLOURS[method] : '--chart-best',
    line: kind === 'points' ? 'none' : dashed ? 'dashed' : 'solid',
    marker: kind === 'line' ? 'none' : method ? METHOD_MARKERS[method] : 'circle',
    points: points.map(({ label: note, ...point }) => ({ ...point, note })),
  };
}

const axisOf = ({ label, scale }: ResultFigure['x']): ChartAxis => ({
  label,
  scale: scale === 'log' ? 'logarithmic' : 'linear',
});

export const chartOf = ({ x, y, series }: ResultFigure) => ({
  series: series.filter(({ points }) => points.length > 0).map(seriesOf),
  x: axisOf(x),
  y: axisOf(y),
});
