import { describe, expect, it } from 'vitest';
import { mean, wilsonInterval } from '../math/statistics.ts';
import { Stream } from '../random/stream.ts';
import { winRate } from './win_rate.ts';

describe('the win-rate', () => {
  it('counts a tie as no win', () => {
    expect(winRate([[1], [0.2], [0], [-1]])).toEqual({
      wins: 2,
      ties: 1,
      total: 4,
      rate: 0.5,
      ...wilsonInterval(2, 4),
    });
    expect(winRate([[1, 0.2, 0, -1]])).toEqual({
      wins: 2,
      ties: 1,
      total: 4,
      rate: 0.5,
      ...wilsonInterval(2, 4),
    });
  });

  it('takes responses that win or lose together for one comparison a prompt', () => {
    const together = winRate(Array.from({ length: 40 }, (_, p) => [p % 2, p % 2, p % 2, p % 2]));
    const { low, high } = wilsonInterval(20, 40);
    expect(together.low).toBeCloseTo(low, 1);
    expect(together.high).toBeCloseTo(high, 1);
    expect(together.total).toBe(160);
  });

  it('covers the true rate in 95 % of experiments on correlated responses', () => {
    const stream = Stream.fromSeed(4);
    const covered = Array.from({ length: 1000 }, () => {
      const byPrompt = Array.from({ length: 40 }, () => {
        const chance = stream.uniform() < 0.5 ? 0.9 : 0.3; // a true rate of 0.6
        return Array.from({ length: 4 }, () => (stream.uniform() < chance ? 1 : -1));
      });
      const { low, high } = winRate(byPrompt);
      return low < 0.6 && 0.6 < high ? 1 : 0;
    });
    const share = mean(covered);
    // Independent comparisons would cover about 86 %. Three standard errors around 95 %.
    expect(share).toBeGreaterThan(0.95 - 3 * Math.sqrt((0.95 * 0.05) / 1000));
  });
});
