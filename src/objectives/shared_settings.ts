// Settings that several methods read, by the names of their reference implementations. A setting that only one
// method reads stands in that method's file.
import { choice, integer, real } from '../settings/setting.ts';

export const dpoBeta = {
  ...real(0.01, 100),
  default: 0.1,
  symbol: '\\beta_{\\mathrm{DPO}}',
  label: 'DPO beta',
  live: true,
  explanation:
    'Inverse temperature of the implicit reward; 1 makes DPO-sft the special case of BRAIn (Theorem 5.3).',
  source: 'Rafailov et al. 2023, eq. 7: 0.1',
} as const;

export const labelSmoothing = {
  ...real(0, 0.49, 'linear'),
  default: 0,
  symbol: '\\varepsilon',
  label: 'Label smoothing',
  live: true,
  explanation: 'Assumed share of pairs with the wrong label (conservative DPO).',
  source: 'TRL label_smoothing: 0',
} as const;

export const rewardThreshold = {
  ...real(-10, 10, 'linear'),
  default: 0,
  label: 'Reward threshold',
  unit: 'reward',
  live: true,
  explanation: 'Where a threshold divides good from bad: responses above it are good.',
  source: 'Ours',
} as const;

export const pairSource = {
  ...choice(['prior', 'preferences'], 'prior'),
  label: 'Pairs come from',
  live: false,
  explanation: 'Samples of the prior ranked by the reward, or the preference data written by another policy.',
  source: 'Paper, section 6: samples ranked by the reward model, or human preferences',
} as const;

export const preferenceCount = {
  ...integer(16, 20000, 'log'),
  default: 4000,
  label: 'Preference pairs',
  unit: 'pairs',
  live: false,
  explanation: 'Size of the generated preference data.',
  source: 'Ours',
} as const;

export const preferenceNoise = {
  ...real(0, 100, 'linear'),
  default: 0.5,
  label: 'Label noise',
  unit: 'reward',
  live: false,
  explanation:
    'Bradley-Terry temperature of the labels: a is preferred with probability sigmoid((r(a) - r(b)) / noise); 0 is never wrong.',
  source: 'Bradley and Terry 1952',
} as const;

export const clipRange = {
  ...real(0.01, 1, 'linear'),
  default: 0.2,
  symbol: '\\varepsilon',
  label: 'Ratio clip',
  live: true,
  explanation:
    'A token whose probability ratio has left 1 ± clip in the wished direction is not pushed further.',
  source: 'Schulman et al. 2017, eq. 7: 0.2',
} as const;

export const exponentClip = {
  ...real(1, 80, 'linear'),
  default: 20,
  label: 'Exponent clip',
  unit: 'nats',
  live: true,
  explanation: 'Largest log importance weight where weights are not self-normalised; clips are counted.',
  source: 'Ours: 20',
} as const;

export const partitionScope = {
  ...choice(['prompt', 'task'], 'prompt'),
  symbol: 'Z',
  label: 'Z estimated per',
  live: false,
  explanation:
    "Whether the running estimate of the target's normalisation constant is kept per prompt or shared by all prompts.",
  source: 'Korbak et al. 2022',
} as const;

export const gateDivergence = {
  ...choice(['kl', 'tv'], 'kl'),
  label: 'Proposal gate',
  live: false,
  explanation:
    'The policy replaces the proposal only if it is estimated to be closer to the target, in this divergence.',
  source: 'Khalifa et al. 2021, Algorithm 1',
} as const;

export const proximalWeight = {
  ...real(0, 1, 'linear'),
  default: 0.25,
  symbol: '\\lambda',
  label: 'Proximal weight',
  live: true,
  explanation:
    'Holds the policy near the proposal that drew the samples: a poor sample is pushed down no further than to this share of its weight. 0 is the paper; 1 begins as BRAIn without a baseline.',
  source: 'Ours: 0.25 on text, 0 in the paper',
} as const;
