// Whether a policy keeps the probability of the samples it learns from: the log of the mean ratio of whole responses,
//   log (1/n) sum_i exp(log q_theta(y_i) - log q'(y_i)).
// The ratio is 1 in expectation. Where the log falls far below 0 the mass has gone to responses that nobody sampled.
import { logSumExp } from '../math/log_space.ts';
import type { Reduction } from '../model/rows.ts';
import type { RuleInput } from '../objectives/group.ts';
import { checkedTokenCount } from '../objectives/lengths.ts';

/** Ages in rounds with a figure of their own. Older groups stay in the mean of all: a sound policy leaves them too. */
export const FIGURE_AGES = [0, 1, 2] as const;

/** Name of the figure of the groups that were drawn so many rounds ago. */
export const logMassOfAge = (ageRounds: number): string => `logMassAge${ageRounds}`;

/** Nats. Throws where log-probs are averages and the lengths are not known. */
export function logMass(
  group: Pick<RuleInput, 'logPolicy' | 'logProposal' | 'reward' | 'tokenCount'>,
  reduction: Reduction,
): number {
  const length = reduction === 'mean' ? checkedTokenCount(group) : undefined;
  const { logPolicy, logProposal } = group;
  const logRatios = logPolicy.map((l, i) => (length?.[i] ?? 1) * (l - logProposal[i]));
  return logSumExp(logRatios) - Math.log(logRatios.length);
}

/** A group's figures of a step: of all groups, and of those of its age. */
export const logMassFigures = (value: number, ageRounds: number): Readonly<Record<string, number>> => ({
  logMass: value,
  ...(FIGURE_AGES.some((age) => age === ageRounds) && { [logMassOfAge(ageRounds)]: value }),
});
