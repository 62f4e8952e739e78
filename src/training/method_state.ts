// What single methods carry from round to round: REINFORCE's running mean, PPO's adaptive KL coefficient, the tags of
// reward conditioning. A run of another method has it too and never looks at it.
import type { RunConfig } from '../config/schema.ts';
import { sum } from '../math/statistics.ts';
import type { ModelConfig } from '../model/language_model.ts';
import { withAdvantages } from '../objectives/advantages.ts';
import type { Prompt } from '../tasks/task.ts';
import type { CachedTokens, SampledGroup } from './replay.ts';
import { RewardBins, taggedTokens } from './reward_bins.ts';

/** Ziegler et al. 2019, section 2.2: the proportional controller's gain and the bound of its error. */
const KL_GAIN = 0.1;
const LARGEST_KL_ERROR = 0.2;

export interface MethodStateSnapshot {
  readonly penalisedSum: number;
  readonly penalisedCount: number;
  readonly klCoefficient?: number;
  readonly rewards: readonly number[];
}

export class MethodState {
  private penalisedSum = 0;
  private penalisedCount = 0;
  private adaptedKl?: number;
  private readonly bins: RewardBins;

  constructor(
    private readonly model: ModelConfig,
    config: RunConfig,
  ) {
    this.bins = new RewardBins(config);
  }

  /** What the policy is asked with: the prompt, behind the best tag where the method tags. */
  askedWith({ tokens }: Prompt, { method }: RunConfig): readonly number[] {
    return method === 'reward-conditioning' ? taggedTokens(tokens, this.model, this.bins.best) : tokens;
  }

  /** What a sample is trained behind: its prompt, behind the tag of its reward as the bins stand. */
  trainedBehind({ tokens }: Prompt, reward: number, { method }: RunConfig): readonly number[] {
    return method === 'reward-conditioning'
      ? taggedTokens(tokens, this.model, this.bins.binOf(reward))
      : tokens;
  }

  /** REINFORCE's baseline: the mean of r - gamma (log q' - log p) over everything sampled so far. */
  get rewardBaseline(): number | undefined {
    return this.penalisedCount === 0 ? undefined : this.penalisedSum / this.penalisedCount;
  }

  klCoefficient({ klCoefficient, targetKl }: RunConfig): number {
    return targetKl === 0 ? klCoefficient : (this.adaptedKl ?? klCoefficient);
  }

  /** A round's scored groups; returns them with PPO's advantages, whitened over the round, in place. */
  weighed(groups: readonly SampledGroup[], config: RunConfig): readonly SampledGroup[] {
    for (const { reward, logProposal, logPrior } of groups) {
      this.penalisedSum += sum(reward.map((r, i) => r - config.gamma * (logProposal[i] - logPrior[i])));
      this.penalisedCount += reward.length;
    }
    if (config.method === 'reward-conditioning') this.bins.add(groups.flatMap(({ reward }) => reward));
    if (config.method !== 'ppo') return groups;
    const klCoefficient = this.klCoefficient(config);
    const tokens = withAdvantagesOf(groups, { ...config, klCoefficient });
    if (config.targetKl > 0) this.adapt(groups, klCoefficient, config.targetKl);
    return groups.map((group, g) => ({ ...group, tokens: tokens[g], diagnostics: { klCoefficient } }));
  }

  save(): MethodStateSnapshot {
    const { penalisedSum, penalisedCount, adaptedKl } = this;
    return { penalisedSum, penalisedCount, klCoefficient: adaptedKl, rewards: this.bins.save() };
  }

  load(state: MethodStateSnapshot): void {
    this.penalisedSum = state.penalisedSum;
    this.penalisedCount = state.penalisedCount;
    this.adaptedKl = state.klCoefficient;
    if (state.rewards.length > 0) this.bins.load(state.rewards);
  }

  private adapt(groups: readonly SampledGroup[], klCoefficient: number, targetKl: number): void {
    const samples = groups.flatMap(({ tokens }) => tokens);
    const kl =
      sum(samples.map(({ logProposal, logPrior }) => sum(logProposal) - sum(logPrior))) / samples.length;
    const error = Math.min(Math.max(kl / targetKl - 1, -LARGEST_KL_ERROR), LARGEST_KL_ERROR);
    this.adaptedKl = klCoefficient * (1 + KL_GAIN * error);
  }
}

function withAdvantagesOf(groups: readonly SampledGroup[], config: RunConfig): CachedTokens[][] {
  const samples = groups.flatMap(({ tokens }) =>
    tokens.map((one) => ({ ...one, logPolicy: one.logProposal })),
  );
  const reward = groups.flatMap((group) => group.reward);
  const all = withAdvantages(samples, reward, config).map(({ logPolicy: _, ...cached }) => cached);
  let next = 0;
  return groups.map(({ tokens }) => {
    const from = next;
    next += tokens.length;
    return all.slice(from, next);
  });
}
