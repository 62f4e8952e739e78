// Taking a chart along: its numbers as CSV (full precision) and its picture with title and legend as PNG.
import { tokenColour } from '../theme.ts';
import { type ChartAxis, type ChartSeries, dashOf } from './chart_series.ts';

export interface ChartDescription {
  readonly label: string;
  readonly series: readonly ChartSeries[];
  readonly x: ChartAxis;
  readonly y: ChartAxis;
}

// A leading =, +, - or @ would be read as a formula by spreadsheets, but numbers must stay numbers.
const cell = (value: string | number | undefined): string => {
  if (value === undefined) return '';
  if (typeof value === 'number') return String(value);
  const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
};

export function chartCsv({ series, x, y }: ChartDescription): string {
  const header = [
    'series',
    x.label,
    `${x.label} low`,
    `${x.label} high`,
    y.label,
    `${y.label} low`,
    `${y.label} high`,
    'note',
  ];
  const rows = series.flatMap((one) =>
    one.points.map((p) => [one.label, p.x, p.xLow, p.xHigh, p.y, p.yLow, p.yHigh, p.note]),
  );
  return `${[header, ...rows].map((row) => row.map(cell).join(',')).join('\r\n')}\r\n`;
}

export async function chartPng(canvas: HTMLCanvasElement, chart: ChartDescription): Promise<Blob> {
  const ratio = canvas.width / canvas.clientWidth;
  const width = canvas.clientWidth;
  const listed = chart.series.filter((one) => one.inLegend !== false);
  const lineHeight = 18;
  const headHeight = 34 + lineHeight * listed.length;
  const picture = document.createElement('canvas');
  picture.width = canvas.width;
  picture.height = canvas.height + Math.round(headHeight * ratio);
  const ctx = picture.getContext('2d')!;
  ctx.scale(ratio, ratio);
  ctx.fillStyle = tokenColour('--surface');
  ctx.fillRect(0, 0, width, picture.height / ratio);
  const family = getComputedStyle(document.body).fontFamily;
  ctx.textBaseline = 'middle';
  ctx.fillStyle = tokenColour('--ink');
  ctx.font = `600 14px ${family}`;
  ctx.fillText(chart.label, 12, 18, width - 24);
  ctx.font = `12px ${family}`;
  for (const [index, one] of listed.entries()) {
    const top = 40 + index * lineHeight;
    ctx.strokeStyle = tokenColour(one.colour);
    ctx.lineWidth = one.lineWidth ?? 2;
    ctx.setLineDash(dashOf(one.line));
    ctx.beginPath();
    ctx.moveTo(12, top);
    ctx.lineTo(38, top);
    ctx.stroke();
    ctx.fillStyle = tokenColour('--ink-soft');
    ctx.fillText(one.label, 46, top, width - 58);
  }
  ctx.drawImage(canvas, 0, headHeight, width, canvas.clientHeight);
  return new Promise((resolve, reject) => {
    picture.toBlob((blob) =>
      blob ? resolve(blob) : reject(new Error('the browser could not encode the PNG')),
    );
  });
}

export function download(name: string, blob: Blob): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
}
