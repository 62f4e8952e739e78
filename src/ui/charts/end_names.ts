// chart.js plugin that writes a series' short name beside its last point, so that nobody has to look for it in a legend.
import type { Plugin } from 'chart.js';
import type { ScatterDataset } from './datasets.ts';

const SIZE_PX = 12;
const LINE_PX = 15;
const GAP_PX = 7;
/** Of a wide letter in bold, to reserve room before there is a canvas to measure on. */
const LETTER_PX = 8.6;

/** Room that names need on the right of a chart. */
export const roomForNames = (names: readonly string[]): number =>
  names.length === 0 ? 0 : GAP_PX + Math.ceil(LETTER_PX * Math.max(...names.map(({ length }) => length)));

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
    const places = spreadOut(heights, LINE_PX, chartArea.top + SIZE_PX / 2, chartArea.bottom - SIZE_PX / 2);
    ctx.save();
    ctx.font = `600 ${SIZE_PX}px ${getComputedStyle(document.body).fontFamily}`;
    ctx.textBaseline = 'middle';
    named.forEach(({ endName, borderColor }, i) => {
      ctx.fillStyle = borderColor as string;
      ctx.fillText(endName!, chartArea.right + GAP_PX, places[i]);
    });
    ctx.restore();
  },
};
