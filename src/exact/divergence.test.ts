import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { entropy, exactMetrics, expectation, kl, largestErrors, totalVariation } from './divergence.ts';
import { posterior } from './posterior.ts';
import { gammas, logProbs, rewards } from './random_worlds.ts';

const log = (...masses: number[]) => Float64Array.from(masses, Math.log);
const [a, b] = [log(0.5, 0.5), log(0.25, 0.75)];

describe('by hand', () => {
  it('two outcomes', () => {
    expect(kl(a, b)).toBeCloseTo(Math.log(4 / 3) / 2, 15);
    expect(kl(b, a)).toBeCloseTo(Math.log(0.5) / 4 + (3 * Math.log(1.5)) / 4, 15);
    expect(totalVariation(a, b)).toBeCloseTo(0.25, 15);
    expect(entropy(a)).toBeCloseTo(Math.log(2), 15);
    expect(expectation(b, Float64Array.of(4, 8))).toBeCloseTo(7, 14);
  });

  it('0 log 0 is 0', () => {
    expect(kl(log(1, 0), log(1, 0))).toBe(0);
    expect(kl(log(1, 0), a)).toBeCloseTo(Math.log(2), 15);
    expect(entropy(log(1, 0))).toBe(0);
    expect(totalVariation(log(1, 0), log(0, 1))).toBe(1);
    expect(expectation(log(1, 0), Float64Array.of(3, Number.NaN))).toBe(3);
  });

  it('is infinite where the second lacks mass that the first has, even if that underflows', () => {
    expect(kl(a, log(1, 0))).toBe(Number.POSITIVE_INFINITY);
    expect(kl(Float64Array.of(0, -800), log(1, 0))).toBe(Number.POSITIVE_INFINITY);
  });

  it('largest errors come first, equal ones in the order of the outcomes', () => {
    const errors = largestErrors(log(0.5, 0.2, 0.1, 0.2), log(0.1, 0.4, 0.1, 0.4), 3);
    expect(errors.map(({ index }) => index)).toEqual([0, 1, 3]);
    expect(errors[0].policy).toBeCloseTo(0.5, 15);
    expect(errors[0].posterior).toBeCloseTo(0.1, 15);
  });
});

describe('what holds for all distributions', () => {
  it('KL is not negative, zero with itself, and above 2 TV^2 (Pinsker)', () => {
    fc.assert(
      fc.property(logProbs(6), logProbs(6), (p, q) => {
        expect(kl(p, p)).toBe(0);
        expect(kl(p, q)).toBeGreaterThanOrEqual(2 * totalVariation(p, q) ** 2 - 1e-14);
        expect(entropy(p)).toBeLessThanOrEqual(Math.log(6) + 1e-14);
      }),
    );
  });

  it('KL(q, posterior) = log Z - (E[r] - gamma KL(q, prior)) / gamma', () => {
    fc.assert(
      fc.property(logProbs(5), logProbs(5), rewards(5), gammas, (logPolicy, logPrior, reward, gamma) => {
        const { logPosterior, logPartition } = posterior(logPrior, reward, gamma);
        const metrics = exactMetrics({ logPolicy, logPrior, logPosterior, reward });
        const objective = metrics.expectedReward - gamma * metrics.klPolicyPrior;
        expect(metrics.klPolicyPosterior).toBeCloseTo(logPartition - objective / gamma, 10);
        expect(metrics.klPosteriorPolicy).toBe(kl(logPosterior, logPolicy));
        expect(metrics.entropy).toBe(entropy(logPolicy));
        expect(metrics.totalVariation).toBe(totalVariation(logPolicy, logPosterior));
      }),
    );
  });
});
