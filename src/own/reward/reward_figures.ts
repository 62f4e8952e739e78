// What a reward says of the starting model's own samples, before anything is trained on it: its scale, and how much of its
// spread lies between the answers to one prompt. Only that part can be learned: the rest a policy cannot change.
//   share = s_w^2 / (s_w^2 + s_b^2), the components of variance of a one-way layout (Fisher 1925, section 40; Searle 1971):
//   s_w^2 = SS_w / (N - P),  s_b^2 = max(0, (MS_b - s_w^2) / n0),  n0 = (N - sum n_p^2 / N) / (P - 1).
import { mean, squaredDeviations, sum } from '../../math/statistics.ts';
import { type ResponseToRate, ScoringFault } from './response_scorer.ts';

/** As many samples as the figures are stated for. */
export const PRIOR_SAMPLES = 256;

export interface RewardFigures {
  readonly samples: number;
  readonly prompts: number;
  readonly mean: number;
  /** Standard deviation of these samples (divided by their number); above 0. */
  readonly spread: number;
  /** Share of the variance within prompts, 0..1; NaN where no prompt has two samples. */
  readonly withinShare: number;
}

/** A policy learns from differences between answers to one prompt, so they should be at least half of all. */
export const HEALTHY_SHARE = 0.5;

/** Rewards of neighbours with one prompt, as groups. */
export function groupsOf(responses: readonly ResponseToRate[], rewards: readonly number[]): number[][] {
  const groups: number[][] = [];
  responses.forEach(({ prompt }, i) => {
    if (i === 0 || prompt !== responses[i - 1].prompt) groups.push([]);
    groups[groups.length - 1].push(rewards[i]);
  });
  return groups;
}

/** Throws a ScoringFault where all rewards are the same: there is nothing to learn. */
export function rewardFigures(groups: readonly (readonly number[])[]): RewardFigures {
  const all = groups.flat();
  const squares = squaredDeviations(all);
  if (all.every((reward) => reward === all[0]))
    throw new ScoringFault({
      message: `the reward is the same for every response (${all[0]}): there is nothing to learn`,
    });
  return {
    samples: all.length,
    prompts: groups.length,
    mean: mean(all),
    spread: Math.sqrt(squares / all.length),
    withinShare: withinShare(groups, squares),
  };
}

/** @param squares squared deviations from the mean of all */
function withinShare(groups: readonly (readonly number[])[], squares: number): number {
  const sizes = groups.map(({ length }) => length);
  const [count, prompts] = [sum(sizes), groups.length];
  if (count === prompts) return Number.NaN;
  const within = sum(groups.map(squaredDeviations));
  if (prompts === 1) return 1;
  const inside = within / (count - prompts);
  const size = (count - sum(sizes.map((n) => n * n)) / count) / (prompts - 1);
  const between = Math.max(0, ((squares - within) / (prompts - 1) - inside) / size);
  return inside / (inside + between);
}

/** Brings rewards into units in which settings mean the same for any rule: mean 0 and spread 1 on the prior's samples. */
export const standardised = (
  rewards: readonly number[],
  { mean: centre, spread }: Pick<RewardFigures, 'mean' | 'spread'>,
): number[] => rewards.map((reward) => (reward - centre) / spread);
