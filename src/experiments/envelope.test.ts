import { expect, it } from 'vitest';
import { gapsAtEqualKl } from './envelope.ts';

it('compares frontiers at the KLs that both reach', () => {
  const line = (slope: number, kls: readonly number[]) => kls.map((kl) => ({ kl, reward: slope * kl }));
  // 2 kl - kl at nine KLs evenly up to the shorter one's end.
  gapsAtEqualKl(line(2, [0, 1, 2, 3]), line(1, [0, 1, 2])).forEach((gap, i) => {
    expect(gap).toBeCloseTo((2 * (i + 1)) / 9, 12);
  });
  expect(gapsAtEqualKl(line(2, [0, 1, 2, 3]), line(1, [0, 1, 2]))).toHaveLength(9);
  expect(gapsAtEqualKl(line(2, [5, 6]), line(1, [0, 1]))).toEqual([]);
});
