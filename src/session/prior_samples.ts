// Rewards of prior samples, kept across the runs of a session: the prior and the noise are the same for every run of a
// task with one seed and reward, so no run draws again what another has drawn.
import { tasteOfSettings } from '../config/taste_weights.ts';
import type { Prior } from '../formats/prior.ts';
import type { RunTask } from '../tasks/task.ts';
import type { Run } from './run.ts';

/** Rewards of each prompt's samples so far, [prompts][samples]. */
export type PriorRewards = readonly number[][];

export class PriorSamples {
  /** By task: a world of `markov` is a task of its own. */
  private readonly known = new WeakMap<RunTask, Map<string, PriorRewards>>();
  /** Numbers of the visitor's reward models: two runs may know different ones by one id. */
  private readonly numbers = new WeakMap<Prior, number>();
  private models = 0;

  of({ task, config, rewardModel }: Pick<Run, 'task' | 'config' | 'rewardModel'>): PriorRewards {
    const weights = config.reward === 'taste' ? tasteOfSettings(config) : [];
    const reward =
      config.reward === 'learned' && rewardModel ? this.numberOf(rewardModel.model) : config.reward;
    const prompts = Math.min(config.evaluationPrompts, task.prompts('validation').length);
    const key = [config.seed, prompts, reward, ...weights].join(', ');
    const ofTask = this.known.get(task) ?? new Map<string, PriorRewards>();
    this.known.set(task, ofTask);
    const rewards = ofTask.get(key) ?? Array.from({ length: prompts }, (): number[] => []);
    ofTask.set(key, rewards);
    return rewards;
  }

  private numberOf(model: Prior): number {
    const number = this.numbers.get(model) ?? ++this.models;
    this.numbers.set(model, number);
    return number;
  }
}
