// The models of a run: prior, policy and proposal from its task's files, and what the reward needs.
import type { RunConfig } from '../config/schema.ts';
import { tasteOfSettings } from '../config/taste_weights.ts';
import { markovPrior } from '../markov/markov_prior.ts';
import { objectives } from '../objectives/index.ts';
import { goldReward, learnedReward, type Reward } from '../reward/reward.ts';
import { tasteReward } from '../reward/taste/taste_reward.ts';
import { isShipped, type Task } from '../tasks/task.ts';
import type { Models } from '../training/models.ts';
import type { ActiveBackend } from './backend.ts';
import type { LoadModel } from './model_files.ts';

export interface RunModelsOptions {
  readonly task: Task;
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
  const prior = isShipped(task.name) ? await loadModel(task.name, 'prior') : markovPrior(config);
  const rewardPart = REWARD_PARTS[config.reward];
  const rewardModel = rewardPart && (await loadModel(task.name, rewardPart));
  const shape = objectives[config.method].extend?.(prior, task.tokenizer.bos, config) ?? prior;
  const create = (trainable: boolean) =>
    backend.createModel(shape.config, shape.parameters, trainable, progress);
  return {
    policy: await create(true),
    prior: await create(false),
    proposal: await create(false),
    reward: rewardModel
      ? learnedReward(
          task,
          await backend.createModel(rewardModel.config, rewardModel.parameters, false, progress),
        )
      : rewardWithoutModel(task, config),
  };
}

const rewardWithoutModel = (task: Task, config: RunConfig): Reward =>
  config.reward === 'taste' ? tasteReward(task, tasteOfSettings(config)) : goldReward(task);

export const disposeOf = (models: Models) => {
  for (const model of Object.values(models)) model.dispose();
};
