import { describe, expect, it } from 'vitest';
import { brownForsythe, pooledSpread, type RatesBySeed } from './seed_interaction.ts';

const bySeed = (...rates: readonly number[]): RatesBySeed => new Map(rates.map((rate, s) => [s + 1, rate]));
const loose = { variance: 0.1, degrees: 1 };

describe('the pooled variance between seeds', () => {
  it('is the residual of the additive fit, as a regression on indicators gives it, where a seed is missing', () => {
    const methods = [
      bySeed(-0.162, 0.232, -0.024, -0.818),
      bySeed(-0.08, -0.444, -0.532, -0.748),
      bySeed(-0.188, -0.482, -0.182),
    ];
    // By numpy.linalg.lstsq on 11 cells and 6 parameters; a gap of two methods has twice the variance.
    const spread = pooledSpread(methods, loose, 2)!;
    expect(spread.degrees).toBe(5);
    expect(spread.variance).toBeCloseTo((2 * 0.30683377777777776) / 5, 10);
  });

  it('is that of the gap itself for two methods, so there is nothing to gain', () => {
    expect(pooledSpread([bySeed(1, 2, 4), bySeed(2, 2, 3)], { variance: 1, degrees: 2 }, 2)).toBeUndefined();
  });

  it('does not count what a seed does to every method', () => {
    const rates = [0.5, 0.9, 0.1, 0.7];
    const apart = [
      [0.01, 0.02, 0.02, 0.03],
      [0.02, 0.03, 0.01, 0.01],
      [0.05, 0.02, 0.03, 0.04],
    ];
    const spread = (seedEffects: readonly number[]) =>
      pooledSpread(
        apart.map((own) => bySeed(...own.map((rate, s) => rate + seedEffects[s]))),
        { variance: 0.0002, degrees: 3 },
        2,
      )!.variance;
    expect(spread(rates)).toBeCloseTo(spread([0, 0, 0, 0]), 12);
  });

  it('is refused where the gap itself varies much more than the others, or much less', () => {
    const methods = [
      bySeed(0.5, 0.52, 0.49, 0.51, 0.5),
      bySeed(0.6, 0.61, 0.63, 0.6, 0.62),
      bySeed(0.7, 0.68, 0.71, 0.7, 0.69),
      bySeed(0.4, 0.42, 0.4, 0.43, 0.41),
    ];
    const own = (variance: number) => pooledSpread(methods, { variance, degrees: 4 }, 2);
    expect(own(0.0002)).toBeDefined();
    expect(own(0.02)).toBeUndefined();
    expect(own(0.000001)).toBeUndefined();
  });
});

describe('the test of equal variances', () => {
  it('agrees with an analysis of variance of distances, without the median itself', () => {
    const groups = [
      [0.84, 0.84, -0.61, -0.07, 1.35],
      [-0.8, 0.38, -0.04, 1.22, -0.72],
      [-0.075, 0.12, 0.05, -0.43, 0.45],
    ];
    // Made by scipy.stats.f_oneway.
    expect(brownForsythe(groups)).toBeCloseTo(0.2323126789588827, 12);
  });

  it('by hand for even groups: the two in the middle count as one, times the root of 2', () => {
    // Distances 3, sqrt 2, 3 and 6, 2 sqrt 2, 6 around their medians: means apart, spreads known.
    const [p, q] = [
      [-3, -1, 1, 3],
      [-6, -2, 2, 6],
    ];
    const [a, b] = [(6 + Math.SQRT2) / 3, (12 + 2 * Math.SQRT2) / 3];
    const inside = 2 * (3 - a) ** 2 + (Math.SQRT2 - a) ** 2 + 2 * (6 - b) ** 2 + (2 * Math.SQRT2 - b) ** 2;
    const f = (3 * (b - a) ** 2) / 2 / (inside / 4);
    // F with 1 and 4 degrees is t^2 with 4: P(|T| > t) = 1 - u (3 - u^2) / 2 with u = t / sqrt(4 + t^2).
    const u = Math.sqrt(f / (4 + f));
    expect(brownForsythe([p, q])).toBeCloseTo(1 - (u * (3 - u * u)) / 2, 10);
  });

  it('allows nothing where it cannot be made, and all where nothing differs', () => {
    expect(brownForsythe([[1, 2]])).toBe(0);
    expect(
      brownForsythe([
        [1, 2],
        [1, 5],
      ]),
    ).toBe(0);
    expect(
      brownForsythe([
        [1, 1, 1],
        [2, 2, 2],
      ]),
    ).toBe(1);
  });
});
