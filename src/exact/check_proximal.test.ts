// With averaged log-probs the term's expectation is not quite zero, since a group's mean length varies: by enumeration,
// less than an n-th of what a share per sample would leave.
import { expect, it } from 'vitest';
import { defaults } from '../config/presets.ts';
import { objectives } from '../objectives/index.ts';
import { addUpdate, forEachTuple, tupleGroup, tupleMass } from './tuples.ts';
import { DEFAULT_WORLD, tableWorld } from './world.ts';

it.each([2, 3, 4])('of %i samples with averaged log-probs, a share per token leaves little', (n) => {
  for (let seed = 1; seed <= 10; seed++) {
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
    const push = (termOf: (tuple: readonly number[]) => readonly number[]) => {
      const average = new Float64Array(DEFAULT_WORLD.outcomes);
      forEachTuple(DEFAULT_WORLD.outcomes, n, (tuple) => {
        // The gradient of an averaged log-prob is that of the log-prob over T.
        const spread = termOf(tuple).map((c, k) => c / tokenCount[tuple[k]]);
        addUpdate(average, logPolicy, tuple, spread, tupleMass(logPolicy, tuple));
      });
      return Math.max(...average.map(Math.abs));
    };
    const perToken = push((tuple) => {
      const group = { ...tupleGroup(figures, tuple), tokenCount: tuple.map((i) => tokenCount[i]) };
      const coefficients = (proximalWeight: number) =>
        objectives.brain.rule(group, { ...defaults.strings, logProbReduction: 'mean', proximalWeight })
          .coefficients;
      const plain = coefficients(0);
      return coefficients(1).map((c, k) => c - plain[k]);
    });
    const perSample = push((tuple) => tuple.map(() => 1 / n));
    expect(perToken).toBeLessThan(perSample / n);
  }
});
