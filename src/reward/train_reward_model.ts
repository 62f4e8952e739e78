// Trains a Bradley-Terry reward model on preference triplets (eq. 18), and reports each step.
import type { AdamWSettings } from '../model/config.ts';
import type { LanguageModel } from '../model/language_model.ts';
import type { Stream } from '../random/stream.ts';
import type { Preference } from '../tasks/preferences.ts';
import type { Task } from '../tasks/task.ts';
import { pairLikelihood } from './bradley_terry.ts';
import { placedAtSlots, rewardBatch, slotValues } from './reward_model.ts';

export interface RewardTraining {
  readonly steps: number;
  readonly pairsPerBatch: number;
  readonly learningRate: number;
  readonly weightDecay: number;
  readonly gamma: number;
}

export interface RewardStep {
  readonly step: number;
  /** The batch's loss before the step, as is the accuracy. */
  readonly loss: number;
  readonly accuracy: number;
}

const rowsOf = (pairs: readonly Preference[]) =>
  pairs.flatMap(({ prompt, chosen, rejected }) => [
    { prompt: prompt.tokens, completion: chosen },
    { prompt: prompt.tokens, completion: rejected },
  ]);

/** The learning rate falls linearly to a tenth, so that the last batches count less. */
const rateAt = (step: number, { steps, learningRate }: RewardTraining) =>
  learningRate * (1 - (0.9 * (step - 1)) / steps);

/** @param model trainable, with a value head. */
export async function* trainRewardModel(
  model: LanguageModel,
  task: Task,
  preferences: readonly Preference[],
  settings: RewardTraining,
  stream: Stream,
): AsyncGenerator<RewardStep> {
  const adamw: AdamWSettings = {
    learningRate: 0,
    beta1: 0.9,
    beta2: 0.95,
    epsilon: 1e-8,
    weightDecay: settings.weightDecay,
    gradientClip: 1,
  };
  for (let step = 1; step <= settings.steps; step++) {
    const pairs = stream.choose(preferences, settings.pairsPerBatch);
    const batch = rewardBatch(task, rowsOf(pairs));
    await model.logProbs(batch);
    const rewards = slotValues(batch, await model.valueEstimates());
    const { loss, accuracy, chosen, rejected } = pairLikelihood(
      pairs.map((_, i) => rewards[2 * i]),
      pairs.map((_, i) => rewards[2 * i + 1]),
      settings.gamma,
    );
    if (!Number.isFinite(loss))
      throw new Error(`the reward model's loss is ${loss} at step ${step}: lower the learning rate`);
    const onRewards = pairs.flatMap((_, i) => [chosen[i], rejected[i]]);
    await model.backward(new Float32Array(batch.scored.length), placedAtSlots(batch, onRewards));
    await model.step({ ...adamw, learningRate: rateAt(step, settings) });
    yield { step, loss, accuracy };
  }
}
