// KTO (Ethayarajh et al. 2024, section 4.1): with h = log q_theta - log p and the reference point z0 >= 0 held constant,
//   desirable: lambda_D (1 - sigmoid(beta (h - z0)))      undesirable: lambda_U (1 - sigmoid(beta (z0 - h)))
// averaged over the samples that have a label. z0 is the batch's mean h over mismatched prompts and completions.
import { sigmoid } from '../math/log_space.ts';
import { mean, median } from '../math/statistics.ts';
import { type Reduction, rowLogProbs, rowsOf, taskBatch } from '../model/rows.ts';
import { rewardOfGoodness } from '../reward/goodness.ts';
import { choice, real } from '../settings/setting.ts';
import { checkGroup, finiteResult, skippedGroup } from './checks.ts';
import type { RuleInput } from './group.ts';
import { hues } from './hues.ts';
import { type BatchContext, method, type RuleSettings } from './method.ts';
import { logRatios } from './pairs.ts';
import { pairSource, preferenceCount, preferenceNoise, rewardThreshold } from './shared_settings.ts';

interface KtoLabelSettings extends Pick<RuleSettings, 'gamma' | 'goodness'> {
  readonly ktoLabels: 'median' | 'threshold';
  readonly rewardThreshold: number;
}

/** 1 desirable, -1 undesirable, 0 no label: samples outside the given pairs, or all where no reward stands out. */
function labelsOf(
  { reward, pairs }: RuleInput,
  { ktoLabels, rewardThreshold, gamma, goodness }: KtoLabelSettings,
): number[] {
  if (pairs)
    return reward.map((_, i) =>
      pairs.some(({ winner }) => winner === i) ? 1 : pairs.some(({ loser }) => loser === i) ? -1 : 0,
    );
  if (ktoLabels === 'threshold') {
    // The goodness model has changed the rewards; the threshold is one of the rewards as they were.
    const threshold = rewardOfGoodness(rewardThreshold, gamma, goodness);
    return reward.map((r) => (r > threshold ? 1 : -1));
  }
  if (reward.every((r) => r === reward[0])) return reward.map(() => 0);
  const middle = median(reward);
  const labels = reward.map((r) => (r > middle ? 1 : -1));
  // Where most share the best reward, the median is that reward, and they are the desirable ones.
  return labels.includes(1) ? labels : reward.map((r) => (r >= middle ? 1 : -1));
}

/** Rows that are looked at; the mean needs no more. */
const MOST_ROWS = 32;

/**
 * z0: the mean of log q_theta - log p, nats, over completions under prompts they do not belong to. Completions move on
 * by one group, so a batch needs two.
 */
async function mismatchedKl(
  { task, policy, prior, groups }: BatchContext,
  reduction: Reduction,
): Promise<number> {
  const rows = groups.flatMap(({ prompt, completions }) => rowsOf(prompt.tokens, completions));
  const shift = groups[0].completions.length;
  const mismatched = rows
    .map(({ prompt }, r) => ({ prompt, completion: rows[(r + shift) % rows.length].completion }))
    .slice(0, MOST_ROWS);
  const batch = taskBatch(task, mismatched);
  const logPolicy = rowLogProbs(batch, await policy.logProbs(batch), reduction);
  const logPrior = rowLogProbs(batch, await prior.logProbs(batch), reduction);
  const total = logPolicy.reduce((running, l, r) => running + l - logPrior[r], 0);
  return Math.max(0, total / mismatched.length);
}

export const kto = method({
  label: 'KTO',
  family: 'Labels and ranks',
  settings: {
    ktoBeta: {
      ...real(0.01, 10),
      default: 0.1,
      symbol: '\\beta',
      label: 'KTO beta',
      live: true,
      explanation: 'Inverse temperature of the implicit reward.',
      source: 'Ethayarajh et al. 2024, section 4.1: 0.1',
    },
    ktoDesirableWeight: {
      ...real(0, 10, 'linear'),
      default: 1,
      symbol: '\\lambda_D',
      label: 'Desirable weight',
      live: true,
      explanation: 'How much a desirable response counts.',
      source: 'Ethayarajh et al. 2024, section 4.1: 1',
    },
    ktoUndesirableWeight: {
      ...real(0, 10, 'linear'),
      default: 1,
      symbol: '\\lambda_U',
      label: 'Undesirable weight',
      live: true,
      explanation: 'How much an undesirable response counts.',
      source: 'Ethayarajh et al. 2024, section 4.1: 1',
    },
    ktoLabels: {
      ...choice(['median', 'threshold'], 'median'),
      label: 'Desirable is above',
      live: true,
      explanation:
        "The prompt's median reward, or the reward threshold below. A preference's chosen response is desirable.",
      source: 'Ours',
    },
    rewardThreshold,
    pairSource,
    preferenceCount,
    preferenceNoise,
  },
  hue: hues.magenta,
  marker: 'square',
  telling: 'klBaseline',
  search: { ktoBeta: { log: [0.1, 4] } },
  samplesFrom: ({ pairSource }) => pairSource,
  conflict: ({ pairSource, groupsPerBatch, samplesPerPrompt }) => {
    // A pair of preferences is a group of its own.
    const groups = pairSource === 'preferences' ? (groupsPerBatch * samplesPerPrompt) / 2 : groupsPerBatch;
    return groups < 2
      ? `invalid groupsPerBatch: ${groupsPerBatch} (expected at least 2: kto compares a prompt with another prompt's responses)`
      : undefined;
  },
  batchFigures: async (batch, { logProbReduction }) => ({
    klBaseline: await mismatchedKl(batch, logProbReduction),
  }),
  rule(group, settings) {
    checkGroup(group);
    const { ktoBeta: beta, ktoDesirableWeight, ktoUndesirableWeight } = settings;
    const ratios = logRatios(group);
    const labels = labelsOf(group, settings).map((label, i) => (Number.isFinite(ratios[i]) ? label : 0));
    const labelled = labels.filter((label) => label !== 0).length;
    if (labelled === 0) return skippedGroup(labels.length);
    const finite = ratios.filter(Number.isFinite);
    const z0 = Math.max(0, group.klBaseline ?? mean(finite));
    let loss = 0;
    const coefficients = labels.map((label, i) => {
      if (label === 0) return 0;
      const weight = (label > 0 ? ktoDesirableWeight : ktoUndesirableWeight) / labelled;
      const z = label * beta * (ratios[i] - z0);
      loss += weight * sigmoid(-z);
      return label * weight * beta * sigmoid(z) * sigmoid(-z);
    });
    return finiteResult({
      coefficients,
      loss,
      diagnostics: {
        klBaseline: z0,
        desirableShare: labels.filter((label) => label > 0).length / labelled,
        oneSided: labels.includes(1) && labels.includes(-1) ? 0 : 1,
        skipped: 0,
      },
    });
  },
});
