import { describe, expect, it } from 'vitest';
import { TASK_NAMES } from '../tasks/task.ts';
import { pageRecipe, parseRecipeNumber, recipeBounds } from './recipe_bounds.ts';

describe("a reward model's settings", () => {
  it('says what was given and what was expected', () => {
    expect(parseRecipeNumber('steps', '0')).toEqual({
      problem: 'invalid steps: 0 (expected an integer in 1..10000)',
    });
    expect(parseRecipeNumber('steps', '1.5')).toEqual({
      problem: 'invalid steps: 1.5 (expected an integer in 1..10000)',
    });
    expect(parseRecipeNumber('noise', '')).toEqual({ problem: 'invalid noise: (empty) (expected 0..10)' });
    expect(parseRecipeNumber('learningRate', 'fast')).toEqual({
      problem: 'invalid learningRate: fast (expected 0.000001..0.1)',
    });
    expect(parseRecipeNumber('pairs', '0x40')).toHaveProperty('problem');
  });

  it('takes what is in bounds', () => {
    expect(parseRecipeNumber('steps', ' 120 ')).toEqual({ value: 120 });
    expect(parseRecipeNumber('learningRate', '2e-3')).toEqual({ value: 0.002 });
    expect(parseRecipeNumber('noise', '0')).toEqual({ value: 0 });
  });

  it.each(TASK_NAMES)('starts within its own bounds on %s', (task) => {
    const recipe = pageRecipe(task);
    for (const key of Object.keys(recipeBounds) as (keyof typeof recipeBounds)[])
      expect(parseRecipeNumber(key, String(recipe[key]))).toEqual({ value: recipe[key] });
  });
});
