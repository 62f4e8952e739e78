import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { meanTarget, posterior } from './posterior.ts';
import { gammas, logProbs, rewards } from './random_worlds.ts';

const HALVES = Float64Array.of(Math.log(0.5), Math.log(0.5));
const mass = (log: Float64Array) => log.reduce((sum, l) => sum + Math.exp(l), 0);

describe('posterior', () => {
  it.each([
    // Goodness 3 : 1, so Z = 2; at gamma 1/2 it is 9 : 1, so Z = 5.
    [1, [0.75, 0.25], 2],
    [0.5, [0.9, 0.1], 5],
  ])('of two outcomes, by hand, at gamma %d', (gamma, expected, partition) => {
    const { logPosterior, logPartition } = posterior(HALVES, Float64Array.of(Math.log(3), 0), gamma);
    expect(Math.exp(logPosterior[0])).toBeCloseTo(expected[0], 14);
    expect(Math.exp(logPosterior[1])).toBeCloseTo(expected[1], 14);
    expect(Math.exp(logPartition)).toBeCloseTo(partition, 13);
  });

  it('does not follow a shift of the rewards; log Z does, by shift / gamma', () => {
    fc.assert(
      fc.property(logProbs(5), rewards(5), gammas, (logPrior, reward, gamma) => {
        const plain = posterior(logPrior, reward, gamma);
        const shifted = posterior(
          logPrior,
          reward.map((r) => r + 7),
          gamma,
        );
        expect(shifted.logPartition - plain.logPartition).toBeCloseTo(7 / gamma, 10);
        shifted.logPosterior.forEach((l, i) => {
          expect(l).toBeCloseTo(plain.logPosterior[i], 10);
        });
        expect(mass(plain.logPosterior)).toBeCloseTo(1, 12);
      }),
    );
  });

  it('keeps a mass of zero, and stays finite where exp(r / gamma) would not', () => {
    const logPrior = Float64Array.of(Math.log(0.5), Math.log(0.5), Number.NEGATIVE_INFINITY);
    const { logPosterior, logPartition } = posterior(logPrior, Float64Array.of(1e5, 1e5, 1e6), 0.01);
    // To the last digit of log p, although r / gamma takes them all.
    expect(logPosterior[0]).toBeCloseTo(Math.log(0.5), 15);
    expect(logPosterior[2]).toBe(Number.NEGATIVE_INFINITY);
    expect(logPartition).toBe(1e7);
  });
});

describe('target of averaged log-probs', () => {
  it('of two outcomes with one and two tokens, by hand', () => {
    // With x = e^c: x / 2 + 6 x^2 / 2 = 1 has the positive root x = 1/2, so the masses are 1/4 and 3/4.
    const { logTarget, c } = meanTarget(HALVES, Float64Array.of(0, Math.log(6) / 2), [1, 2], 1);
    expect(c).toBeCloseTo(Math.log(0.5), 14);
    expect(Math.exp(logTarget[0])).toBeCloseTo(0.25, 14);
    expect(Math.exp(logTarget[1])).toBeCloseTo(0.75, 14);
  });

  it('is the posterior of gamma / T where all outcomes have T tokens', () => {
    fc.assert(
      fc.property(
        logProbs(5),
        rewards(5),
        gammas,
        fc.integer({ min: 1, max: 9 }),
        (logPrior, reward, gamma, t) => {
          const { logTarget, c } = meanTarget(logPrior, reward, new Int32Array(5).fill(t), gamma);
          const { logPosterior, logPartition } = posterior(logPrior, reward, gamma / t);
          logTarget.forEach((l, i) => {
            expect(l).toBeCloseTo(logPosterior[i], 9);
          });
          expect(t * c).toBeCloseTo(-logPartition, 9);
        },
      ),
    );
  });

  it('sums to one at any lengths', () => {
    const lengths = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 4, maxLength: 4 });
    fc.assert(
      fc.property(logProbs(4), rewards(4), lengths, gammas, (logPrior, reward, tokens, gamma) => {
        expect(mass(meanTarget(logPrior, reward, tokens, gamma).logTarget)).toBeCloseTo(1, 12);
      }),
    );
  });
});
