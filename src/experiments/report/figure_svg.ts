// Draws a figure as SVG, for the report, the SVG export and, through a browser, the PNG.

import { powersOfTwo, type Range, rangeOf, ticks } from '../../math/axis_ticks.ts';
import { objectives } from '../../objectives/index.ts';
import type { FigureAxis, FigurePoint, FigureSeries, ResultFigure } from '../experiment.ts';
import { rampHue } from './ramp.ts';

const WIDTH = 800;
const LEGEND_LINE = 20;
const HEAD = 40;
const PLOT_HEIGHT = 400;
const MARGIN = { left: 74, right: 20, bottom: 56 };

export const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

/** Of what is no method. */
const PLAIN_HUE = '#475569';
/** Drawings leave the page, so they have the light theme's colours. */
const hueOf = ({ method, colour, ramp }: FigureSeries) =>
  colour ?? (ramp !== undefined ? rampHue(ramp).light : method ? objectives[method].hue.light : PLAIN_HUE);

const DASH_ARRAYS = { dotted: '2 4', 'dash-dot': '9 4 2 4' } as const;

function strokeOf(series: FigureSeries): string {
  const dashes = series.dash ? DASH_ARRAYS[series.dash] : series.dashed ? '7 4' : '';
  return `stroke="${hueOf(series)}" stroke-width="2"${dashes && ` stroke-dasharray="${dashes}"`}`;
}

interface Axis {
  readonly range: Range;
  readonly marks: readonly number[];
  readonly place: (value: number) => number;
}

function axis(values: readonly number[], { scale, marks }: FigureAxis, from: number, to: number): Axis {
  const logarithmic = scale === 'log' && values.every((value) => value > 0) && values.length > 0;
  const of = logarithmic ? Math.log2 : (value: number) => value;
  const [low, high] = rangeOf([...values, ...(marks ?? [])].map(of));
  const place = (value: number) =>
    Number((from + ((of(value) - low) / (high - low)) * (to - from)).toFixed(2));
  const range: Range = logarithmic ? [2 ** low, 2 ** high] : [low, high];
  return { range, marks: marks ?? (logarithmic ? powersOfTwo(range) : ticks(range)), place };
}

const ends = (point: FigurePoint, which: 'x' | 'y') =>
  which === 'x'
    ? [point.x, point.xLow ?? point.x, point.xHigh ?? point.x]
    : [point.y, point.yLow ?? point.y, point.yHigh ?? point.y];

const figure3 = (value: number) => Number(value.toPrecision(3)).toString();

function drawSeries(series: FigureSeries, x: Axis, y: Axis): string {
  const hue = hueOf(series);
  const drawn = series.points.filter((point) => Number.isFinite(point.x) && Number.isFinite(point.y));
  const path = (points: readonly FigurePoint[], of: (point: FigurePoint) => number) =>
    points.map((point) => `${x.place(point.x)},${y.place(of(point))}`);
  const line =
    series.kind === 'points' || drawn.length < 2
      ? ''
      : `<polyline fill="none" ${strokeOf(series)} points="${path(drawn, (point) => point.y).join(' ')}"/>`;
  const between = drawn.filter(({ yLow, yHigh }) => yLow !== undefined && yHigh !== undefined);
  const band =
    series.band && between.length > 1
      ? `<polygon fill="${hue}" fill-opacity="0.15" points="${[...path(between, (point) => point.yHigh!), ...path(between.toReversed(), (point) => point.yLow!)].join(' ')}"/>`
      : '';
  if (series.kind === 'line') return band + line;
  const marks = drawn.map((point) => {
    const [px, py] = [x.place(point.x), y.place(point.y)];
    const whisker = (x1: number, y1: number, x2: number, y2: number) =>
      `<line x1="${x1}" y1="${y1}" x2="${x2}" y2="${y2}" stroke="${hue}" stroke-opacity="0.45"/>`;
    const across =
      point.xLow === undefined ? '' : whisker(x.place(point.xLow), py, x.place(point.xHigh!), py);
    const along =
      series.band || point.yLow === undefined
        ? ''
        : whisker(px, y.place(point.yLow), px, y.place(point.yHigh!));
    const title = `${series.label}${point.label ? `, ${point.label}` : ''}: ${figure3(point.x)}, ${figure3(point.y)}`;
    return `${across}${along}<circle cx="${px}" cy="${py}" r="4" fill="${hue}"><title>${escaped(title)}</title></circle>`;
  });
  return band + line + marks.join('');
}

const hasIntervals = ({ points }: FigureSeries) =>
  points.some(({ xLow, yLow }) => xLow !== undefined || yLow !== undefined);

/** Says what the whiskers and bands are, if there are any. */
export function whiskersText({ series, whiskers = '95 % intervals' }: ResultFigure): string {
  const drawn = series.filter(hasIntervals);
  const names = [
    ...(drawn.some(({ band }) => band) ? ['bands'] : []),
    ...(drawn.some(({ band }) => !band) ? ['whiskers'] : []),
  ];
  return names.length > 0 ? `${names.join(' and ')}: ${whiskers}` : '';
}

export function figureSvg(figure: ResultFigure): string {
  const { title, x: xAxis, y: yAxis, series } = figure;
  const listed = series.filter(({ unlisted }) => !unlisted);
  const top = HEAD + LEGEND_LINE * listed.length + 12;
  const [bottom, right] = [top + PLOT_HEIGHT, WIDTH - MARGIN.right];
  const points = series.flatMap(({ points }) => points);
  const x = axis(
    points.flatMap((point) => ends(point, 'x')),
    xAxis,
    MARGIN.left,
    right,
  );
  const y = axis(
    points.flatMap((point) => ends(point, 'y')),
    yAxis,
    bottom,
    top,
  );
  const legend = listed.map((drawn, i) => {
    const at = HEAD + LEGEND_LINE * i + 8;
    const swatch =
      drawn.kind === 'points'
        ? `<circle cx="${MARGIN.left + 14}" cy="${at}" r="4" fill="${hueOf(drawn)}"/>`
        : `<line x1="${MARGIN.left}" y1="${at}" x2="${MARGIN.left + 28}" y2="${at}" ${strokeOf(drawn)}/>`;
    return `${swatch}<text x="${MARGIN.left + 38}" y="${at + 4}" font-size="13">${escaped(drawn.label)}</text>`;
  });
  const grid = [
    ...x.marks.map(
      (value) =>
        `<line x1="${x.place(value)}" y1="${top}" x2="${x.place(value)}" y2="${bottom}" stroke="#e2e8f0"/><text x="${x.place(value)}" y="${bottom + 18}" font-size="12" text-anchor="middle">${value}</text>`,
    ),
    ...y.marks.map(
      (value) =>
        `<line x1="${MARGIN.left}" y1="${y.place(value)}" x2="${right}" y2="${y.place(value)}" stroke="#e2e8f0"/><text x="${MARGIN.left - 8}" y="${y.place(value) + 4}" font-size="12" text-anchor="end">${value}</text>`,
    ),
  ];
  const middle = (top + bottom) / 2;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${bottom + MARGIN.bottom}" width="${WIDTH}" height="${bottom + MARGIN.bottom}" font-family="system-ui, sans-serif" fill="#1e293b" role="img" aria-label="${escaped(title)}">
<rect width="100%" height="100%" fill="#ffffff"/>
<text x="${MARGIN.left}" y="24" font-size="16" font-weight="600">${escaped(title)}</text>
<text x="${right}" y="${HEAD + 12}" font-size="12" text-anchor="end" fill="#64748b">${whiskersText(figure)}</text>
${legend.join('\n')}
${grid.join('\n')}
<line x1="${MARGIN.left}" y1="${bottom}" x2="${right}" y2="${bottom}" stroke="#64748b"/>
<line x1="${MARGIN.left}" y1="${top}" x2="${MARGIN.left}" y2="${bottom}" stroke="#64748b"/>
${series.map((drawn) => drawSeries(drawn, x, y)).join('\n')}
<text x="${(MARGIN.left + right) / 2}" y="${bottom + 42}" font-size="13" text-anchor="middle">${escaped(xAxis.label)}</text>
<text transform="translate(18 ${middle}) rotate(-90)" font-size="13" text-anchor="middle">${escaped(yAxis.label)}</text>
</svg>
`;
}
