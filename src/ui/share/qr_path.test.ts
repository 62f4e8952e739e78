import { encode } from 'uqr';
import { expect, it } from 'vitest';
import { QUIET_MODULES, qrPath } from './qr_path.ts';

const rectangles = (path: string) =>
  [...path.matchAll(/M(\d+) (\d+)h(\d+)v1h-\3z/g)].map(([, x, y, length]) => ({
    x: Number(x) - QUIET_MODULES,
    y: Number(y) - QUIET_MODULES,
    length: Number(length),
  }));

it('joins neighbours of a row', () => {
  expect(
    qrPath([
      [true, true, false, true],
      [false, false, false, false],
    ]),
  ).toBe('M4 4h2v1h-2zM7 4h1v1h-1z');
});

it('draws every dark module of a link and no other', () => {
  const { data, size } = encode('http://localhost:5173/?v=1&gamma=0.3#train', { border: 0 });
  const drawn = data.map((row) => row.map(() => false));
  for (const { x, y, length } of rectangles(qrPath(data))) drawn[y].fill(true, x, x + length);
  expect(drawn).toEqual(data);
  // The three finders' outer rings: seven dark modules along the edges.
  for (const [x, y] of [
    [0, 0],
    [size - 7, 0],
    [0, size - 7],
  ])
    expect(drawn[y].slice(x, x + 7)).toEqual(new Array(7).fill(true));
});
