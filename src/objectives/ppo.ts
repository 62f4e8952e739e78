// PPO (Schulman et al. 2017, eq. 7; Ziegler et al. 2019), averaged over the group's tokens:
//   Loss = -mean min(rho A, clip(rho) A) + vf * 1/2 mean max((v - R)^2, (clip(v, v_old +- c) - R)^2)
// A: whitened advantages and R: value targets, both held constant since the sample was drawn (see advantages.ts).
import { sum } from '../math/statistics.ts';
import { withValueHead } from '../model/extend.ts';
import { real } from '../settings/setting.ts';
import { type AdvantageSettings, withAdvantages } from './advantages.ts';
import { checkGroup, finiteResult } from './checks.ts';
import type { ReplayGroup, ReplayTokens } from './group.ts';
import { hues } from './hues.ts';
import { method } from './method.ts';
import { clipRange } from './shared_settings.ts';
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

/** Ziegler et al. 2019, section 2.2: the proportional controller's gain and the bound of its error. */
const KL_GAIN = 0.1;
const LARGEST_KL_ERROR = 0.2;

/** Mean KL(q', p) per response of the round's samples, nats. */
function sampledKl(groups: readonly ReplayGroup[]): number {
  const samples = groups.flatMap(({ tokens }) => tokens);
  const ratios = samples.map(({ logProposal, logPrior }) => sum(logProposal) - sum(logPrior));
  return sum(ratios) / samples.length;
}

/** The groups' tokens with advantages, whitened over the whole round. */
function withRoundAdvantages(
  groups: readonly ReplayGroup[],
  settings: AdvantageSettings,
): readonly ReplayTokens[][] {
  const samples = groups.flatMap(({ tokens }) =>
    tokens.map((sample) => ({ ...sample, logPolicy: sample.logProposal })),
  );
  const rewards = groups.flatMap(({ reward }) => reward);
  const weighed = withAdvantages(samples, rewards, settings).map(({ logPolicy: _, ...cached }) => cached);
  let next = 0;
  return groups.map(({ tokens }) => {
    const from = next;
    next += tokens.length;
    return weighed.slice(from, next);
  });
}

export const ppo = method({
  label: 'PPO',
  family: 'Policy gradient',
  settings: {
    klCoefficient: {
      ...real(0, 10, 'linear'),
      default: 0.05,
      symbol: '\\beta',
      label: 'KL coefficient',
      live: true,
      explanation: "What a nat of divergence from the prior costs in each token's reward.",
      source: 'TRL kl_coef: 0.05',
    },
    targetKl: {
      ...real(0, 100, 'linear'),
      default: 0,
      label: 'Target KL',
      unit: 'nats',
      live: true,
      explanation: 'The KL coefficient adapts until the policy is this far from the prior; 0 keeps it fixed.',
      source: 'Ziegler et al. 2019, section 2.2: 6 nats',
    },
    clipRange,
    valueCoefficient: {
      ...real(0, 10, 'linear'),
      default: 0.1,
      label: 'Value coefficient',
      live: true,
      explanation: "Weight of the value head's squared error.",
      source: 'TRL vf_coef: 0.1',
    },
    valueClip: {
      ...real(0.01, 100),
      default: 0.2,
      label: 'Value clip',
      unit: 'reward',
      live: true,
      explanation: 'How far a value may move from what it was when the sample was drawn.',
      source: 'TRL cliprange_value: 0.2',
    },
    gaeLambda: {
      ...real(0, 1, 'linear'),
      default: 0.95,
      symbol: '\\lambda',
      label: 'GAE lambda',
      live: true,
      explanation: '0 trusts the value head for all that follows a token, 1 only what was really earned.',
      source: 'Schulman et al. 2016; TRL lam: 0.95',
    },
  },
  hue: hues.brown,
  marker: 'circle',
  telling: 'clipFraction',
  search: { klCoefficient: { log: [0.05, 2] }, valueCoefficient: { log: [0.05, 1] } },
  kinked: true,
  samplesFrom: 'policy',
  extend: (prior) => withValueHead(prior),
  carry() {
    let adapted: number | undefined;
    return {
      weigh(groups, { klCoefficient, targetKl, gaeLambda }) {
        const coefficient = targetKl === 0 ? klCoefficient : (adapted ?? klCoefficient);
        const tokens = withRoundAdvantages(groups, { klCoefficient: coefficient, gaeLambda });
        if (targetKl > 0) {
          const excess = sampledKl(groups) / targetKl - 1;
          const error = Math.min(Math.max(excess, -LARGEST_KL_ERROR), LARGEST_KL_ERROR);
          adapted = coefficient * (1 + KL_GAIN * error);
        }
        const diagnostics = { klCoefficient: coefficient };
        return groups.map((group, g) => ({ ...group, tokens: tokens[g], diagnostics }));
      },
      save: () => ({ klCoefficient: adapted }),
      load({ klCoefficient }) {
        adapted = klCoefficient as number | undefined;
      },
    };
  },
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
});
