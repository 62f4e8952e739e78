// Bounds of what a visitor may set for a reward model's training, and its defaults: the shipped recipe, but shorter.
import { integer, real } from '../settings/setting.ts';
import type { TaskName } from '../tasks/task.ts';
import { type RewardRecipe, rewardRecipe } from './reward_recipe.ts';

export const recipeBounds = {
  pairs: integer(64, 200_000),
  noise: real(0, 10, 'linear'),
  steps: integer(1, 10_000),
  learningRate: real(1e-6, 0.1),
  seed: integer(0, 4_294_967_294),
} as const;

export type RecipeKey = keyof typeof recipeBounds;

/** This many steps beat chance by far, and take minutes on a CPU. */
const MOST_STEPS = 300;
/** About as many as these steps see; the prior's samples among them take time to draw. */
const MOST_PAIRS = 20_000;

export function pageRecipe(task: TaskName): RewardRecipe {
  const recipe = rewardRecipe(task);
  return {
    ...recipe,
    pairs: Math.min(MOST_PAIRS, recipe.pairs),
    steps: Math.min(MOST_STEPS, recipe.steps),
  };
}
