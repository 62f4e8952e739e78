// The models of a run: prior, policy and proposal from its task's files, and what the reward needs.
import type { RunConfig } from '../config/schema.ts';
import { tasteOfSettings } from '../config/taste_weights.ts';
import { loraTargets as loraReach } from '../model/adapters.ts';
import { type TrainedModel, withAdapters } from '../model/extend.ts';
import type { LanguageModel } from '../model/language_model.ts';
import { withoutBreath } from '../model/slices.ts';
import { objectives } from '../objectives/index.ts';
import { Stream } from '../random/stream.ts';
import { goldReward, learnedReward, type Reward } from '../reward/reward.ts';
import { tasteReward } from '../reward/taste/taste_reward.ts';
import { isGivenTask, type RunTask } from '../tasks/task.ts';
import type { Models } from '../training/models.ts';
import type { ActiveBackend } from './backend.ts';
import type { LoadModel } from './model_files.ts';

export interface RunModelsOptions {
  readonly task: RunTask;
  readonly config: RunConfig;
  readonly loadModel: LoadModel;
  readonly backend: ActiveBackend;
  readonly progress?: (done: number, total: number) => void;
}

const REWARD_PARTS = { gold: undefined, learned: 'reward', gameable: 'gameable', taste: undefined } as const;

export async function createModels({
  task,
  config,
  loadModel,
  backend,
  progress = () => {},
}: RunModelsOptions): Promise<Models> {
  const shape = await startOf(task, config, loadModel);
  const rewardPart = REWARD_PARTS[config.reward];
  const rewardModel = rewardPart && (await loadModel(task.name, rewardPart));
  const create = (trainable: boolean) =>
    backend.createModel(shape.config, shape.parameters, trainable, progress);
  const [policy, before, proposal] = [await create(true), await create(false), await create(false)];
  const reward = rewardModel
    ? learnedReward(
        task,
        await backend.createModel(rewardModel.config, rewardModel.parameters, false, progress),
      )
    : await rewardWithoutModel(task, config, before);
  return { policy, prior: before, proposal, reward };
}

/** What policy, prior and proposal are at first: the prior, with adapters and what the method needs on top. */
export async function startOf(task: RunTask, config: RunConfig, loadModel: LoadModel): Promise<TrainedModel> {
  const prior = await priorOf(config, loadModel);
  const adapted = config.loraRank > 0 && task.name !== 'markov' ? withLora(prior, config) : prior;
  return objectives[config.method].extend?.(adapted, task.tokenizer.bos, config) ?? adapted;
}

/** The starting model as it is read, wherever the task's come from. */
export async function priorOf(config: RunConfig, loadModel: LoadModel): Promise<TrainedModel> {
  if (config.task === 'own') return (await import('../own/bundles.ts')).ownPrior(config.own);
  if (config.task === 'markov') return (await import('../markov/markov_prior.ts')).markovPrior(config);
  return loadModel(config.task, 'prior');
}

/** The prior, frozen, under adapters of the run's settings. */
function withLora(prior: TrainedModel, { seed, loraRank, loraAlpha, loraTargets }: RunConfig): TrainedModel {
  const targets = loraReach(prior.config, loraTargets);
  const stream = Stream.fromSeed(seed).split('adapters');
  return withAdapters(prior, { rank: loraRank, alpha: loraAlpha, targets }, stream);
}

async function rewardWithoutModel(task: RunTask, config: RunConfig, prior: LanguageModel): Promise<Reward> {
  if (!isGivenTask(task)) {
    const { ownRewardOf } = await import('../own/bundles.ts');
    return ownRewardOf(config.own, prior, withoutBreath);
  }
  return config.reward === 'taste' ? tasteReward(task, tasteOfSettings(config)) : goldReward(task);
}

export const disposeOf = (models: Models) => {
  for (const model of Object.values(models)) model.dispose();
};
