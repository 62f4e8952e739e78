// Win-rate with Wilson's 95 % interval over prompts and seeds.
import { wilsonInterval } from '../math/statistics.ts';
import { clusteredEstimate } from './clustered.ts';

export interface WinRate {
  readonly wins: number;
  readonly ties: number;
  readonly total: number;
  /** Share of wins, 0..1; a tie is no win. NaN without comparisons. */
  readonly rate: number;
  /** Wilson's 95 % interval, clustered by prompt. */
  readonly low: number;
  readonly high: number;
}

/**
 * The number of independent comparisons with the same error: p (1 - p) / SE^2 (Kish's design effect), between one per
 * prompt and all of them. Responses to one prompt meet the same gold response, so they win or lose together.
 */
function effectiveComparisons(won: readonly (readonly number[])[]): number {
  const total = won.flat().length;
  if (won.length === 1) return total;
  const { mean, standardError } = clusteredEstimate(won);
  const effective = standardError === 0 ? won.length : (mean * (1 - mean)) / standardError ** 2;
  return Math.min(total, Math.max(won.length, effective));
}

/**
 * @param byPrompt outcomes of comparisons, one array per prompt: above 0 a win, 0 a tie, below 0 a loss.
 * @param furtherVariance added to the squared standard error of the rate, such as the spread between seeds.
 */
export function winRate(byPrompt: readonly (readonly number[])[], furtherVariance = 0): WinRate {
  const won = byPrompt.map((outcomes) => outcomes.map((outcome) => (outcome > 0 ? 1 : 0)));
  const outcomes = byPrompt.flat();
  const wins = outcomes.filter((outcome) => outcome > 0).length;
  const ties = outcomes.filter((outcome) => outcome === 0).length;
  const total = outcomes.length;
  const rate = wins / total;
  // At a rate of 0 or 1 all seeds agree, so there is nothing to add.
  const further = furtherVariance === 0 ? 0 : furtherVariance / (rate * (1 - rate));
  const effective = 1 / (1 / effectiveComparisons(won) + further);
  return { wins, ties, total, rate, ...wilsonInterval(rate * effective, effective) };
}
