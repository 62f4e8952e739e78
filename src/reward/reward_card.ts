// What a reward model is worth, on pairs and responses it has not seen: accuracy, calibration, agreement with gold.
import { correlation } from '../math/statistics.ts';
import type { LanguageModel } from '../model/language_model.ts';
import type { Preference } from '../tasks/preferences.ts';
import type { Task } from '../tasks/task.ts';
import { pairLikelihood, preferenceProbability } from './bradley_terry.ts';
import type { PriorSampleCard } from './prior_sample_card.ts';
import { rewardsOf } from './reward_model.ts';

export interface CalibrationBin {
  /** Mean stated probability that the favoured response wins, and how often it won. Labels are as noisy as in training. */
  readonly stated: number;
  readonly observed: number;
  readonly pairs: number;
}

/** On pairs of responses. */
export interface PairCard {
  /** Pairs it was measured on. */
  readonly heldOut: number;
  readonly loss: number;
  readonly accuracy: number;
  readonly calibration: readonly CalibrationBin[];
  /**
   * Pearson's correlation of learned and gold reward over the differences within pairs. Preferences do not compare
   * responses to different prompts.
   */
  readonly correlation: number;
  /** Why nobody should train on it; absent if it is good enough. */
  readonly warning?: string;
}

export type RewardCard = PairCard & PriorSampleCard;

/** The card warns below this margin over chance. */
const LEAST_GAIN = 0.05;
const BINS = 5;

export function calibrationBins(stated: readonly number[], right: readonly boolean[]): CalibrationBin[] {
  const bins = Array.from({ length: BINS }, () => ({ stated: 0, right: 0, pairs: 0 }));
  stated.forEach((p, i) => {
    // The favoured side's probability is 1/2 to 1.
    const bin = bins[Math.min(BINS - 1, Math.floor((p - 0.5) * 2 * BINS))];
    bin.stated += p;
    bin.right += right[i] ? 1 : 0;
    bin.pairs++;
  });
  return bins
    .filter(({ pairs }) => pairs > 0)
    .map(({ stated: sum, right: count, pairs }) => ({ stated: sum / pairs, observed: count / pairs, pairs }));
}

export const differences = (a: readonly number[], b: readonly number[]): number[] =>
  a.map((value, i) => value - b[i]);

/** Counts each difference with both signs, because the order within a pair is arbitrary. */
const pairCorrelation = (a: readonly number[], b: readonly number[]): number => {
  const bothWays = (values: readonly number[]) => values.flatMap((value) => [value, -value]);
  return correlation(bothWays(a), bothWays(b));
};

/** Pairs on prompts of a split that the training pairs do not use. */
export interface HeldOutPairs {
  /** Labelled by the gold reward without error. */
  readonly noiseless: readonly Preference[];
  /** Labelled as the training pairs were. */
  readonly labelled: readonly Preference[];
}

export async function pairCard(
  model: LanguageModel,
  task: Task,
  { noiseless, labelled }: HeldOutPairs,
  gamma: number,
): Promise<PairCard> {
  const rated = async (pairs: readonly Preference[]) => {
    const side = (which: 'chosen' | 'rejected') =>
      rewardsOf(
        model,
        task,
        pairs.map(({ prompt, [which]: completion }) => ({ prompt: prompt.tokens, completion })),
      );
    return { chosen: await side('chosen'), rejected: await side('rejected') };
  };
  const { chosen, rejected } = await rated(noiseless);
  const { loss, accuracy } = pairLikelihood(chosen, rejected, gamma);
  const withNoise = await rated(labelled);
  const stated = withNoise.chosen.map((r, i) => preferenceProbability(r, withNoise.rejected[i], gamma));
  const gold = (which: 'chosen' | 'rejected') =>
    noiseless.map((pair) => task.reward(pair.prompt, pair[which]));
  const warning =
    accuracy < 0.5 + LEAST_GAIN
      ? `This reward model is right on ${(100 * accuracy).toFixed(0)} % of held-out pairs, hardly better than chance: train it longer, or on cleaner pairs, before a policy is trained on it.`
      : undefined;
  return {
    heldOut: noiseless.length,
    loss,
    accuracy,
    calibration: calibrationBins(
      stated.map((p) => Math.max(p, 1 - p)),
      stated.map((p) => p > 0.5),
    ),
    correlation: pairCorrelation(
      differences(chosen, rejected),
      differences(gold('chosen'), gold('rejected')),
    ),
    warning,
  };
}
