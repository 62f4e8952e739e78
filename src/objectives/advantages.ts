// Generalised advantage estimation (Schulman et al. 2016, eq. 16) with PPO's per-token reward for language models
// (Ziegler et al. 2019, eq. 2): -kl (log q' - log p) at every token, plus the response's reward at its last one.
import { mean, squaredDeviations } from '../math/statistics.ts';
import type { SampleTokens } from './group.ts';

/** The rewards of one sample's tokens, [T]. */
export function tokenRewards(
  { logProposal, logPrior }: Pick<SampleTokens, 'logProposal' | 'logPrior'>,
  reward: number,
  klCoefficient: number,
): number[] {
  const last = logProposal.length - 1;
  return logProposal.map((s, t) => -klCoefficient * (s - logPrior[t]) + (t === last ? reward : 0));
}

/** Advantages and value targets, [T] each; discount 1, the value after the last token is 0. */
export function generalisedAdvantages(
  rewards: readonly number[],
  values: readonly number[],
  lambda: number,
): { advantage: number[]; valueTarget: number[] } {
  const advantage = new Array<number>(rewards.length);
  let next = 0;
  for (let t = rewards.length - 1; t >= 0; t--) {
    const error = rewards[t] + (values[t + 1] ?? 0) - values[t];
    next = error + lambda * next;
    advantage[t] = next;
  }
  return { advantage, valueTarget: advantage.map((a, t) => a + values[t]) };
}

/** Mean 0 and standard deviation 1 over all tokens of all samples; equal advantages become 0. */
export function whitened(all: readonly (readonly number[])[]): number[][] {
  const flat = all.flat();
  const centre = mean(flat);
  const deviation = Math.sqrt(squaredDeviations(flat) / flat.length);
  return all.map((sample) => sample.map((a) => (a - centre) / (deviation + 1e-8)));
}

export interface AdvantageSettings {
  readonly klCoefficient: number;
  readonly gaeLambda: number;
}

/** The samples with whitened advantages and value targets in place; values that are absent count as 0. */
export function withAdvantages(
  samples: readonly SampleTokens[],
  reward: readonly number[],
  { klCoefficient, gaeLambda }: AdvantageSettings,
): SampleTokens[] {
  const estimates = samples.map((sample, i) => {
    const values = sample.oldValue ?? sample.logProposal.map(() => 0);
    return generalisedAdvantages(tokenRewards(sample, reward[i], klCoefficient), values, gaeLambda);
  });
  const advantages = whitened(estimates.map(({ advantage }) => advantage));
  return samples.map((sample, i) => ({
    ...sample,
    advantage: advantages[i],
    valueTarget: estimates[i].valueTarget,
  }));
}
