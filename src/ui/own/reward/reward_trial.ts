// One try of a reward on the starting model's samples: rated once, with what the panel shows of it.
import { type Bin, histogram } from '../../../own/reward/histogram.ts';
import type { ResponseScorer, ResponseToRate } from '../../../own/reward/response_scorer.ts';
import { groupsOf, type RewardFigures, rewardFigures } from '../../../own/reward/reward_figures.ts';

export interface Rated {
  readonly response: ResponseToRate;
  readonly reward: number;
}

export interface RewardTrial {
  readonly figures: RewardFigures;
  readonly bins: readonly Bin[];
  /** The highest first. */
  readonly best: readonly Rated[];
  /** The lowest first. */
  readonly worst: readonly Rated[];
}

const SHOWN = 5;

/** Throws a ScoringFault where the reward fails, or is the same for every response. */
export async function tryReward(
  scorer: Pick<ResponseScorer, 'score'>,
  responses: readonly ResponseToRate[],
): Promise<RewardTrial> {
  const rewards = await scorer.score(responses);
  const figures = rewardFigures(groupsOf(responses, rewards));
  const ranked = responses
    .map((response, i) => ({ response, reward: rewards[i] }))
    .sort((a, b) => b.reward - a.reward);
  const half = Math.min(SHOWN, Math.floor(ranked.length / 2));
  return {
    figures,
    bins: histogram(rewards),
    best: ranked.slice(0, half),
    worst: ranked.slice(-half).reverse(),
  };
}
