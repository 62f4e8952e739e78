// Reward conditioning's tags (Lu et al. 2022, section 2; Korbak et al. 2023): which control token stands for a reward.
// A tag replaces the prompt's first token (BOS). Tags begin as copies of BOS, so the tagged policy begins as the prior.
import { rewardOfGoodness } from '../reward/goodness.ts';
import type { RunSettings } from '../settings/run_settings.ts';

export interface RewardBinsSettings extends Pick<RunSettings, 'gamma' | 'goodness'> {
  readonly conditionTags: 'quantile' | 'threshold';
  readonly conditionBins: number;
  readonly rewardThreshold: number;
}

export const binCount = ({
  conditionTags,
  conditionBins,
}: Pick<RewardBinsSettings, 'conditionTags' | 'conditionBins'>): number =>
  conditionTags === 'threshold' ? 2 : conditionBins;

export class RewardBins {
  private rewards: number[] = [];
  private edges: number[] = [];

  constructor(private readonly settings: RewardBinsSettings) {}

  /** Quantiles are of everything seen so far, so that what was once good may later be average. */
  add(rewards: readonly number[]): void {
    const { conditionTags } = this.settings;
    if (conditionTags === 'threshold') return;
    this.rewards = [...this.rewards, ...rewards].sort((a, b) => a - b);
    const bins = binCount(this.settings);
    this.edges = Array.from(
      { length: bins - 1 },
      (_, k) => this.rewards[Math.floor(((k + 1) * this.rewards.length) / bins)],
    );
  }

  /**
   * 0 (worst) .. bins - 1 (best). Quantiles that coincide leave bins empty, the best one never.
   * @param rewardThreshold may change while the run goes on.
   */
  binOf(reward: number, rewardThreshold = this.settings.rewardThreshold): number {
    const { conditionTags, gamma, goodness } = this.settings;
    // The goodness model has changed the rewards; the threshold is one of the rewards as they were.
    if (conditionTags === 'threshold')
      return reward > rewardOfGoodness(rewardThreshold, gamma, goodness) ? 1 : 0;
    return this.edges.filter((edge) => reward >= edge).length;
  }

  get best(): number {
    return binCount(this.settings) - 1;
  }

  save(): readonly number[] {
    return this.rewards;
  }

  load(rewards: readonly number[]): void {
    this.rewards = [];
    if (rewards.length > 0) this.add(rewards);
  }
}
