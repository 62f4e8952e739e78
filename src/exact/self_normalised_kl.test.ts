import { describe, expect, it } from 'vitest';
import { logSoftmax } from '../math/log_space.ts';
import { kl } from './divergence.ts';
import { selfNormalisedKlGradient } from './dual.ts';
import { posterior } from './posterior.ts';
import { selfNormalisedKlExact, selfNormalisedKlMonteCarlo } from './self_normalised_kl.ts';
import { DEFAULT_WORLD, tableWorld } from './world.ts';

const log = (...masses: number[]) => Float64Array.from(masses, Math.log);
const coin = { logPosterior: log(0.75, 0.25), logPolicy: log(0.5, 0.5), logProposal: log(0.5, 0.5) };

const table = tableWorld(DEFAULT_WORLD);
const { logPosterior } = posterior(table.logPrior, table.reward, DEFAULT_WORLD.gamma);
const world = { ...table, logPosterior };

describe('D_n by enumeration', () => {
  it('of two outcomes and two samples, by hand', () => {
    // Half of the pairs hold both outcomes; alpha is then (3/4, 1/4), beta (1/2, 1/2). The others have no divergence.
    const pair = 0.75 * Math.log(1.5) + 0.25 * Math.log(0.5);
    expect(selfNormalisedKlExact(coin, 2)).toBeCloseTo(pair / 2, 15);
    // Off-policy: 2 * 0.2 * 0.8 of the pairs, with weights 15 : 5/4 and 10 : 5/2 (of mass over proposal).
    const [a, b] = [12 / 13, 4 / 5];
    const off = a * Math.log(a / b) + (1 - a) * Math.log((1 - a) / (1 - b));
    expect(selfNormalisedKlExact({ ...coin, logProposal: log(0.2, 0.8) }, 2)).toBeCloseTo(0.32 * off, 15);
  });

  it('is 0 with one sample, and 0 at the posterior', () => {
    expect(selfNormalisedKlExact(world, 1)).toBe(0);
    for (const n of [2, 3, 4])
      expect(Math.abs(selfNormalisedKlExact({ ...world, logPolicy: logPosterior }, n))).toBeLessThan(1e-15);
  });

  it('does not ask for the partition function', () => {
    const unnormalised = { ...world, logPosterior: logPosterior.map((l) => l + 3) };
    expect(selfNormalisedKlExact(unnormalised, 3)).toBeCloseTo(selfNormalisedKlExact(world, 3), 13);
  });

  it('comes nearer to KL(posterior, policy) with more samples', () => {
    const limit = kl(coin.logPosterior, coin.logPolicy);
    const gaps = [2, 4, 8, 12].map((n) => limit - selfNormalisedKlExact(coin, n));
    for (let k = 1; k < gaps.length; k++) expect(gaps[k]).toBeLessThan(gaps[k - 1]);
    expect(gaps[3]).toBeLessThan(0.1 * limit);
    expect(gaps[3]).toBeGreaterThan(0);
  });

  it('passes over outcomes that the proposal never draws', () => {
    const wider = {
      logPosterior: log(0.75, 0.25, 0),
      logPolicy: log(0.5, 0.5, 0),
      logProposal: log(0.5, 0.5, 0),
    };
    expect(selfNormalisedKlExact(wider, 2)).toBeCloseTo(selfNormalisedKlExact(coin, 2), 15);
  });

  it('refuses more tuples than it could enumerate, and says how many', () => {
    expect(() => selfNormalisedKlExact(world, 8)).toThrow(
      'invalid n: 8 (expected at most 200000 tuples, 5^8 are 390625)',
    );
  });
});

it('D_n by sampling agrees with enumeration within its standard error, which shrinks as it should', () => {
  const exact = selfNormalisedKlExact(world, 3);
  const away = Array.from({ length: 20 }, (_, seed) => {
    const { mean, standardError } = selfNormalisedKlMonteCarlo(world, { n: 3, tuples: 1000, seed });
    return (mean - exact) / standardError;
  });
  for (const z of away) expect(Math.abs(z)).toBeLessThan(4);
  // The z are standard normal: the mean of their squares is 1 with a standard error of 0.32.
  const spread = away.reduce((sum, z) => sum + z * z, 0) / away.length;
  expect(spread).toBeGreaterThan(0.4);
  expect(spread).toBeLessThan(2.2);
  const few = selfNormalisedKlMonteCarlo(world, { n: 3, tuples: 500, seed: 1 }).standardError;
  const many = selfNormalisedKlMonteCarlo(world, { n: 3, tuples: 8000, seed: 1 }).standardError;
  expect(few / many).toBeCloseTo(4, 0);
});

describe('gradient of D_n by dual numbers', () => {
  const atLogits = (logits: Float64Array, n: number) =>
    selfNormalisedKlExact({ ...world, logPolicy: Float64Array.from(logSoftmax([...logits])) }, n);

  it.each([2, 3])('is the central difference of the enumerated D_%d', (n) => {
    const step = 1e-5;
    selfNormalisedKlGradient(table, logPosterior, n).forEach((slope, k) => {
      const moved = (by: number) =>
        atLogits(
          table.logits.map((value, i) => (i === k ? value + by : value)),
          n,
        );
      expect(slope).toBeCloseTo((moved(step) - moved(-step)) / (2 * step), 9);
    });
  });

  it('is 0 at the posterior, and sums to 0, as a softmax does not feel a shift', () => {
    const at = { ...table, logits: logPosterior };
    for (const slope of selfNormalisedKlGradient(at, logPosterior, 3))
      expect(Math.abs(slope)).toBeLessThan(1e-14);
    const total = selfNormalisedKlGradient(table, logPosterior, 3).reduce((sum, slope) => sum + slope, 0);
    expect(Math.abs(total)).toBeLessThan(1e-14);
  });
});
