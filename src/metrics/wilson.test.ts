import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Stream } from '../random/stream.ts';
import { normalInterval, wilsonInterval, winRate } from './wilson.ts';

const Z95 = 1.959963984540054;

describe("Wilson's interval", () => {
  // As printed in the literature (Newcombe 1998 and the usual tables).
  it.each([
    [0, 10, 0, 0.2775],
    [10, 10, 0.7225, 1],
    [5, 10, 0.2366, 0.7634],
    [81, 263, 0.2553, 0.3662],
    [15, 148, 0.0624, 0.1605],
    [1, 29, 0.0061, 0.1718],
  ])('of %i in %i is %d to %d', (successes, total, low, high) => {
    const interval = wilsonInterval(successes, total);
    expect(interval.low).toBeCloseTo(low, 4);
    expect(interval.high).toBeCloseTo(high, 4);
  });

  it('ends where the score test is exactly at its limit: |rate - bound| = z sqrt(bound (1 - bound) / n)', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 500 }), fc.nat(500), (total, some) => {
        const successes = some % (total + 1);
        const { low, high } = wilsonInterval(successes, total);
        for (const bound of [low, high].filter((one) => one > 1e-9 && one < 1 - 1e-9)) {
          const score = Math.abs(successes / total - bound) / Math.sqrt((bound * (1 - bound)) / total);
          expect(score).toBeCloseTo(Z95, 6);
        }
        expect(low).toBeLessThanOrEqual(successes / total);
        expect(high).toBeGreaterThanOrEqual(successes / total);
      }),
    );
  });

  it('knows nothing without comparisons', () => {
    expect(wilsonInterval(0, 0)).toEqual({ low: 0, high: 1 });
  });
});

describe('the normal interval', () => {
  it("gives the paper's width: 95.40 +- 0.57 on some 5,200 prompts (Table 1)", () => {
    const { low, high } = normalInterval(0.954 * 5200, 5200);
    expect((100 * (high - low)) / 2).toBeCloseTo(0.57, 2);
    expect((high + low) / 2).toBeCloseTo(0.954, 12);
  });
});

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
    const share = covered.reduce<number>((sum, one) => sum + one, 0) / covered.length;
    // Independent comparisons would cover about 86 %. Three standard errors around 95 %.
    expect(share).toBeGreaterThan(0.95 - 3 * Math.sqrt((0.95 * 0.05) / 1000));
  });
});
