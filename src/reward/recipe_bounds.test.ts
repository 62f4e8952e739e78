import { describe, expect, it } from 'vitest';
import { parseValue } from '../settings/parse.ts';
import { TASK_NAMES } from '../tasks/task.ts';
import { pageRecipe, recipeBounds } from './recipe_bounds.ts';

describe("a reward model's settings", () => {
  it.each([
    ['steps', '1.5', 'invalid steps: 1.5 (expected an integer in 1..10000)'],
    ['noise', '', 'invalid noise: (empty) (expected 0..10)'],
    ['learningRate', '1', 'invalid learningRate: 1 (expected 0.000001..0.1)'],
  ] as const)('refuse %s = %j', (key, text, problem) => {
    expect(parseValue(key, recipeBounds[key], text)).toEqual({ problem });
  });

  it.each(TASK_NAMES)('start within their bounds on %s', (task) => {
    const recipe = pageRecipe(task);
    for (const key of Object.keys(recipeBounds) as (keyof typeof recipeBounds)[])
      expect(parseValue(key, recipeBounds[key], String(recipe[key]))).toEqual({ value: recipe[key] });
  });
});
