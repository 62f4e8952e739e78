// Brings a learned reward into the units of the gold one: mean 0 over the task's corpus, and equally large differences
// within pairs. Preferences (eq. 18) do not fix them: they leave the scale to gamma, and an offset to each prompt. In the
// same units, settings that fit the gold reward fit the learned one.
import { mean } from '../math/statistics.ts';
import type { TrainedModel } from '../model/extend.ts';
import type { LanguageModel } from '../model/language_model.ts';
import { VALUE_BIAS, VALUE_WEIGHT } from '../model/parameters.ts';
import { Stream } from '../random/stream.ts';
import { generatePreferences } from '../tasks/preferences.ts';
import type { Task } from '../tasks/task.ts';
import { differences } from './reward_card.ts';
import { rewardsOf } from './reward_model.ts';

const CORPUS_EXAMPLES = 1024;
const PAIRS = 512;

export interface Scale {
  /** Mean reward of the corpus. */
  readonly mean: number;
  /** Root mean square difference within pairs, divided by the gold reward's. */
  readonly spread: number;
}

const rootMeanSquare = (values: readonly number[]) => Math.sqrt(mean(values.map((value) => value ** 2)));

export async function rewardScale(model: LanguageModel, task: Task, seed: number): Promise<Scale> {
  const stream = Stream.fromSeed(seed).split('reward scale');
  const corpus = Array.from({ length: CORPUS_EXAMPLES }, () => task.example(stream));
  const rewards = await rewardsOf(model, task, corpus);
  const pairs = generatePreferences({ task, count: PAIRS, noise: 0, seed });
  const rated = (which: 'chosen' | 'rejected') =>
    rewardsOf(
      model,
      task,
      pairs.map(({ prompt, [which]: completion }) => ({ prompt: prompt.tokens, completion })),
    );
  const gold = pairs.map(
    ({ prompt, chosen, rejected }) => task.reward(prompt, chosen) - task.reward(prompt, rejected),
  );
  const learned = differences(await rated('chosen'), await rated('rejected'));
  return {
    mean: mean(rewards),
    spread: rootMeanSquare(learned) / rootMeanSquare(gold),
  };
}

/** The same model with (r - mean) / spread for r: its value head is linear. */
export function standardised({ config, parameters }: TrainedModel, { mean, spread }: Scale): TrainedModel {
  const { views } = parameters;
  const values = parameters.values.slice();
  for (const { name, offset, size } of views) {
    if (name !== VALUE_WEIGHT && name !== VALUE_BIAS) continue;
    for (let i = offset; i < offset + size; i++) values[i] /= spread;
    if (name === VALUE_BIAS) values[offset] -= mean / spread;
  }
  return { config, parameters: { views, values } };
}
