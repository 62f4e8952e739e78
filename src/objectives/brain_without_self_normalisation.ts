// BRAIn without self-normalisation of the baseline (paper, section 7.3, Table 3): c_i = alpha_i - (1/n) q(y_i) / q'(y_i).
// Loss: -sum alpha_i l_i + (1/n) sum exp(l_i - s_i), alpha held constant. Clipped ratios are counted.
// Where l and s are averages over T_i tokens, the ratio of the whole responses is exp(T_i (l_i - s_i)), and its term of
// the loss is divided by T_i; or the ratio is taken of the averages, as if they were log-probs.
import { atMost, exp, minus, over, times } from '../math/formula.ts';
import { clippedExp, logDifference } from '../math/log_space.ts';
import { effectiveSampleSize } from '../math/statistics.ts';
import { choice } from '../settings/setting.ts';
import { alphaFigures, alphaOf } from './brain.ts';
import { checkGroup, finiteResult, hasNoUpdate, skippedGroup, weightedSum } from './checks.ts';
import { hues } from './hues.ts';
import { checkedTokenCount } from './lengths.ts';
import { method, type RuleSettings } from './method.ts';
import { type FixedInput, type Pushes, pushesOf } from './pushes.ts';
import { exponentClip } from './shared_settings.ts';

interface Settings extends RuleSettings {
  readonly baselineRatio: 'response' | 'token';
  readonly exponentClip: number;
}

/** What l - s is multiplied by to be the log-ratio of q and q', [n]. */
function ratioLengths(group: FixedInput, { logProbReduction, baselineRatio }: Settings): readonly number[] {
  const whole = logProbReduction === 'mean' && baselineRatio === 'response';
  return whole ? checkedTokenCount(group) : group.reward.map(() => 1);
}

/** alpha-hat - q / q' / n. */
const pushes: Pushes<Settings> = {
  formula: minus(
    'alpha',
    over(exp(atMost(times('length', minus('logPolicy', 'logProposal')), 'exponentClip')), 'n'),
  ),
  figures: (group, settings) => {
    const { logProposal, reward } = group;
    const length = ratioLengths(group, settings);
    return alphaFigures(group, settings.gamma, {
      length,
      logProposal,
      exponentClip: settings.exponentClip,
      n: reward.length,
    });
  },
};

export const brainWithoutSelfNormalisation = method({
  label: 'BRAIn w/o self-normalisation',
  family: 'Distribution matching',
  settings: {
    baselineRatio: {
      ...choice(['response', 'token'], 'response'),
      label: 'Baseline ratio of',
      live: true,
      explanation:
        'Where log-probs are averaged: the ratio q / q′ of whole responses, or of their average tokens. The ratio of whole responses is an importance weight, 1 in expectation. Its mean gradient is that of E[1/T], so this baseline favours long responses; with summed log-probs it is 0.',
      source: 'Ours; the paper does not say which',
    },
    exponentClip,
  },
  hue: hues.sky,
  marker: 'circle',
  telling: 'baselineSum',
  kinked: true,
  samplesFrom: 'policy',
  pushes,
  rule(group, settings) {
    checkGroup(group);
    const { gamma, exponentClip } = settings;
    const n = group.reward.length;
    const alpha = alphaOf(group, gamma);
    if (hasNoUpdate(alpha, group.logPolicy)) return skippedGroup(n);
    const lengths = ratioLengths(group, settings);
    const ratios = group.logPolicy.map((l, i) =>
      clippedExp(lengths[i] * logDifference(l, group.logProposal[i]), exponentClip),
    );
    return finiteResult({
      coefficients: pushesOf(pushes, group, settings),
      loss: ratios.reduce(
        (sum, { value }, i) => sum + value / (n * lengths[i]),
        -weightedSum(alpha, group.logPolicy),
      ),
      diagnostics: {
        essAlpha: effectiveSampleSize(alpha),
        maxAlpha: Math.max(...alpha),
        // 1 in expectation for whole responses; how far it strays is the noise that self-normalisation removes.
        baselineSum: ratios.reduce((sum, { slope }) => sum + slope / n, 0),
        largestWeight: Math.max(...ratios.map(({ slope }) => slope)),
        clippedWeights: ratios.filter(({ clipped }) => clipped).length,
        skipped: 0,
      },
    });
  },
});
