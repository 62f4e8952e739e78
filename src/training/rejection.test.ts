import { describe, expect, it } from 'vitest';
import { Stream } from '../random/stream.ts';
import { rejectionSample, shuffledRejection } from './rejection.ts';

describe('statistical rejection sampling', () => {
  it('keeps candidates as often as the tilted prior has them: the first one of each pool, by chi-square', () => {
    // Pools of 400 candidates in the proportions of a prior over three rewards; the first accepted one is a sample of
    // p exp(r / beta) in order of the pool, which is shuffled by the stream.
    const prior = [0.5, 0.3, 0.2];
    const rewards = [0, 1, 2];
    const beta = 0.8;
    const stream = Stream.fromSeed(3);
    const counts = [0, 0, 0];
    const pools = 1500;
    for (let k = 0; k < pools; k++) {
      const pool = Array.from({ length: 60 }, () => {
        const u = stream.uniform();
        return rewards[u < 0.5 ? 0 : u < 0.8 ? 1 : 2];
      });
      const { accepted } = rejectionSample(pool, 1, beta, () => stream.uniform());
      counts[pool[accepted[0]]]++;
    }
    const weights = prior.map((p, i) => p * Math.exp(rewards[i] / beta));
    const total = weights.reduce((a, b) => a + b, 0);
    const chiSquare = counts.reduce((sum, count, i) => {
      const expected = (pools * weights[i]) / total;
      return sum + (count - expected) ** 2 / expected;
    }, 0);
    expect(chiSquare).toBeLessThan(13.8); // 0.1 % point with two degrees of freedom
  });

  it('never takes a candidate twice, and tells equal ones apart', () => {
    const stream = Stream.fromSeed(4);
    const { accepted, filled } = rejectionSample([1, 1, 1, 1], 4, 0.5, () => stream.uniform());
    expect([...accepted].sort()).toEqual([0, 1, 2, 3]);
    expect(filled).toBe(0);
  });

  it('lowers the bar to the best candidate that is left, once the best are taken', () => {
    // beta so small that only the maximum of a pass is accepted.
    const { accepted, acceptanceRate } = rejectionSample([3, 1, 2, 0], 3, 1e-3, () => 0.5);
    expect(accepted).toEqual([0, 2, 1]);
    // The third pass has enough with the first it asks.
    expect(acceptanceRate).toBeCloseTo(3 / (4 + 3 + 1), 12);
  });

  it('fills up with the best when chance accepts too few within its passes, and counts them', () => {
    const reward = Array.from({ length: 40 }, (_, i) => i);
    const { accepted, filled } = rejectionSample(reward, 30, 1e-3, () => 0.5);
    expect(filled).toBe(30 - 16);
    expect(accepted).toEqual(Array.from({ length: 30 }, (_, i) => 39 - i));
  });

  it('accepts nothing but the pool itself when every draw is refused', () => {
    const { accepted, filled, acceptanceRate } = rejectionSample([0, 5, 1], 2, 1, () => 1);
    expect(accepted).toEqual([1, 2]);
    expect(filled).toBe(2);
    expect(acceptanceRate).toBe(0);
  });

  it('refuses a pool that is too small', () => {
    expect(() => rejectionSample([1], 2, 1, () => 0)).toThrow(
      'invalid candidates: 1 (expected at least 2, as many as are kept)',
    );
  });
});

describe('the order of the accepted', () => {
  /** Six levels of reward, 0 to 5, of which the best are rare. */
  const binomial = (stream: Stream) => [1, 2, 3, 4, 5].filter(() => stream.uniform() < 0.35).length;

  /** Mean gap of rewards between neighbours (0 and 1, 2 and 3, ...), and over all pairs of the same samples. */
  function meanGaps(beta: number, shuffled: boolean) {
    const streams = { chance: Stream.fromSeed(5), order: Stream.fromSeed(6) };
    const rewards = Stream.fromSeed(7);
    const prompts = 2000;
    const keep = 8;
    const gaps = { neighbours: 0, all: 0 };
    for (let p = 0; p < prompts; p++) {
      const pool = Array.from({ length: 64 }, () => binomial(rewards));
      const { accepted } = shuffled
        ? shuffledRejection(pool, keep, beta, streams)
        : rejectionSample(pool, keep, beta, () => streams.chance.uniform());
      const kept = accepted.map((i) => pool[i]);
      for (let k = 0; k < keep; k += 2)
        gaps.neighbours += Math.abs(kept[k] - kept[k + 1]) / (prompts * (keep / 2));
      for (const [a, r] of kept.entries())
        for (const other of kept.slice(a + 1))
          gaps.all += Math.abs(r - other) / (prompts * ((keep * (keep - 1)) / 2));
    }
    return gaps;
  }

  it.each([0.5, 0.1])('at beta %f is that of random pairs once shuffled, and is not before', (beta) => {
    const shuffled = meanGaps(beta, true);
    const ordered = meanGaps(beta, false);
    // The seeds are fixed; 8,000 pairs give a standard error below 0.01.
    expect(Math.abs(shuffled.neighbours - shuffled.all)).toBeLessThan(0.02);
    expect(ordered.all - ordered.neighbours).toBeGreaterThan(0.04);
  });

  it('leaves out nobody', () => {
    const streams = { chance: Stream.fromSeed(8), order: Stream.fromSeed(9) };
    const pool = [3, 1, 2, 0, 2, 1];
    const same = { chance: Stream.fromSeed(8), order: Stream.fromSeed(9) };
    const { accepted } = rejectionSample(pool, 4, 0.5, () => same.chance.uniform());
    const shuffled = shuffledRejection(pool, 4, 0.5, streams).accepted;
    expect([...shuffled].sort()).toEqual([...accepted].sort());
  });
});
