// DPO-sft (Rafailov et al. 2023, eq. 7, on pairs sampled from the prior and ranked by the reward; paper, section 5.2):
//   m = beta ((l_w - p_w) - (l_l - p_l)),  Loss = -log sigmoid(m),  c_w = beta sigmoid(-m) = -c_l.
// The n samples make n/2 disjoint pairs in order: they are i.i.d., so any pairing is a random one. Ties are dropped,
// pairs without a finite margin too, and the last sample of an odd number stays alone.
import { METHOD_LABELS } from '../config/method_labels.ts';
import { checkGroup, skippedGroup } from './checks.ts';
import type { Objective, ObjectiveResult, SampleGroup } from './objective.ts';
import { logDifference } from './weights.ts';

interface Pair {
  readonly winner: number;
  readonly loser: number;
}

function rankedPairs({ reward }: SampleGroup): { pairs: Pair[]; ties: number } {
  const count = Math.floor(reward.length / 2);
  const pairs = Array.from({ length: count }, (_, k): Pair => {
    const [a, b] = [2 * k, 2 * k + 1];
    return reward[a] >= reward[b] ? { winner: a, loser: b } : { winner: b, loser: a };
  });
  const decided = pairs.filter(({ winner, loser }) => reward[winner] !== reward[loser]);
  return { pairs: decided, ties: count - decided.length };
}

const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));
/** -log sigmoid(m) without overflow. */
const softplus = (x: number) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

export const dpoSft: Objective = {
  label: METHOD_LABELS['dpo-sft'],
  summary:
    'Pairs samples of the prior, and widens the margin by which the policy prefers the better one of each pair; by how much it is better plays no part.',
  equation:
    '\\beta\\, \\sigma(-m)\\, \\bigl(\\nabla_\\theta \\log q_\\theta(y_w \\mid x) - \\nabla_\\theta \\log q_\\theta(y_l \\mid x)\\bigr)',
  source: 'Rafailov et al. 2023, eq. 7; Pandey et al. 2024, section 5.2',
  proposal: 'prior',
  rule(group, { dpoBeta }): ObjectiveResult {
    checkGroup(group);
    const n = group.reward.length;
    const { pairs, ties } = rankedPairs(group);
    const ratio = group.logPolicy.map((l, i) => logDifference(l, group.logPrior[i]));
    const marginOf = ({ winner, loser }: Pair) => dpoBeta * (ratio[winner] - ratio[loser]);
    const usable = pairs.filter((pair) => Number.isFinite(marginOf(pair)));
    if (usable.length === 0) return { ...skippedGroup(n), diagnostics: { skipped: 1, ties } };
    const coefficients = new Array<number>(n).fill(0);
    const margins = usable.map(marginOf);
    usable.forEach(({ winner, loser }, k) => {
      const push = (dpoBeta * sigmoid(-margins[k])) / usable.length;
      coefficients[winner] += push;
      coefficients[loser] -= push;
    });
    return {
      coefficients,
      loss: mean(margins.map((m) => softplus(-m))),
      diagnostics: {
        margin: mean(margins),
        accuracy: mean(margins.map((m) => (m > 0 ? 1 : 0))),
        chosenLogProb: mean(usable.map(({ winner }) => group.logPolicy[winner])),
        rejectedLogProb: mean(usable.map(({ loser }) => group.logPolicy[loser])),
        pairs: usable.length,
        ties,
        skipped: 0,
      },
    };
  },
};
