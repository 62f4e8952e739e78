import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { logSoftmax } from '../math/log_space.ts';
import { expectation, kl } from './divergence.ts';
import { bestReward, frontierDistance, tiltedFrontier } from './frontier.ts';
import { logProbs, rewards } from './random_worlds.ts';
import { DEFAULT_WORLD, tableWorld } from './world.ts';

const coin = { logPrior: Float64Array.of(Math.log(0.5), Math.log(0.5)), reward: Float64Array.of(1, 0) };
/** KL of a coin of mass q to the fair one. */
const coinKl = (q: number) => Math.log(2) + q * Math.log(q) + (1 - q) * Math.log(1 - q);

describe('best reward at a KL', () => {
  it.each([0.51, 0.75, 0.9, 0.999])(
    'of a fair coin that pays 1 for heads is %d at the KL of such a coin',
    (q) => {
      expect(bestReward(coin, coinKl(q))).toBeCloseTo(q, 9);
    },
  );

  it('is the prior’s at KL 0, and that of the best outcomes beyond their KL of -log mass', () => {
    const world = {
      logPrior: Float64Array.from([0.2, 0.3, 0.5], Math.log),
      reward: Float64Array.of(1, 1, 0),
    };
    expect(bestReward(world, 0)).toBeCloseTo(0.5, 14);
    expect(bestReward(world, Math.log(2) + 0.01)).toBeCloseTo(1, 12);
    expect(bestReward(world, 100)).toBeCloseTo(1, 12);
    expect(bestReward(world, Math.log(2) - 0.01)).toBeLessThan(1 - 1e-4);
  });

  it('is the largest on a fine grid over all distributions of three outcomes', () => {
    const world = {
      logPrior: Float64Array.from([0.2, 0.5, 0.3], Math.log),
      reward: Float64Array.of(1, 0, -0.7),
    };
    const budget = 0.3;
    const steps = 400;
    let best = Number.NEGATIVE_INFINITY;
    for (let i = 0; i <= steps; i++) {
      for (let j = 0; i + j <= steps; j++) {
        const q = Float64Array.from([i / steps, j / steps, (steps - i - j) / steps], Math.log);
        if (kl(q, world.logPrior) <= budget) best = Math.max(best, expectation(q, world.reward));
      }
    }
    const exact = bestReward(world, budget);
    expect(best).toBeLessThanOrEqual(exact + 1e-12);
    expect(exact - best).toBeLessThan(0.005);
  });

  it('is out of reach for every other distribution', () => {
    fc.assert(
      fc.property(logProbs(5), rewards(5), logProbs(5), (logPrior, reward, logPolicy) => {
        const point = { kl: kl(logPolicy, logPrior), reward: expectation(logPolicy, reward) };
        const { rewardShortfall, rewardShare } = frontierDistance({ logPrior, reward }, point);
        expect(rewardShortfall).toBeGreaterThan(-1e-9);
        expect(rewardShare).toBeLessThan(1 + 1e-6);
      }),
    );
  });
});

describe('frontier', () => {
  const world = tableWorld(DEFAULT_WORLD);
  const points = tiltedFrontier(world);

  it('begins with the prior and rises in KL and reward as gamma falls', () => {
    expect(points[0]).toEqual({
      gamma: Number.POSITIVE_INFINITY,
      kl: 0,
      reward: expectation(world.logPrior, world.reward),
    });
    for (let k = 1; k < points.length; k++) {
      expect(points[k].gamma).toBeLessThan(points[k - 1].gamma);
      expect(points[k].kl).toBeGreaterThan(points[k - 1].kl - 1e-12);
      expect(points[k].reward).toBeGreaterThan(points[k - 1].reward - 1e-12);
    }
    expect(points[points.length - 1].reward).toBeCloseTo(Math.max(...world.reward), 3);
  });

  it('has no gap that would show in a line', () => {
    const span = points[points.length - 1].reward - points[0].reward;
    for (let k = 1; k < points.length; k++)
      expect(points[k].reward - points[k - 1].reward).toBeLessThan(0.06 * span);
  });

  it('is at no distance from itself; what lies under it is short by the difference', () => {
    for (const { kl: at, reward } of points.slice(1, 60)) {
      const distance = frontierDistance(world, { kl: at, reward });
      expect(Math.abs(distance.rewardShortfall)).toBeLessThan(1e-6);
      expect(distance.rewardShare).toBeCloseTo(1, 5);
      expect(frontierDistance(world, { kl: at, reward: reward - 0.3 }).rewardShortfall).toBeCloseTo(0.3, 6);
    }
    expect(frontierDistance(world, points[0]).rewardShare).toBe(1);
  });

  it('is where a step along the tilt stays, and a step off it falls below', () => {
    const { logPrior, reward } = world;
    const sideways = Float64Array.of(1, -1, 1, -1, 1);
    for (const by of [0, 0.5]) {
      const q = Float64Array.from(logSoftmax([...logPrior.map((l, i) => l + reward[i] + by * sideways[i])]));
      const { rewardShortfall } = frontierDistance(world, {
        kl: kl(q, logPrior),
        reward: expectation(q, reward),
      });
      if (by === 0) expect(Math.abs(rewardShortfall)).toBeLessThan(1e-9);
      else expect(rewardShortfall).toBeGreaterThan(1e-3);
    }
  });
});
