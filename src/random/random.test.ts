import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mean, variance } from '../math/statistics.ts';
import { foldKey, gumbelAt, pcgHash, uniformAt } from './counter.ts';
import { Stream } from './stream.ts';

/** The same hash in BigInt arithmetic: no Math.imul, no shifts of signed numbers. */
function slowPcg(value: number): number {
  const M = 1n << 32n;
  const state = (BigInt(value) * 747796405n + 2891336453n) % M;
  const word = (((state >> ((state >> 28n) + 4n)) ^ state) * 277803737n) % M;
  return Number((word >> 22n) ^ word);
}

describe('counter-based noise', () => {
  it('hashes as the BigInt twin does', () => {
    fc.assert(
      fc.property(fc.nat(0xffffffff), (value) => {
        expect(pcgHash(value)).toBe(slowPcg(value));
      }),
    );
  });

  it('is uniform: chi-square over 64 bins, 99.9 % quantile', () => {
    const bins = new Array<number>(64).fill(0);
    const draws = 64_000;
    for (let i = 0; i < draws; i++) {
      const u = uniformAt(foldKey(7, 1, 2, i % 100, Math.floor(i / 100)), i % 13);
      expect(u > 0 && u < 1).toBe(true);
      bins[Math.floor(u * 64)]++;
    }
    expect(bins.reduce((sum, n) => sum + (n - draws / 64) ** 2 / (draws / 64), 0)).toBeLessThan(104);
  });

  it('keeps the largest draws below 1 in single precision too', () => {
    for (const input of [29400446, 59577853]) {
      expect(pcgHash(input) >>> 8).toBe(0xffffff);
      const u = uniformAt(0, input);
      expect(u).toBeLessThan(1);
      expect(Math.fround(u)).toBe(u);
      expect(gumbelAt(0, input)).toBeCloseTo(24 * Math.LN2, 6);
    }
  });

  it('has the mean of a Gumbel (0.5772) and is finite', () => {
    const draws = Array.from({ length: 20_000 }, (_, i) => gumbelAt(foldKey(3), i));
    expect(draws.every(Number.isFinite)).toBe(true);
    expect(mean(draws)).toBeCloseTo(0.5772, 1);
  });
});

describe('streams', () => {
  it('go on from a saved state', () => {
    const stream = Stream.fromSeed(5);
    stream.uniform();
    const state = stream.state();
    const next = [stream.uniform(), stream.uniform()];
    const resumed = Stream.fromState(state);
    expect([resumed.uniform(), resumed.uniform()]).toEqual(next);
  });

  it('split independently of use, differently by label', () => {
    const fresh = Stream.fromSeed(5);
    const used = Stream.fromSeed(5);
    used.uniform();
    expect(used.split('a', 1).uniform()).toBe(fresh.split('a', 1).uniform());
    expect(fresh.split('a').uniform()).not.toBe(fresh.split('b').uniform());
    expect(fresh.split('ab').uniform()).not.toBe(fresh.split('a', 'b').uniform());
  });

  it('shuffle to permutations, normal with mean 0 and variance 1', () => {
    const stream = Stream.fromSeed(9);
    expect(stream.shuffle([1, 2, 3, 4]).sort()).toEqual([1, 2, 3, 4]);
    const draws = Array.from({ length: 20_000 }, () => stream.normal());
    expect(Math.abs(mean(draws))).toBeLessThan(3 / Math.sqrt(20_000));
    expect(Math.abs(variance(draws) - 1)).toBeLessThan(3 * Math.sqrt(2 / 20_000));
  });
});
