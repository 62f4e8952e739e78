// Exports a chart: its numbers as CSV and JSON (full precision), and its picture with title and legend as PNG. All
// three say where they come from.
import { type Cell, csvText } from '../../formats/csv.ts';
import { tokenColour } from '../frame/theme.ts';
import { CHART_PX, chartScale } from './chart_scale.ts';
import { type ChartAxis, type ChartSeries, dashOf } from './chart_series.ts';
import { PROVENANCE_COLUMNS, type Provenance, provenanceCells, provenanceText } from './provenance.ts';

export interface ChartDescription {
  readonly label: string;
  readonly series: readonly ChartSeries[];
  readonly x: ChartAxis;
  readonly y: ChartAxis;
}

export function chartCsv({ series, x, y }: ChartDescription, provenance: Provenance): string {
  const source = provenanceCells(provenance);
  const ends = ({ label }: ChartAxis) => [label, `${label} low`, `${label} high`];
  const rows = series.flatMap((entry) =>
    entry.points.map((p): Cell[] => [
      entry.label,
      p.x,
      p.xLow,
      p.xHigh,
      p.y,
      p.yLow,
      p.yHigh,
      p.note,
      ...source,
    ]),
  );
  return csvText([['series', ...ends(x), ...ends(y), 'note', ...PROVENANCE_COLUMNS], ...rows]);
}

/** Numbers as drawn; what is not finite becomes null. */
export function chartJson({ label, series, x, y }: ChartDescription, provenance: Provenance): string {
  const lines = series.map(({ label: name, points }) => ({ label: name, points }));
  return `${JSON.stringify({ chart: label, x: x.label, y: y.label, series: lines, provenance }, null, 1)}\n`;
}

export async function chartPng(
  canvas: HTMLCanvasElement,
  chart: ChartDescription,
  provenance: Provenance,
): Promise<Blob> {
  const scale = chartScale();
  const ratio = canvas.width / canvas.clientWidth;
  const width = canvas.clientWidth;
  const lineHeight = 18 * scale;
  const headHeight = 34 * scale + lineHeight * chart.series.length;
  const footHeight = 2 * lineHeight;
  const picture = document.createElement('canvas');
  picture.width = canvas.width;
  picture.height = canvas.height + Math.round((headHeight + footHeight) * ratio);
  const ctx = picture.getContext('2d')!;
  ctx.scale(ratio, ratio);
  ctx.fillStyle = tokenColour('--surface');
  ctx.fillRect(0, 0, width, picture.height / ratio);
  const family = getComputedStyle(document.body).fontFamily;
  ctx.textBaseline = 'middle';
  ctx.fillStyle = tokenColour('--ink');
  ctx.font = `600 ${CHART_PX.heading * scale}px ${family}`;
  ctx.fillText(chart.label, 12, lineHeight, width - 24);
  ctx.font = `${CHART_PX.axis * scale}px ${family}`;
  for (const [index, entry] of chart.series.entries()) {
    const top = 40 * scale + index * lineHeight;
    drawSwatch(ctx, entry, top);
    ctx.fillStyle = tokenColour('--ink-soft');
    ctx.fillText(entry.label, 46, top, width - 58);
  }
  ctx.drawImage(canvas, 0, headHeight, width, canvas.clientHeight);
  ctx.fillStyle = tokenColour('--ink-faint');
  ctx.font = `${CHART_PX.footer * scale}px ${family}`;
  const foot = headHeight + canvas.clientHeight + lineHeight / 2;
  ctx.fillText(provenanceText(provenance), 12, foot, width - 24);
  ctx.fillText(provenance.link, 12, foot + 0.8 * lineHeight, width - 24);
  return new Promise((resolve, reject) => {
    picture.toBlob((blob) =>
      blob ? resolve(blob) : reject(new Error('the browser could not encode the PNG')),
    );
  });
}

function drawSwatch(ctx: CanvasRenderingContext2D, series: ChartSeries, y: number): void {
  ctx.strokeStyle = tokenColour(series.colour);
  ctx.fillStyle = ctx.strokeStyle;
  ctx.lineWidth = series.lineWidth ?? 2;
  ctx.setLineDash(dashOf(series.line));
  ctx.beginPath();
  if (series.line === 'none') {
    ctx.arc(25, y, 4, 0, 2 * Math.PI);
    ctx.fill();
  } else {
    ctx.moveTo(12, y);
    ctx.lineTo(38, y);
    ctx.stroke();
  }
}
