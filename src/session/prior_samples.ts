// Rewards of prior samples, kept across the runs of a session: the prior and the noise are the same for every run of a
// task with one seed and reward, so no run draws again what another has drawn.
import type { Run } from './run.ts';

/** Rewards of each prompt's samples so far, [prompts][samples]. */
export type PriorRewards = readonly number[][];

export class PriorSamples {
  private readonly known = new Map<string, PriorRewards>();

  of({ task, config, rewardModel }: Pick<Run, 'task' | 'config' | 'rewardModel'>): PriorRewards {
    const reward = config.reward === 'learned' ? `learned ${rewardModel ?? 'shipped'}` : config.reward;
    const prompts = Math.min(config.evaluationPrompts, task.prompts('validation').length);
    const key = [task.name, config.seed, prompts, reward].join(', ');
    const rewards = this.known.get(key) ?? Array.from({ length: prompts }, (): number[] => []);
    this.known.set(key, rewards);
    return rewards;
  }
}
