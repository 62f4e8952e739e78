// Every theorem check holds over many worlds, and fails when it is broken, for the reason it states.
import katex from 'katex';
import { describe, expect, it } from 'vitest';
import { theoremChecks } from './checks.ts';
import { DEFAULT_WORLD, type WorldSettings, worldProblem } from './world.ts';

const worlds: WorldSettings[] = [
  ...Array.from({ length: 20 }, (_, seed) => ({ ...DEFAULT_WORLD, seed })),
  { outcomes: 4, n: 2, gamma: 0.1, seed: 100 },
  // Prior and posterior are close here, and few figures tell them apart.
  { outcomes: 4, n: 2, gamma: 3, seed: 1004 },
  { outcomes: 8, n: 3, gamma: 3, seed: 101 },
  { outcomes: 4, n: 4, gamma: 1, seed: 102 },
  { outcomes: 8, n: 2, gamma: 0.1, seed: 4294967295 },
];

describe.each(theoremChecks)('$title', (check) => {
  it('holds', () => {
    for (const world of worlds) {
      const result = check.run(world, false);
      expect(result.passed, `${JSON.stringify(world)}: ${JSON.stringify(result)}`).toBe(true);
    }
  });

  it('fails when it is broken', () => {
    for (const world of worlds) {
      const result = check.run(world, true);
      expect(result.passed, `${JSON.stringify(world)}: ${JSON.stringify(result)}`).toBe(false);
    }
  });

  it('gives the same numbers for the same world, and an equation that can be set', () => {
    expect(check.run(DEFAULT_WORLD, false)).toEqual(check.run(DEFAULT_WORLD, false));
    expect(() => katex.renderToString(check.equation, { throwOnError: true })).not.toThrow();
  });
});

it('refuses worlds out of bounds with the value and what was expected', () => {
  expect(worldProblem({ ...DEFAULT_WORLD, n: 1 })).toBe('invalid n: 1 (expected an integer in 2..4)');
  expect(worldProblem({ ...DEFAULT_WORLD, gamma: 0 })).toBe('invalid gamma: 0 (expected 0.1..3)');
  expect(worldProblem({ ...DEFAULT_WORLD, outcomes: 4.5 })).toBe(
    'invalid outcomes: 4.5 (expected an integer in 4..8)',
  );
  expect(() => theoremChecks[0].run({ ...DEFAULT_WORLD, outcomes: 9 }, false)).toThrow('invalid outcomes: 9');
  expect(worldProblem(DEFAULT_WORLD)).toBeUndefined();
});
