// Translates a chart description for chart.js: colours of the current theme, no animation, axes wide enough for the
// whiskers. The legend is HTML, so chart.js draws none.
import type { ChartDataset, ChartOptions, PointStyle, Tick } from 'chart.js';
import { tokenColour } from '../frame/theme.ts';
import { CHART_PX, chartScale } from './chart_scale.ts';
import {
  type ChartAxis,
  type ChartPoint,
  type ChartSeries,
  dashOf,
  type Extent,
  type Marker,
} from './chart_series.ts';
import { formatNumber } from './number_format.ts';

export type ScatterDataset = ChartDataset<'scatter', ChartPoint[]> & {
  id: string;
  band: boolean;
  bars: boolean;
  opacity: number;
  endName?: string;
  nameColour: string;
};

const POINT_STYLES: Readonly<Record<Marker, PointStyle | false>> = {
  none: false,
  circle: 'circle',
  square: 'rect',
  triangle: 'triangle',
  diamond: 'rectRot',
  cross: 'crossRot',
  star: 'star',
  ring: 'circle',
};

/** Drawn as lines, without a filling. */
const STROKED: readonly Marker[] = ['cross', 'star', 'ring'];

/** Colour of lines behind others, too faint for text. */
const FAINT = '--chart-raw';

export function withOpacity(colour: string, opacity: number): string {
  const channels = colour.match(/[\d.]+/g);
  return opacity >= 1 || !channels ? colour : `rgba(${channels.slice(0, 3).join(', ')}, ${opacity})`;
}

function toDataset(series: ChartSeries): ScatterDataset {
  const opacity = series.opacity ?? 1;
  const colour = withOpacity(tokenColour(series.colour), opacity);
  const marker = series.marker ?? 'none';
  const scale = chartScale();
  const radius = (series.markerSize ?? CHART_PX.marker) * scale;
  return {
    id: series.id,
    label: series.label,
    data: series.points as ChartPoint[],
    showLine: series.line !== 'none',
    borderColor: colour,
    backgroundColor: colour,
    borderDash: dashOf(series.line).map((length) => length * scale),
    borderWidth: (series.lineWidth ?? CHART_PX.line) * scale,
    borderCapStyle: series.line === 'dotted' ? 'round' : 'butt',
    borderJoinStyle: 'round',
    pointStyle: POINT_STYLES[marker],
    pointRadius: marker === 'none' ? 0 : radius,
    pointHoverRadius: marker === 'none' ? 4 * scale : radius + 1.5 * scale,
    pointBackgroundColor: marker === 'ring' ? 'transparent' : colour,
    pointBorderWidth: STROKED.includes(marker) ? 2 * scale : 0,
    pointHitRadius: 8,
    clip: 8,
    band: series.band ?? false,
    bars: series.bars ?? false,
    endName: series.endName,
    nameColour: series.colour === FAINT ? tokenColour('--ink-faint') : colour,
    opacity,
  };
}

/** Datasets of the series. Those of the same id are kept, because chart.js builds all it has for a new object. */
export function toDatasets(
  series: readonly ChartSeries[],
  present: readonly ScatterDataset[],
): ScatterDataset[] {
  const known = new Map(present.map((dataset) => [dataset.id, dataset]));
  return series.map((entry) => Object.assign(known.get(entry.id) ?? {}, toDataset(entry)));
}

/** Of all points with their whiskers. */
export interface Extents {
  x?: Extent;
  y?: Extent;
}

export interface AxesDescription {
  readonly x: ChartAxis;
  readonly y: ChartAxis;
  /** `point`: the nearest point; `x`: every series at the nearest x. */
  readonly hover: 'point' | 'x';
  /** Room for more ticks. */
  readonly tall: boolean;
  /** Pixels on the right for names. */
  readonly endRoom: number;
}

/** @param extents read at every update, so that the options stay the same while points are added. */
export function toOptions(axes: AxesDescription, extents: Extents): ChartOptions<'scatter'> {
  const family = getComputedStyle(document.body).fontFamily;
  const ink = tokenColour('--chart-axis');
  const factor = chartScale();
  const font = (px: number) => ({ size: px * factor, family });
  const scale = (axis: ChartAxis, which: 'x' | 'y') => {
    return {
      type: axis.scale ?? 'linear',
      min: axis.min,
      max: axis.max,
      suggestedMin: () => extents[which]?.min,
      suggestedMax: () => extents[which]?.max,
      ...(axis.marks && {
        afterBuildTicks: (built: { ticks: { value: number }[] }) => {
          built.ticks = axis.marks!.map((value) => ({ value }));
        },
      }),
      grid: { color: tokenColour('--chart-grid'), drawTicks: false },
      border: { color: tokenColour('--rule-strong'), display: which === 'x' },
      ticks: {
        color: ink,
        padding: 6 * factor,
        maxTicksLimit: which === 'x' ? 8 : axes.tall ? 10 : 6,
        maxRotation: 0,
        font: font(CHART_PX.tick),
        callback: (value: number | string, _: number, ticks: readonly Tick[]) =>
          axis.scale === 'logarithmic' ? decadeText(Number(value)) : tickText(Number(value), ticks),
      },
      title: { display: axis.label !== '', text: axis.label, color: ink, font: font(CHART_PX.axis) },
    };
  };
  return {
    responsive: true,
    maintainAspectRatio: false,
    animation: false,
    parsing: false,
    normalized: true,
    layout: { padding: { top: 8 * factor, right: 10 * factor + axes.endRoom } },
    interaction: {
      mode: 'nearest',
      axis: axes.hover === 'x' ? 'x' : 'xy',
      intersect: false,
    },
    // The types do not know that these options may be functions.
    scales: { x: scale(axes.x, 'x'), y: scale(axes.y, 'y') } as object,
    plugins: {
      tooltip: {
        backgroundColor: tokenColour('--ink'),
        titleColor: tokenColour('--surface'),
        bodyColor: tokenColour('--surface'),
        titleFont: { ...font(CHART_PX.tooltip), weight: 600 },
        bodyFont: font(CHART_PX.tooltip),
        padding: 8,
        cornerRadius: 4,
        boxPadding: 4,
        usePointStyle: true,
        callbacks: {
          title: ([item]) => (axes.hover === 'x' && item ? xLine(axes.x, item.raw as ChartPoint) : ''),
          label: (item) => tooltipLines(axes, item.dataset.label ?? '', item.raw as ChartPoint),
        },
      },
    },
  };
}

/** Ticks of one axis share their number of decimals. */
function tickText(value: number, ticks: readonly Tick[]): string {
  const size = Math.max(...ticks.map((tick) => Math.abs(tick.value)));
  const step = ticks.length > 1 ? Math.abs(ticks[1].value - ticks[0].value) : size;
  if (size >= 1e5 || size < 1e-3) return formatNumber(value, 2);
  const decimals = Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
  return value.toFixed(Math.min(decimals, 5)).replace('-', '−');
}

/** Ticks of a logarithmic axis differ in their decimals: 0.001, 0.1, 20. */
const decadeText = (value: number): string =>
  value >= 1e5 || value < 1e-5 ? formatNumber(value, 1) : String(Number(value.toPrecision(2)));

const interval = (value: number, low: number | undefined, high: number | undefined) =>
  low === undefined || high === undefined
    ? formatNumber(value)
    : `${formatNumber(value)} (${formatNumber(low)} to ${formatNumber(high)})`;

const xLine = ({ label }: ChartAxis, point: ChartPoint) =>
  `${label || 'x'}: ${interval(point.x, point.xLow, point.xHigh)}`;

/** What a tooltip says of a point: series, each value by its axis' name, note. Points at one x share its line. */
export function tooltipLines(
  { x, y, hover }: Pick<AxesDescription, 'x' | 'y' | 'hover'>,
  label: string,
  point: ChartPoint,
): string[] {
  const value = interval(point.y, point.yLow, point.yHigh);
  const note = point.note === undefined ? [] : [point.note];
  if (hover === 'x') return [`${label}${y.label ? `, ${y.label}` : ''}: ${value}`, ...note];
  return [label, `${y.label || 'y'}: ${value}`, xLine(x, point), ...note];
}
