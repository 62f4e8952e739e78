// The reward of a taste: w . phi of the features that a reader sees, phi in units.
import { featureVector } from '../../tasks/features.ts';
import type { Task } from '../../tasks/task.ts';
import type { Reward } from '../reward.ts';
import { tastePoints } from './taste_points.ts';

/** @param weights reward a unit, [FEATURES]. Throws where the task has no features to see. */
export function tasteReward({ name, features }: Task, weights: readonly number[]): Reward {
  if (!features)
    throw new Error(`invalid reward: taste (expected gold or learned: ${name} has no words to like)`);
  return {
    isGold: false,
    of: async (responses) =>
      responses.map(({ prompt, completion }) =>
        tastePoints(weights, featureVector(features(prompt, Array.from(completion)))),
      ),
    dispose() {},
  };
}
