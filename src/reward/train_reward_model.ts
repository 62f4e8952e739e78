// Trains a Bradley-Terry reward model on comparisons (eq. 18), and reports each step.
import type { AdamWSettings } from '../model/config.ts';
import type { LanguageModel } from '../model/language_model.ts';
import type { Stream } from '../random/stream.ts';
import type { Task } from '../tasks/task.ts';
import { pairLikelihood } from './bradley_terry.ts';
import type { Comparisons } from './comparisons.ts';
import { type RatedRow, responseMeans, rewardBatch, spreadOverResponses } from './reward_model.ts';

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

/** First steps go carefully: they would undo what the prior has learned to read. */
const WARM_UP_STEPS = 40;

/** The learning rate rises linearly, then falls linearly to a tenth, so that the last batches count less. */
const rateAt = (step: number, { steps, learningRate }: RewardTraining) =>
  learningRate * Math.min(1, step / WARM_UP_STEPS) * (1 - (0.9 * (step - 1)) / steps);

/** Comparisons in random order, until they hold enough pairs. */
function drawBatch(all: readonly Comparisons[], pairsPerBatch: number, stream: Stream): Comparisons[] {
  let pairs = 0;
  const batch: Comparisons[] = [];
  for (const comparisons of stream.shuffle(all)) {
    if (pairs >= pairsPerBatch) break;
    batch.push(comparisons);
    pairs += comparisons.length;
  }
  return batch;
}

/** @param model trainable, with a value head. */
export async function* trainRewardModel(
  model: LanguageModel,
  task: Task,
  comparisons: readonly Comparisons[],
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
    const pairs = drawBatch(comparisons, settings.pairsPerBatch, stream).flat();
    // A response stands in several pairs, and in one row.
    const rowOf = new Map<readonly number[], number>();
    const rows: RatedRow[] = [];
    for (const { prompt, chosen, rejected } of pairs)
      for (const completion of [chosen, rejected])
        if (!rowOf.has(completion)) {
          rowOf.set(completion, rows.length);
          rows.push({ prompt: prompt.tokens, completion });
        }
    const winners = pairs.map(({ chosen }) => rowOf.get(chosen)!);
    const losers = pairs.map(({ rejected }) => rowOf.get(rejected)!);
    const batch = rewardBatch(task, rows);
    await model.logProbs(batch);
    const rewards = responseMeans(batch, await model.valueEstimates());
    const { loss, accuracy, chosen, rejected } = pairLikelihood(
      winners.map((row) => rewards[row]),
      losers.map((row) => rewards[row]),
      settings.gamma,
    );
    if (!Number.isFinite(loss))
      throw new Error(`the reward model's loss is ${loss} at step ${step}: lower the learning rate`);
    const onRewards = new Array<number>(rows.length).fill(0);
    winners.forEach((row, i) => {
      onRewards[row] += chosen[i];
    });
    losers.forEach((row, i) => {
      onRewards[row] += rejected[i];
    });
    await model.backward(new Float32Array(batch.scored.length), spreadOverResponses(batch, onRewards));
    await model.step({ ...adamw, learningRate: rateAt(step, settings) });
    yield { step, loss, accuracy };
  }
}
