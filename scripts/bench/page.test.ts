import { expect, it } from 'vitest';
import { type PageFigures, pageTable } from './page.ts';

it('writes medians over the visits, a column a task', () => {
  const visit = (firstDotMs: number): PageFigures => ({
    kilobytesBeforeFirstPaint: 541.4,
    firstPaintMs: 120,
    usableMs: 300,
    firstDotMs,
    endMs: 9000,
    longestTaskMs: 0,
    layoutShift: 0.0123,
  });
  const table = pageTable({ strings: [visit(900), visit(3000), visit(1000)], tldr: [visit(7)] });
  expect(table.split('\n')).toEqual([
    '| median of 3 visits | strings | tldr |',
    '|---|---:|---:|',
    '| kB before first paint | 541 | 541 |',
    '| first paint, ms | 120 | 120 |',
    '| Button usable, ms | 300 | 300 |',
    '| Press to first dot, ms | 1000 | 7 |',
    '| Press to the end, ms | 9000 | 9000 |',
    '| longest task, ms | 0 | 0 |',
    '| layout shift | 0.012 | 0.012 |',
  ]);
});
