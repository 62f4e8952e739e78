// A learned reward in the units of the gold one: mean 0 and deviation 1 over the task's corpus. Eq. 18 leaves its scale to
// gamma and says nothing of its mean, so settings that fit the gold reward would not fit it otherwise.
import type { TrainedModel } from '../model/extend.ts';
import type { LanguageModel } from '../model/language_model.ts';
import { VALUE_BIAS, VALUE_WEIGHT } from '../model/parameters.ts';
import { Stream } from '../random/stream.ts';
import type { Task } from '../tasks/task.ts';
import { rewardsOf } from './reward_model.ts';

const CORPUS_EXAMPLES = 1024;

export interface Scale {
  readonly mean: number;
  readonly deviation: number;
}

/** Of the model's rewards over the corpus. */
export async function corpusScale(model: LanguageModel, task: Task, seed: number): Promise<Scale> {
  const stream = Stream.fromSeed(seed).split('reward scale');
  const rows = Array.from({ length: CORPUS_EXAMPLES }, () => task.example(stream));
  const rewards = await rewardsOf(model, task, rows);
  const mean = rewards.reduce((sum, r) => sum + r, 0) / rewards.length;
  const variance = rewards.reduce((sum, r) => sum + (r - mean) ** 2, 0) / rewards.length;
  return { mean, deviation: Math.sqrt(variance) };
}

/** The same model with (r - mean) / deviation for r: its value head is linear. */
export function standardised({ config, parameters }: TrainedModel, { mean, deviation }: Scale): TrainedModel {
  const { views } = parameters;
  const values = parameters.values.slice();
  for (const { name, offset, size } of views) {
    if (name !== VALUE_WEIGHT && name !== VALUE_BIAS) continue;
    for (let i = offset; i < offset + size; i++) values[i] /= deviation;
    if (name === VALUE_BIAS) values[offset] -= mean / deviation;
  }
  return { config, parameters: { views, values } };
}
