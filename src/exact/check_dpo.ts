// Theorem 5.3: DPO-sft is BRAIn with n = 2, the prior as proposal, and argmax in place of softmax in alpha.
import { defaults } from '../config/presets.ts';
import type { RuleInput } from '../objectives/group.ts';
import { objectives } from '../objectives/index.ts';
import { compared, type TheoremCheck } from './check.ts';
import { forEachTuple, tupleGroup } from './tuples.ts';
import { tableWorld } from './world.ts';

const TOLERANCE = 1e-12;

/** Puts all weight on the best sample. */
const argmaxAlpha = ({ reward }: RuleInput) => {
  const best = reward.indexOf(Math.max(...reward));
  return reward.map((_, i) => (i === best ? 1 : 0));
};

export const dpoIsSpecialCase: TheoremCheck = {
  id: 'theorem-5.3',
  title: 'Theorem 5.3',
  statement:
    'On every pair of prior samples DPO-sft (β = 1) equals BRAIn with all of α on the better sample. Loss and gradient are the same.',
  equation:
    '-\\log \\sigma\\Bigl( \\log \\frac{q_\\theta(y_w)}{p(y_w)} - \\log \\frac{q_\\theta(y_l)}{p(y_l)} \\Bigr) = D_{\\mathrm{KL}}(\\hat\\alpha \\,\\|\\, \\hat\\beta), \\quad \\hat\\alpha = \\operatorname{argmax}',
  source: 'Theorem 5.3, eq. 23',
  breakReason:
    'Four samples instead of two: BRAIn sets one sample against the three others at once, DPO-sft makes two separate pairs of them. The theorem is about n = 2.',
  run(settings, broken) {
    const world = tableWorld(settings);
    const onPrior = { ...world, logProposal: world.logPrior };
    const byBrain: number[] = [];
    const byDpo: number[] = [];
    forEachTuple(settings.outcomes, broken ? 4 : 2, (tuple) => {
      if (new Set(tuple).size < tuple.length) return; // equal responses tie
      const group = tupleGroup(onPrior, tuple);
      const rules = { ...defaults.strings, dpoBeta: 1, labelSmoothing: 0, gamma: settings.gamma };
      const brain = objectives.brain.rule({ ...group, alpha: argmaxAlpha(group) }, rules);
      const dpo = objectives['dpo-sft'].rule(group, rules);
      byBrain.push(brain.loss, ...brain.coefficients);
      byDpo.push(dpo.loss, ...dpo.coefficients);
    });
    return compared(
      { label: 'BRAIn with argmax', values: byBrain },
      { label: 'DPO-sft, β = 1', values: byDpo },
      TOLERANCE,
      'The loss or coefficient in which the two differ most, over all pairs. The theorem leaves DPO’s own β out; it needs β = 1.',
    );
  },
};
