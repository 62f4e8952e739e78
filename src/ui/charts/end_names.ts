// chart.js plugin that writes a series' short name beside its last point, so that nobody has to look for it in a legend.
import type { Plugin } from 'chart.js';
import { CHART_PX, chartScale } from './chart_scale.ts';
import { type ChartSeries, extent } from './chart_series.ts';
import type { ScatterDataset } from './datasets.ts';

const LINE_PX = 15;
const GAP_PX = 7;
/** Of a wide letter in bold, to reserve room before there is a canvas to measure on. */
const LETTER_PX = 8.6;

const LONGEST_NAME = 18;

/** For a room: lines without a name beside them get the first words of their label. */
export const withEndNames = (series: readonly ChartSeries[]): ChartSeries[] =>
  series.map((entry) =>
    entry.endName !== undefined || entry.line === 'none'
      ? entry
      : { ...entry, endName: shortened(entry.label) },
  );

function shortened(label: string): string {
  const [first] = label.split(/[,(:]/, 1);
  const name = first.trim();
  return name.length <= LONGEST_NAME ? name : `${name.slice(0, LONGEST_NAME - 1).trimEnd()}…`;
}

/** Share of the width beyond which a name no longer fits into the chart. */
const NEAR_END = 0.7;

/** Room in pixels that names need on the right of a chart; those of lines that end before it stand in the chart. */
export function roomForNames(series: readonly ChartSeries[], scale: number): number {
  const reach = extent(series, 'x');
  if (!reach) return 0;
  const edge = reach.min + NEAR_END * (reach.max - reach.min);
  const names = series.flatMap(({ endName, points }) => {
    const last = points.at(-1);
    return endName !== undefined && last && last.x >= edge ? endName : [];
  });
  if (names.length === 0) return 0;
  return Math.ceil(scale * (GAP_PX + LETTER_PX * Math.max(...names.map(({ length }) => length))));
}

/**
 * Moves positions apart until neighbours have `gap` between them, within [top, bottom] as far as they fit. Their order
 * stays, and those that touch stay centred on where they were.
 */
export function spreadOut(wanted: readonly number[], gap: number, top: number, bottom: number): number[] {
  interface Block {
    readonly members: readonly number[];
    readonly start: number;
  }
  const size = ({ members }: Block) => gap * (members.length - 1);
  const placed = (members: readonly number[]): Block => {
    const centre = members.reduce((sum, at, i) => sum + at - gap * i, 0) / members.length;
    const last = Math.max(top, bottom - gap * (members.length - 1));
    return { members, start: Math.min(last, Math.max(top, centre)) };
  };
  const order = wanted.map((_, i) => i).sort((a, b) => wanted[a] - wanted[b]);
  const blocks: Block[] = [];
  for (const i of order) {
    let block = placed([wanted[i]]);
    for (;;) {
      const above = blocks.at(-1);
      if (!above || above.start + size(above) + gap <= block.start) break;
      blocks.pop();
      block = placed([...above.members, ...block.members]);
    }
    blocks.push(block);
  }
  const sorted = blocks.flatMap((block) => block.members.map((_, i) => block.start + gap * i));
  const result = new Array<number>(wanted.length);
  order.forEach((index, place) => {
    result[index] = sorted[place];
  });
  return result;
}

export const endNamesPlugin: Plugin<'scatter'> = {
  id: 'end names',
  afterDatasetsDraw(chart) {
    const { ctx, chartArea, scales } = chart;
    const named = (chart.data.datasets as ScatterDataset[]).filter(
      ({ endName, data }) => endName !== undefined && data.length > 0,
    );
    const heights = named.map(({ data }) => scales.y.getPixelForValue(data[data.length - 1].y));
    const scale = chartScale();
    const half = (CHART_PX.endName * scale) / 2;
    const places = spreadOut(heights, LINE_PX * scale, chartArea.top + half, chartArea.bottom - half);
    ctx.save();
    ctx.font = `600 ${2 * half}px ${getComputedStyle(document.body).fontFamily}`;
    ctx.textBaseline = 'middle';
    named.forEach(({ endName, nameColour, data }, i) => {
      const end = Math.min(chartArea.right, scales.x.getPixelForValue(data[data.length - 1].x));
      ctx.fillStyle = nameColour;
      ctx.fillText(endName!, end + GAP_PX * scale, places[i]);
    });
    ctx.restore();
  },
};
