import { expect, it } from 'vitest';
import type { PieceEntry } from './kept_run.ts';
import { statesToDrop } from './state_budget.ts';

const entry = (index: number, part: Partial<PieceEntry> = {}): PieceEntry => ({
  index,
  step: 10 * index,
  round: 1,
  evaluated: true,
  bytes: 12,
  stateBytes: 10,
  ...part,
});

it('keeps measured pieces and the last one while they fit', () => {
  const pieces = [entry(0), entry(1, { evaluated: false }), entry(2), entry(3, { evaluated: false })];
  expect(statesToDrop(pieces, 1000)).toEqual([1]);
});

it('thins the oldest out evenly, and never the first nor the last', () => {
  const pieces = [0, 1, 2, 3, 4, 5, 6, 7, 8].map((index) => entry(index));
  const dropped = statesToDrop(pieces, 50);
  expect(dropped).toHaveLength(4);
  expect(dropped).not.toContain(0);
  expect(dropped).not.toContain(8);
  const kept = pieces.filter(({ index }) => !dropped.includes(index)).map(({ index }) => index);
  expect(Math.max(...kept.slice(1).map((index, i) => index - kept[i]))).toBeLessThanOrEqual(4);
});

it('keeps two where even two do not fit', () => {
  expect(statesToDrop([entry(0), entry(1), entry(2)], 1)).toEqual([1]);
});
