import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bestOfNKl } from '../objectives/best_of_n.ts';
import { bestOfN } from './best_of_n.ts';
import { kl } from './divergence.ts';
import { logProbs, rewards } from './random_worlds.ts';
import { forEachTuple, tupleMass } from './tuples.ts';

const masses = (log: Float64Array) => [...log].map(Math.exp);

/** Every tuple of n draws; where several draws have the best reward, each of them is returned as often. */
function byEnumeration(logPrior: Float64Array, reward: Float64Array, n: number): number[] {
  const result = new Array<number>(reward.length).fill(0);
  forEachTuple(reward.length, n, (tuple) => {
    const best = Math.max(...tuple.map((i) => reward[i]));
    const winners = tuple.filter((i) => reward[i] === best);
    for (const i of winners) result[i] += tupleMass(logPrior, tuple) / winners.length;
  });
  return result;
}

describe('best of n', () => {
  it('two outcomes and two draws: the worse one only if both are', () => {
    const [best, worst] = masses(
      bestOfN(Float64Array.of(Math.log(0.5), Math.log(0.5)), Float64Array.of(1, 0), 2),
    );
    expect(best).toBeCloseTo(0.75, 15);
    expect(worst).toBeCloseTo(0.25, 15);
  });

  it('equal rewards share by prior mass', () => {
    const logPrior = Float64Array.from([0.2, 0.3, 0.5], Math.log);
    const [first, second, third] = masses(bestOfN(logPrior, Float64Array.of(1, 1, 0), 2));
    expect(first).toBeCloseTo(0.3, 15);
    expect(second).toBeCloseTo(0.45, 15);
    expect(third).toBeCloseTo(0.25, 15);
  });

  it('is what enumerating every tuple of draws gives', () => {
    fc.assert(
      fc.property(logProbs(5), rewards(5), fc.integer({ min: 1, max: 4 }), (logPrior, reward, n) => {
        const tied = reward.map((r) => Math.round(2 * r));
        const expected = byEnumeration(logPrior, tied, n);
        masses(bestOfN(logPrior, tied, n)).forEach((mass, i) => {
          expect(mass).toBeCloseTo(expected[i], 13);
        });
      }),
      { numRuns: 40 },
    );
  });

  it('with one draw is the prior; an outcome the prior lacks stays without mass', () => {
    const logPrior = Float64Array.of(Math.log(0.4), Number.NEGATIVE_INFINITY, Math.log(0.6));
    const reward = Float64Array.of(0, -1, 1);
    expect([...bestOfN(logPrior, reward, 1)]).toEqual([...logPrior]);
    expect(bestOfN(logPrior, reward, 8)[1]).toBe(Number.NEGATIVE_INFINITY);
  });

  it('has a KL of at most log n - (n - 1) / n', () => {
    const draws = fc.integer({ min: 1, max: 64 });
    fc.assert(
      fc.property(logProbs(8), rewards(8), draws, (logPrior, reward, n) => {
        expect(kl(bestOfN(logPrior, reward, n), logPrior)).toBeLessThanOrEqual(bestOfNKl(n) + 1e-12);
      }),
    );
  });

  it('comes near that bound where all of many outcomes have rewards of their own', () => {
    const size = 4096;
    const logPrior = new Float64Array(size).fill(-Math.log(size));
    const reward = Float64Array.from({ length: size }, (_, i) => (i * 1597) % size);
    expect(kl(bestOfN(logPrior, reward, 8), logPrior)).toBeCloseTo(bestOfNKl(8), 5);
  });
});
