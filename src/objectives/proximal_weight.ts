// The proximal term lambda KL(q' || q_theta) on a group's own samples: each is also pushed up by lambda / n. After a
// refresh, q' = q_theta, its expected gradient is zero, so that the fixed point stays where it was. Between refreshes it
// bounds the push down: a sample without alpha stops where beta = lambda / n. Proximal-point method: Rockafellar 1976.
import { checkedTokenCount } from './lengths.ts';
import type { RuleSettings } from './method.ts';
import type { FixedInput } from './pushes.ts';

interface ProximalSettings extends Pick<RuleSettings, 'logProbReduction'> {
  /** lambda, 0..1. */
  readonly proximalWeight: number;
}

/**
 * What the term adds to each coefficient, [n]: lambda / n where log-probs are sums. A coefficient of averages is shared
 * out over the T_i tokens of its sample, so it is lambda T_i / sum_j T_j there: each token of every sample gets the same.
 * Throws where log-probs are averages and the lengths are not known.
 */
export function proximalPushes(
  group: Pick<FixedInput, 'reward' | 'tokenCount'>,
  { proximalWeight, logProbReduction }: ProximalSettings,
): readonly number[] {
  const n = group.reward.length;
  if (proximalWeight === 0 || logProbReduction === 'sum')
    return new Array<number>(n).fill(proximalWeight / n);
  const tokenCount = checkedTokenCount(group);
  const tokens = tokenCount.reduce((sum, count) => sum + count, 0);
  return tokenCount.map((count) => (proximalWeight * count) / tokens);
}
