// Makes a reward model from the task's prior: generates pairs with noisy labels, maximises eq. 18, rescales to the gold
// reward's units, and measures it on pairs it has not seen.
import { type TrainedModel, withValueHead } from '../model/extend.ts';
import type { LanguageModel } from '../model/language_model.ts';
import { Stream } from '../random/stream.ts';
import { generatePreferences, type Preference } from '../tasks/preferences.ts';
import type { Task, TaskName } from '../tasks/task.ts';
import { generateComparisons } from './comparisons.ts';
import { priorSampleCard, topWarning } from './prior_sample_card.ts';
import { drawPriorGroups, type PriorGroup } from './prior_samples.ts';
import { pairCard, type RewardCard } from './reward_card.ts';
import { rewardScale, standardised } from './standardise.ts';
import { type RewardStep, type RewardTraining, trainRewardModel } from './train_reward_model.ts';

export interface RewardRecipe extends RewardTraining {
  readonly pairs: number;
  /** Bradley-Terry temperature of the labels, in units of the gold reward; 0: no errors. */
  readonly noise: number;
  /** Share of responses with slips, so that it also learns to rate careless ones. */
  readonly slips: number;
  /** Share of pairs whose responses are the prior's own samples. */
  readonly priorShare: number;
  readonly seed: number;
}

const text: RewardRecipe = {
  pairs: 40_000,
  noise: 0.3,
  slips: 0.4,
  priorShare: 1 / 3,
  steps: 1500,
  pairsPerBatch: 96,
  learningRate: 2e-3,
  weightDecay: 0.01,
  gamma: 1,
  seed: 1,
};

/** What a task's reward model needs instead. */
const changes: Readonly<Partial<Record<TaskName, Partial<RewardRecipe>>>> = {
  strings: { slips: 0, priorShare: 0, pairs: 8000, steps: 600, learningRate: 5e-3 },
  tldr: { slips: 0.2, pairs: 80_000, steps: 2400 },
  dialog: { steps: 1200 },
  // `sentiment/reward/gameable` was made with slips 0 and priorShare 0: the experiment on reward hacking games it.
  sentiment: { steps: 600 },
};

/** What the shipped reward models were trained with. */
export const rewardRecipe = (task: TaskName): RewardRecipe => ({ ...text, ...changes[task] });

const HELD_OUT_PAIRS = 1000;
/** Prompts and samples of each for the card. */
const CARD_PROMPTS = 48;
const CARD_SAMPLES = 64;

/** The prior's samples on prompts that the training pairs do not use. */
export const heldOutGroups = (task: Task, prior: LanguageModel, seed: number): Promise<PriorGroup[]> =>
  drawPriorGroups({
    task,
    prior,
    prompts: Array.from({ length: CARD_PROMPTS }, (_, i) => {
      const pool = task.prompts('validation');
      return pool[i % pool.length];
    }),
    samplesPerPrompt: CARD_SAMPLES,
    purpose: 'reward card',
    seed,
  });

interface Measuring {
  readonly task: Task;
  readonly groups: readonly PriorGroup[];
  readonly noise: number;
  readonly seed: number;
  /** Its own gamma, in its standardised units. */
  readonly gamma: number;
}

/** The card of a model in the gold reward's units. */
export async function rewardCard(
  model: LanguageModel,
  { task, groups, noise, seed, gamma }: Measuring,
): Promise<RewardCard> {
  const heldOut = (errors: number) =>
    generatePreferences({
      task,
      count: HELD_OUT_PAIRS,
      noise: errors,
      seed: seed + 1,
      split: 'validation',
    });
  const onPairs = await pairCard(model, task, { noiseless: heldOut(0), labelled: heldOut(noise) }, gamma);
  const onSamples = await priorSampleCard(model, task, groups);
  return { ...onPairs, ...onSamples, warning: onPairs.warning ?? topWarning(onSamples) };
}

export interface MadeRewardModel {
  readonly kind: 'made';
  readonly model: TrainedModel;
  readonly card: RewardCard;
  /** exp(r / gamma) are then the odds it learned, r in its standardised units. */
  readonly gamma: number;
}

export interface RewardMaking {
  readonly task: Task;
  readonly prior: TrainedModel;
  readonly recipe: RewardRecipe;
  readonly createModel: (model: TrainedModel) => Promise<LanguageModel>;
  /** Used instead of generated pairs; their prompts are the task's. */
  readonly preferences?: readonly Preference[];
}

/** Yields every step, and the model last. */
export async function* makeRewardModel({
  task,
  prior,
  recipe,
  createModel,
  preferences,
}: RewardMaking): AsyncGenerator<({ readonly kind: 'step' } & RewardStep) | MadeRewardModel> {
  const { pairs: count, noise, slips, priorShare, seed, gamma } = recipe;
  const start = withValueHead(prior);
  const model = await createModel(start);
  try {
    // Until its first step the model is the prior.
    const groups = await heldOutGroups(task, model, seed);
    const comparisons =
      preferences?.map((pair) => [pair]) ??
      (await generateComparisons(model, { task, count, noise, slips, priorShare, seed }));
    const stream = Stream.fromSeed(seed).split('reward batches');
    for await (const step of trainRewardModel(model, task, comparisons, recipe, stream))
      yield { kind: 'step', ...step };
    const scale = await rewardScale(model, task, seed);
    const made = standardised({ ...start, parameters: await model.snapshot() }, scale);
    model.restore(made.parameters);
    const ownGamma = gamma / scale.spread;
    yield {
      kind: 'made',
      model: made,
      gamma: ownGamma,
      card: await rewardCard(model, { task, groups, noise, seed, gamma: ownGamma }),
    };
  } finally {
    model.dispose();
  }
}
