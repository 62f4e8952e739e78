// PPO (Schulman et al. 2017, eq. 7; Ziegler et al. 2019), averaged over the group's tokens:
//   Loss = -mean min(rho A, clip(rho) A) + vf * 1/2 mean max((v - R)^2, (clip(v, v_old +- c) - R)^2)
// A: whitened advantages and R: value targets, both held constant since the sample was drawn (see advantages.ts).
import { METHOD_LABELS } from '../config/method_labels.ts';
import { withAdvantages } from './advantages.ts';
import { checkGroup, finiteResult } from './checks.ts';
import type { Objective } from './objective.ts';
import { checkedTokens, clippedSurrogate, sums } from './tokens.ts';

/** Half the larger squared error of a value and its clipped twin, and the derivative by the value. */
function valueLoss(value: number, oldValue: number, target: number, clip: number) {
  const near = Math.min(Math.max(value, oldValue - clip), oldValue + clip);
  const free = (value - target) ** 2;
  const held = (near - target) ** 2;
  // The clipped error is larger only where the clip holds, and there it does not follow the value.
  if (held > free) return { loss: held / 2, slope: 0 };
  return { loss: free / 2, slope: value - target };
}

export const ppo: Objective = {
  label: METHOD_LABELS.ppo,
  summary:
    'Estimates with a value head how much better each token turned out than expected, and moves its probability that way, but never by more than the clip allows.',
  equation:
    '\\frac{1}{\\sum_i T_i} \\sum_{i, t} \\rho_{it} A_{it}\\, \\mathbf{1}[\\text{not clipped}]\\, \\nabla_\\theta \\log q_\\theta(y_{it} \\mid x, y_{i<t})',
  source: 'Schulman et al. 2017, eq. 7; Ziegler et al. 2019, eq. 2',
  proposal: 'policy',
  perToken: true,
  rule(group, settings) {
    checkGroup(group);
    const { clipRange, valueCoefficient, valueClip } = settings;
    const checked = checkedTokens(group);
    const tokens = checked.every(({ advantage, valueTarget }) => advantage && valueTarget)
      ? checked
      : withAdvantages(checked, group.reward, settings);
    const share = 1 / tokens.reduce((sum, { logPolicy }) => sum + logPolicy.length, 0);
    let policyLoss = 0;
    let errors = 0;
    let clipFraction = 0;
    let logRatioSquares = 0;
    const tokenCoefficients = tokens.map(({ logPolicy, logProposal, advantage = [] }) =>
      logPolicy.map((l, t) => {
        const surrogate = clippedSurrogate(l - logProposal[t], advantage[t], clipRange);
        policyLoss -= share * surrogate.value;
        if (surrogate.clipped) clipFraction += share;
        logRatioSquares += share * (l - logProposal[t]) ** 2;
        return share * surrogate.slope;
      }),
    );
    const valueCoefficients = tokens.map(({ logPolicy, value, oldValue, valueTarget = [] }) =>
      logPolicy.map((_, t) => {
        if (!value) return 0;
        const { loss, slope } = valueLoss(value[t], oldValue?.[t] ?? 0, valueTarget[t], valueClip);
        errors += share * loss;
        return -valueCoefficient * share * slope;
      }),
    );
    return finiteResult({
      coefficients: sums(tokenCoefficients),
      tokenCoefficients,
      valueCoefficients,
      loss: policyLoss + valueCoefficient * errors,
      diagnostics: {
        policyLoss,
        valueLoss: errors,
        clipFraction,
        approximateKl: logRatioSquares / 2,
        skipped: 0,
      },
    });
  },
};
