import { describe, expect, it } from 'vitest';
import { defaults } from '../config/presets.ts';
import { addUpdate, forEachTuple, tupleGroup, tupleMass } from '../exact/tuples.ts';
import { DEFAULT_WORLD, tableWorld } from '../exact/world.ts';
import { softmax } from '../math/log_space.ts';
import { sum } from '../math/statistics.ts';
import { objectives } from '../objectives/index.ts';
import { table3 } from './table3.ts';

describe('the baseline of whole responses, by enumeration of a table', () => {
  const world = tableWorld(DEFAULT_WORLD);
  const { logPolicy, logProposal, logits, tokenCount } = world;
  const { outcomes, n } = DEFAULT_WORLD;

  /** What the rule's baseline adds to the expected update of the logits, [K], and the mean of its ratios' sum. */
  function baseline(logProbReduction: 'sum' | 'mean') {
    const averaged = logProbReduction === 'mean';
    const read = (values: Float64Array) => (averaged ? values.map((l, i) => l / tokenCount[i]) : values);
    const settings = { ...defaults.strings, logProbReduction, baselineRatio: 'response' as const };
    const push = new Float64Array(outcomes);
    let ratios = 0;
    forEachTuple(outcomes, n, (tuple) => {
      const group = {
        ...tupleGroup(
          {
            ...world,
            logPolicy: read(logPolicy),
            logPrior: read(world.logPrior),
            logProposal: read(logProposal),
          },
          tuple,
        ),
        tokenCount: tuple.map((i) => tokenCount[i]),
      };
      const mass = tupleMass(logProposal, tuple);
      const withBaseline = objectives['brain-without-self-normalisation'].rule(group, settings);
      const without = objectives['brain-without-baseline'].rule(group, settings);
      const difference = withBaseline.coefficients.map((c, k) => c - without.coefficients[k]);
      ratios -= mass * sum(difference);
      // The gradient of an averaged log-prob is that of the log-prob over T.
      addUpdate(
        push,
        logPolicy,
        tuple,
        difference.map((c, k) => (averaged ? c / tokenCount[tuple[k]] : c)),
        mass,
      );
    });
    return { push, ratios };
  }

  it('has a ratio that is 1 in expectation, summed or averaged', () => {
    for (const reduction of ['sum', 'mean'] as const) expect(baseline(reduction).ratios).toBeCloseTo(1, 12);
  });

  it('pushes nowhere on average with summed log-probs, and against the gradient of E[1/T] with averaged ones', () => {
    for (const push of baseline('sum').push) expect(push).toBeCloseTo(0, 12);
    const inverseLength = (at: readonly number[]) => sum(softmax(at).map((q, i) => q / tokenCount[i]));
    const { push } = baseline('mean');
    const h = 1e-5;
    for (let k = 0; k < outcomes; k++) {
      const moved = (by: number) => inverseLength([...logits.with(k, logits[k] + by)]);
      expect(push[k]).toBeCloseTo(-(moved(h) - moved(-h)) / (2 * h), 8);
    }
    expect(Math.max(...push.map(Math.abs))).toBeGreaterThan(0.01);
  });
});

it('says of the ratio that it is 1 in expectation, and not of its gradient', () => {
  expect(table3.expectation).toContain(
    'The ratio of whole responses is 1 in expectation. But its gradient is not 0',
  );
  expect(table3.expectation).toContain('E[1/T]');
});
