import { expect, it } from 'vitest';
import { DEFAULT_WORLD, tableWorld, WORLD_BOUNDS } from './world.ts';

const sizes = Array.from(
  { length: WORLD_BOUNDS.outcomes.max - WORLD_BOUNDS.outcomes.min + 1 },
  (_, k) => WORLD_BOUNDS.outcomes.min + k,
);

it.each(sizes)(
  'a table of %d outcomes has distributions that sum to 1 and lengths that differ',
  (outcomes) => {
    for (let seed = 0; seed < 200; seed++) {
      const world = tableWorld({ ...DEFAULT_WORLD, outcomes, seed });
      for (const log of [world.logPrior, world.logPolicy, world.logProposal]) {
        expect(log).toHaveLength(outcomes);
        expect(log.reduce((sum, l) => sum + Math.exp(l), 0)).toBeCloseTo(1, 14);
      }
      expect(new Set(world.reward).size).toBe(outcomes);
      expect(new Set(world.tokenCount).size).toBeGreaterThan(1);
      expect(Math.min(...world.tokenCount)).toBeGreaterThanOrEqual(1);
      expect(Math.max(...world.tokenCount)).toBeLessThanOrEqual(4);
    }
  },
);

it('is the same for the same seed, another for another, whatever n and gamma', () => {
  expect(tableWorld({ ...DEFAULT_WORLD, n: 4, gamma: 2 })).toEqual(tableWorld(DEFAULT_WORLD));
  expect(tableWorld({ ...DEFAULT_WORLD, seed: 2 })).not.toEqual(tableWorld(DEFAULT_WORLD));
});

it('draws prior, policy, proposal and reward independently of each other', () => {
  const { logPrior, logPolicy, logProposal, reward } = tableWorld(DEFAULT_WORLD);
  expect(new Set([logPrior, logPolicy, logProposal, reward].map((all) => all[0])).size).toBe(4);
});
