// chart.js plugin that draws each point's intervals: whiskers both ways, a band along a line, or bars of a histogram.
import type { Chart, Plugin } from 'chart.js';
import { CHART_PX, chartScale } from './chart_scale.ts';
import type { ChartPoint } from './chart_series.ts';
import { type ScatterDataset, withOpacity } from './datasets.ts';

const CAP_PX = 3;

export const intervalPlugin: Plugin<'scatter'> = {
  id: 'intervals',
  beforeDatasetsDraw(chart) {
    const { ctx, chartArea } = chart;
    ctx.save();
    ctx.beginPath();
    ctx.rect(chartArea.left, chartArea.top, chartArea.width, chartArea.height);
    ctx.clip();
    for (const dataset of chart.data.datasets as ScatterDataset[]) {
      if (dataset.bars) drawBars(chart, dataset);
      else if (dataset.band) drawBand(chart, dataset);
      else drawWhiskers(chart, dataset);
    }
    ctx.restore();
  },
};

/** Between neighbours. */
const BAR_GAP_PX = 1;

function drawBars(chart: Chart<'scatter'>, dataset: ScatterDataset): void {
  const { ctx } = chart;
  const { x, y } = chart.scales;
  ctx.fillStyle = withOpacity(dataset.borderColor as string, dataset.opacity);
  for (const p of dataset.data) {
    const left = x.getPixelForValue(p.xLow!) + BAR_GAP_PX / 2;
    const right = x.getPixelForValue(p.xHigh!) - BAR_GAP_PX / 2;
    const top = y.getPixelForValue(p.y);
    ctx.fillRect(left, top, Math.max(BAR_GAP_PX, right - left), y.getPixelForValue(0) - top);
  }
}

function drawBand(chart: Chart<'scatter'>, dataset: ScatterDataset): void {
  const { ctx } = chart;
  const { x, y } = chart.scales;
  const points = dataset.data.filter((p) => Number.isFinite(p.yLow) && Number.isFinite(p.yHigh));
  if (points.length < 2) return;
  ctx.beginPath();
  for (const p of points) ctx.lineTo(x.getPixelForValue(p.x), y.getPixelForValue(p.yHigh!));
  for (const p of points.toReversed()) ctx.lineTo(x.getPixelForValue(p.x), y.getPixelForValue(p.yLow!));
  ctx.closePath();
  ctx.fillStyle = withOpacity(dataset.borderColor as string, 0.15 * dataset.opacity);
  ctx.fill();
}

function drawWhiskers(chart: Chart<'scatter'>, dataset: ScatterDataset): void {
  const { ctx } = chart;
  const { x, y } = chart.scales;
  ctx.strokeStyle = withOpacity(dataset.borderColor as string, 0.55 * dataset.opacity);
  const scale = chartScale();
  const cap = CAP_PX * scale;
  ctx.lineWidth = CHART_PX.whisker * scale;
  ctx.setLineDash([]);
  ctx.beginPath();
  for (const p of dataset.data as readonly ChartPoint[]) {
    const px = x.getPixelForValue(p.x);
    const py = y.getPixelForValue(p.y);
    if (Number.isFinite(p.yLow) && Number.isFinite(p.yHigh)) {
      const low = y.getPixelForValue(p.yLow!);
      const high = y.getPixelForValue(p.yHigh!);
      ctx.moveTo(px, low);
      ctx.lineTo(px, high);
      for (const end of [low, high]) {
        ctx.moveTo(px - cap, end);
        ctx.lineTo(px + cap, end);
      }
    }
    if (Number.isFinite(p.xLow) && Number.isFinite(p.xHigh)) {
      const low = x.getPixelForValue(p.xLow!);
      const high = x.getPixelForValue(p.xHigh!);
      ctx.moveTo(low, py);
      ctx.lineTo(high, py);
      for (const end of [low, high]) {
        ctx.moveTo(end, py - cap);
        ctx.lineTo(end, py + cap);
      }
    }
  }
  ctx.stroke();
}
