// Draws the whole support on a canvas. Every outcome of every curve is a mark; none is omitted.
import { CHART_PX } from '../charts/chart_scale.ts';
import { withOpacity } from '../charts/datasets.ts';
import { tokenColour } from '../frame/theme.ts';
import { type SupportCurve, type SupportPlot, writtenDecades } from './support_plot.ts';

const STRINGS = {
  x: 'rank under the target',
  y: 'probability',
} as const;

const NAME_HEIGHT_PX = 16;
const SUPERSCRIPTS = '⁰¹²³⁴⁵⁶⁷⁸⁹';
const powerOfTen = (exponent: number): string =>
  exponent === 0
    ? '1'
    : `10${exponent < 0 ? '⁻' : ''}${[...String(Math.abs(exponent))].map((d) => SUPERSCRIPTS[Number(d)]).join('')}`;

export interface SupportPicture {
  readonly plot: SupportPlot;
  /** Outcomes by rank, [K]. */
  readonly order: Uint32Array;
  /** The last one is drawn on top. */
  readonly curves: readonly SupportCurve[];
  /** Outcomes to name, each at the height of its highest mark. */
  readonly names: readonly { readonly rank: number; readonly name: string; readonly logMass: number }[];
}

export function drawSupport(canvas: HTMLCanvasElement, picture: SupportPicture): void {
  const { plot, order, curves } = picture;
  const ratio = devicePixelRatio;
  canvas.width = Math.round(plot.widthPx * ratio);
  canvas.height = Math.round(plot.heightPx * ratio);
  const ctx = canvas.getContext('2d')!;
  ctx.scale(ratio, ratio);
  drawAxes(ctx, plot);
  for (const curve of curves) {
    if (curve.line) drawLine(ctx, plot, order, curve);
    else drawDots(ctx, plot, order, curve);
  }
  drawNames(ctx, picture);
}

function drawAxes(ctx: CanvasRenderingContext2D, plot: SupportPlot): void {
  const family = getComputedStyle(document.body).fontFamily;
  const { left, right, top, bottom, textScale } = plot;
  ctx.lineWidth = 1;
  ctx.font = `${CHART_PX.tick * textScale}px ${family}`;
  ctx.fillStyle = tokenColour('--chart-axis');
  ctx.strokeStyle = tokenColour('--chart-grid');
  ctx.textAlign = 'right';
  ctx.textBaseline = 'middle';
  ctx.beginPath();
  for (const decade of writtenDecades(plot)) {
    const y = Math.round(plot.y(decade * Math.LN10)) + 0.5;
    ctx.moveTo(left, y);
    ctx.lineTo(right, y);
    ctx.fillText(powerOfTen(decade), left - 8 * textScale, y);
  }
  ctx.textAlign = 'center';
  ctx.textBaseline = 'top';
  for (const rank of plot.rankTicks) {
    const x = Math.round(plot.x(rank - 1)) + 0.5;
    ctx.moveTo(x, top);
    ctx.lineTo(x, bottom);
    ctx.fillText(rank.toLocaleString('en'), Math.min(x, right - 10 * textScale), bottom + 8 * textScale);
  }
  ctx.stroke();
  ctx.strokeStyle = tokenColour('--rule-strong');
  ctx.beginPath();
  ctx.moveTo(left, bottom + 0.5);
  ctx.lineTo(right, bottom + 0.5);
  ctx.stroke();
  ctx.font = `${CHART_PX.axis * textScale}px ${family}`;
  ctx.fillText(STRINGS.x, (left + right) / 2, bottom + 26 * textScale);
  ctx.save();
  ctx.translate(10 * textScale, (top + bottom) / 2);
  ctx.rotate(-Math.PI / 2);
  ctx.textBaseline = 'middle';
  ctx.fillText(STRINGS.y, 0, 0);
  ctx.restore();
}

/** Crowded dots shrink and fade, so that a cloud of thousands still shows its shape. */
function drawDots(
  ctx: CanvasRenderingContext2D,
  plot: SupportPlot,
  order: Uint32Array,
  { colour, logMass }: SupportCurve,
): void {
  const full = tokenColour(colour);
  const faded = withOpacity(full, 0.6);
  for (let rank = 0; rank < order.length; rank++) {
    const x = plot.x(rank);
    const gap = rank + 1 < order.length ? plot.x(rank + 1) - x : 0;
    const size = plot.textScale * Math.min(5, Math.max(1.6, gap));
    ctx.fillStyle = size > 2.5 * plot.textScale ? full : faded;
    ctx.fillRect(x - size / 2, plot.y(logMass[order[rank]]) - size / 2, size, size);
  }
}

function drawLine(
  ctx: CanvasRenderingContext2D,
  plot: SupportPlot,
  order: Uint32Array,
  { colour, logMass }: SupportCurve,
): void {
  ctx.strokeStyle = tokenColour(colour);
  ctx.lineWidth = CHART_PX.line * plot.textScale;
  ctx.lineJoin = 'round';
  ctx.beginPath();
  for (const [rank, outcome] of order.entries()) ctx.lineTo(plot.x(rank), plot.y(logMass[outcome]));
  ctx.stroke();
}

/** Draws names above their marks on an opaque background. A name that would overlap moves right. */
function drawNames(ctx: CanvasRenderingContext2D, { plot, names }: SupportPicture): void {
  const family = getComputedStyle(document.body).fontFamily;
  const { textScale } = plot;
  const height = NAME_HEIGHT_PX * textScale;
  ctx.font = `600 ${CHART_PX.endName * textScale}px ${family}`;
  ctx.textAlign = 'center';
  ctx.textBaseline = 'bottom';
  ctx.lineWidth = 1;
  const drawnNames: { readonly right: number; readonly y: number }[] = [];
  for (const { rank, name, logMass } of names.toSorted((a, b) => a.rank - b.rank)) {
    const half = ctx.measureText(name).width / 2 + 3;
    const y = Math.max(plot.top - 8 * textScale, plot.y(logMass) - 10 * textScale);
    const sameHeight = drawnNames.filter((drawnName) => Math.abs(drawnName.y - y) < height);
    const free = Math.max(plot.left, ...sameHeight.map(({ right }) => right + 2)) + half;
    const x = Math.min(plot.right - half, Math.max(free, plot.x(rank)));
    drawnNames.push({ right: x + half, y });
    ctx.strokeStyle = tokenColour('--ink-faint');
    ctx.beginPath();
    ctx.moveTo(x, y + 1);
    ctx.lineTo(plot.x(rank), plot.y(logMass) - 4);
    ctx.stroke();
    ctx.fillStyle = withOpacity(tokenColour('--surface'), 0.85);
    ctx.fillRect(x - half, y - height, 2 * half, height);
    ctx.fillStyle = tokenColour('--ink');
    ctx.fillText(name, x, y);
  }
}
