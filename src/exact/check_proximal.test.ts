// With averaged log-probs the proximal term's expectation is not quite zero, since a group's mean length varies. By
// enumeration it falls as 1/n, where the same share for every sample would leave one that never falls.
import { expect, it } from 'vitest';
import { defaults } from '../config/presets.ts';
import { objectives } from '../objectives/index.ts';
import { addUpdate, forEachTuple, tupleGroup, tupleMass } from './tuples.ts';
import { DEFAULT_WORLD, tableWorld } from './world.ts';

/** Largest component of the term's expected push on a policy that has just drawn its samples. */
function expectedPush(seed: number, n: number, shares: 'rule' | 'equal'): number {
  const world = tableWorld({ ...DEFAULT_WORLD, n, seed });
  const { tokenCount, logPolicy } = world;
  const averaged = (values: Float64Array) => values.map((l, i) => l / tokenCount[i]);
  const onPolicy = averaged(logPolicy);
  const figures = {
    ...world,
    logPolicy: onPolicy,
    logProposal: onPolicy,
    logPrior: averaged(world.logPrior),
  };
  const byRule = (tuple: readonly number[]) => {
    const group = { ...tupleGroup(figures, tuple), tokenCount: tuple.map((i) => tokenCount[i]) };
    const coefficients = (proximalWeight: number) =>
      objectives.brain.rule(group, { ...defaults.strings, logProbReduction: 'mean', proximalWeight })
        .coefficients;
    const plain = coefficients(0);
    return coefficients(1).map((c, k) => c - plain[k]);
  };
  const average = new Float64Array(DEFAULT_WORLD.outcomes);
  forEachTuple(DEFAULT_WORLD.outcomes, n, (tuple) => {
    const term = shares === 'rule' ? byRule(tuple) : tuple.map(() => 1 / n);
    // The gradient of an averaged log-prob is that of the log-prob over T.
    const spread = term.map((c, k) => c / tokenCount[tuple[k]]);
    addUpdate(average, logPolicy, tuple, spread, tupleMass(logPolicy, tuple));
  });
  return Math.max(...average.map(Math.abs));
}

it('leaves an n-th of a push with averaged log-probs', () => {
  for (let seed = 1; seed <= 5; seed++) {
    expect(expectedPush(seed, 4, 'rule')).toBeLessThan(0.6 * expectedPush(seed, 2, 'rule'));
    expect(expectedPush(seed, 4, 'equal')).toBeCloseTo(expectedPush(seed, 2, 'equal'), 10);
  }
});
