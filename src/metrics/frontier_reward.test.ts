import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bestReward, tiltedFrontier } from '../exact/frontier.ts';
import { logProbs, rewards } from '../exact/random_worlds.ts';
import { frontierReward } from './frontier_reward.ts';

describe('the reward of a traced frontier', () => {
  it('is the best reward at each KL, which bisection finds', () => {
    fc.assert(
      fc.property(
        logProbs(6),
        rewards(6),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (logPrior, reward, at) => {
          const world = { logPrior, reward };
          const line = tiltedFrontier(world);
          const kl = at ** 2 * line.at(-1)!.kl;
          expect(Math.abs(frontierReward(line, kl)! - bestReward(world, kl))).toBeLessThan(2e-5);
        },
      ),
    );
  });

  it('is that of its points at their KLs, and unknown beyond the last', () => {
    const line = [
      { gamma: Number.POSITIVE_INFINITY, kl: 0, reward: 1 },
      { gamma: 2, kl: 0.5, reward: 2 },
      { gamma: 1, kl: 1, reward: 2.7 },
    ];
    for (const { kl, reward } of line) expect(frontierReward(line, kl)).toBeCloseTo(reward, 12);
    expect(frontierReward(line, 1.001)).toBeUndefined();
    expect(frontierReward([], 0)).toBeUndefined();
    // A sampled KL may be below zero.
    expect(frontierReward(line, -0.01)).toBe(1);
  });

  it('survives JSON, which has no infinity', () => {
    const world = {
      logPrior: Float64Array.from([0.2, 0.3, 0.5], Math.log),
      reward: Float64Array.of(1, 0, -1),
    };
    const line = tiltedFrontier(world);
    const stored = JSON.parse(JSON.stringify(line)) as typeof line;
    const kl = line[1].kl / 2;
    expect(frontierReward(stored, kl)).toBe(frontierReward(line, kl));
    expect(frontierReward(stored, kl)).toBeCloseTo(bestReward(world, kl), 5);
  });
});
