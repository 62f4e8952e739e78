// BRAIn (paper, eqs. 6, 12, 13, 15, 20; Algorithm 1 line 17): c_i = alpha_i - beta_i, alpha held constant.
// Loss: the self-normalised KL sum_i alpha_i log(alpha_i / beta_i), whose exact gradient this is (Theorem 4.2).
// A proximal weight lambda adds lambda / n to each c_i, and -(lambda / n) sum_i l_i to the loss (proximal_weight.ts).
import { type Figures, minus, plus, softmaxOf } from '../math/formula.ts';
import { logDifference, logSoftmax, softmax } from '../math/log_space.ts';
import { effectiveSampleSize } from '../math/statistics.ts';
import { checkGroup, finiteResult, hasNoUpdate, skippedGroup, weightedSum } from './checks.ts';
import type { RuleInput } from './group.ts';
import { hues } from './hues.ts';
import { method, type RuleSettings } from './method.ts';
import { proximalPushes } from './proximal_weight.ts';
import { type FixedInput, type Pushes, pushesOf } from './pushes.ts';
import { proximalWeight } from './shared_settings.ts';

/** alpha-hat of eq. 20, [n]; its sum is 1, or 0 where no sample has weight. */
export function alphaWeights(
  { logPrior, logProposal, reward }: Pick<RuleInput, 'logPrior' | 'logProposal' | 'reward'>,
  gamma: number,
): number[] {
  // Relative to the best reward, which leaves alpha as it is, so that r / gamma can't overflow.
  const best = Math.max(...reward);
  return softmax(logPrior.map((p, i) => logDifference(p, logProposal[i]) + (reward[i] - best) / gamma));
}

/** log beta-hat of eq. 12, [n]. */
export function logBetaWeights({
  logPolicy,
  logProposal,
}: Pick<RuleInput, 'logPolicy' | 'logProposal'>): number[] {
  return logSoftmax(logPolicy.map((l, i) => logDifference(l, logProposal[i])));
}

/** beta-hat of eq. 12, [n]. */
export function betaWeights(group: Pick<RuleInput, 'logPolicy' | 'logProposal'>): number[] {
  return logBetaWeights(group).map(Math.exp);
}

/**
 * KL(alpha || beta) of eq. 15, nats, from alpha and log beta: a policy that has drifted by a thousand nats still has a
 * finite divergence. A term with alpha = 0 is 0.
 */
export function selfNormalisedKl(alpha: readonly number[], logBeta: readonly number[]): number {
  return alpha.reduce((sum, a, i) => (a === 0 ? sum : sum + a * (Math.log(a) - logBeta[i])), 0);
}

/** The group's cached alpha, or eq. 20 on the spot. */
export function alphaOf(group: FixedInput, gamma: number): readonly number[] {
  return group.alpha ?? alphaWeights(group, gamma);
}

/** Alpha beside other figures; undefined where no sample has weight. */
export const alphaFigures = (group: FixedInput, gamma: number, others: Figures = {}): Figures | undefined => {
  const alpha = alphaOf(group, gamma);
  return alpha.every((a) => a === 0) ? undefined : { ...others, alpha };
};

/** alpha-hat - beta-hat, and the proximal term's share. */
const pushes: Pushes<RuleSettings & { readonly proximalWeight: number }> = {
  formula: plus(minus('alpha', softmaxOf(minus('logPolicy', 'logProposal'))), 'proximal'),
  figures: (group, settings) =>
    alphaFigures(group, settings.gamma, {
      logProposal: group.logProposal,
      proximal: proximalPushes(group, settings),
    }),
};

export const brain = method({
  label: 'BRAIn',
  family: 'Distribution matching',
  settings: { proximalWeight },
  hue: hues.blue,
  marker: 'circle',
  samplesFrom: 'policy',
  pushes,
  rule(group, settings) {
    checkGroup(group);
    const alpha = alphaOf(group, settings.gamma);
    const proximal = proximalPushes(group, settings);
    const pushedUp = alpha.map((a, i) => a + proximal[i]);
    if (hasNoUpdate(alpha, group.logPolicy) || hasNoUpdate(pushedUp, group.logPolicy))
      return skippedGroup(alpha.length);
    const logBeta = logBetaWeights(group);
    const beta = logBeta.map(Math.exp);
    const divergence = selfNormalisedKl(alpha, logBeta);
    return finiteResult({
      coefficients: pushesOf(pushes, group, settings),
      loss: divergence - weightedSum(proximal, group.logPolicy),
      diagnostics: {
        selfNormalisedKl: divergence,
        essAlpha: effectiveSampleSize(alpha),
        essBeta: effectiveSampleSize(beta),
        maxAlpha: Math.max(...alpha),
        skipped: 0,
      },
    });
  },
});
