import { expect, it } from 'vitest';
import { logSoftmax } from '../math/log_space.ts';
import { addUpdate, forEachTuple, tupleGroup, tupleMass } from './tuples.ts';
import { DEFAULT_WORLD, tableWorld } from './world.ts';

const world = tableWorld(DEFAULT_WORLD);

it('visits every ordered tuple once; their masses sum to 1', () => {
  const seen = new Set<string>();
  let total = 0;
  forEachTuple(5, 3, (tuple) => {
    seen.add(tuple.join());
    total += tupleMass(world.logProposal, tuple);
  });
  expect(seen.size).toBe(125);
  expect(seen).toContain('4,0,2');
  expect(total).toBeCloseTo(1, 14);
});

it('makes a group of a tuple, equal outcomes twice', () => {
  const { logPolicy, reward } = tupleGroup(world, [3, 0, 3]);
  expect(logPolicy).toEqual([world.logPolicy[3], world.logPolicy[0], world.logPolicy[3]]);
  expect(reward).toEqual([world.reward[3], world.reward[0], world.reward[3]]);
});

it('adds the update that finite differences of sum c log q have', () => {
  const [tuple, coefficients, mass] = [[3, 0, 3], [0.5, -0.2, 0.1], 0.7];
  const update = new Float64Array(5);
  addUpdate(update, world.logPolicy, tuple, coefficients, mass);
  const value = (logits: number[]) => {
    const logPolicy = logSoftmax(logits);
    return mass * tuple.reduce((sum, i, k) => sum + coefficients[k] * logPolicy[i], 0);
  };
  const step = 1e-5;
  update.forEach((slope, k) => {
    const moved = (by: number) => value([...world.logits].map((x, i) => (i === k ? x + by : x)));
    expect(slope).toBeCloseTo((moved(step) - moved(-step)) / (2 * step), 9);
  });
});
