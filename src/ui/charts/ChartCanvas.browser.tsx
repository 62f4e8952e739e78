import { Chart } from 'chart.js';
import { expect, test } from 'vitest';
import { render } from 'vitest-browser-react';
import '../base.css';
import '../table.css';
import { chooseTheme } from '../frame/theme.ts';
import { ChartCanvas, type ChartCanvasProps } from './ChartCanvas.tsx';
import type { ChartPoint, ChartSeries } from './chart_series.ts';

const line = (id: string, points: readonly ChartPoint[]): ChartSeries => ({
  id,
  label: id,
  colour: '--chart-raw',
  points,
});
const short = [{ x: 0, y: 1 }];
const long = [...short, { x: 10, y: 2, yLow: -7, yHigh: 9 }];
const axes = { x: { label: 'step', min: 0 }, y: { label: 'reward' } } as const;

async function drawn(props: Partial<ChartCanvasProps> = {}) {
  const element = (changed: Partial<ChartCanvasProps>) => (
    <ChartCanvas label="a chart" series={[line('a', short)]} {...axes} {...changed} />
  );
  const screen = await render(element(props));
  const canvas = screen.getByRole('img').element() as HTMLCanvasElement;
  const chart = () => Chart.getChart(canvas)!;
  const points = () => chart().data.datasets.map(({ data }) => data.length);
  return {
    rerender: (changed: Partial<ChartCanvasProps>) => screen.rerender(element(changed)),
    chart,
    points,
  };
}

test('more points keep the options and the datasets; axes and theme build new options', async () => {
  const { rerender, chart, points } = await drawn();
  await expect.poll(points).toEqual([1]);
  const [options, [dataset]] = [chart().config.options, chart().data.datasets];

  await rerender({ series: [line('b', short), line('a', long)] });
  await expect.poll(points).toEqual([1, 2]);
  expect(chart().config.options).toBe(options);
  expect(chart().data.datasets[1]).toBe(dataset);
  // The axis reaches around the whiskers, which chart.js does not know.
  expect(chart().scales.y.min).toBeLessThanOrEqual(-7);
  expect(chart().scales.y.max).toBeGreaterThanOrEqual(9);

  await rerender({ y: { label: 'loss' } });
  await expect.poll(() => chart().config.options).not.toBe(options);
  const ofLoss = chart().config.options;
  await expect.poll(points).toEqual([1]);
  expect(chart().scales.y.max).toBeLessThan(9);
  chooseTheme('dark');
  await expect.poll(() => chart().config.options).not.toBe(ofLoss);
});

test('a chart far from the view waits until it comes near, and then shows the latest', async () => {
  const spacer = document.createElement('div');
  spacer.style.height = '3000px';
  document.body.prepend(spacer);
  const { rerender, chart, points } = await drawn();
  await rerender({ series: [line('a', long)] });
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect(points()).toEqual([]);
  chart().canvas.scrollIntoView();
  await expect.poll(points).toEqual([2]);
  spacer.remove();
});

test('text and lines follow the size of the root font and the chart scale', async () => {
  const { chart } = await drawn();
  const tickPx = () => (chart().options.scales!.x!.ticks!.font as { size: number }).size;
  await expect.poll(tickPx).toBe(11);
  const root = document.documentElement;
  root.style.fontSize = '24px';
  root.style.setProperty('--chart-scale', '1.1');
  dispatchEvent(new Event('resize'));
  await expect.poll(tickPx).toBeCloseTo(11 * 1.5 * 1.1, 9);
  await expect.poll(() => chart().data.datasets[0].borderWidth).toBeCloseTo(2 * 1.5 * 1.1, 9);
  root.removeAttribute('style');
  dispatchEvent(new Event('resize'));
  await expect.poll(tickPx).toBe(11);
});

test('bars are filled from 0 to their value over their interval, and nowhere else', async () => {
  const bar = { x: 5, y: 8, xLow: 4, xHigh: 6 };
  const { chart } = await drawn({
    series: [{ ...line('a', [bar]), colour: '--accent', line: 'none', bars: true }],
    x: { label: 'reward', min: 0, max: 10 },
    y: { label: 'answers', min: 0, max: 10 },
  });
  const alphaAt = (x: number, y: number) => {
    const { canvas, ctx, scales } = chart();
    const ratio = canvas.width / canvas.clientWidth;
    const at = (which: 'x' | 'y', value: number) => Math.round(scales[which].getPixelForValue(value) * ratio);
    return ctx.getImageData(at('x', x), at('y', y), 1, 1).data[3];
  };
  await expect.poll(() => alphaAt(4.5, 1)).toBe(255);
  expect(alphaAt(5.5, 7.5)).toBe(255);
  for (const [x, y] of [
    [3.5, 1],
    [6.5, 1],
    [4.5, 8.5],
  ])
    expect(alphaAt(x, y)).toBe(0);
});
