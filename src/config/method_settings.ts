// The settings that only some methods read, by the names of their reference implementations.
import { integer, real, type Setting } from '../settings/setting.ts';

export interface MethodSettings {
  readonly dpoBeta: number;
  readonly labelSmoothing: number;
  readonly ipoTau: number;
  readonly slicDelta: number;
  readonly slicLambda: number;
  readonly rsoLoss: 'sigmoid-norm' | 'hinge-norm';
  readonly rsoBeta: number;
  readonly rsoGamma: number;
  readonly rsoCandidates: number;
  readonly rsoPairing: 'first-round' | 'tournament';
  readonly orpoLambda: number;
  readonly ktoBeta: number;
  readonly ktoDesirableWeight: number;
  readonly ktoUndesirableWeight: number;
  readonly ktoLabels: 'median' | 'threshold';
  readonly rewardThreshold: number;
  readonly pairSource: 'prior' | 'preferences';
  readonly preferenceCount: number;
  readonly preferenceNoise: number;
  readonly conditionTags: 'quantile' | 'threshold';
  readonly conditionBins: number;
  readonly conditionKl: number;
  readonly klCoefficient: number;
  readonly targetKl: number;
  readonly clipRange: number;
  readonly valueCoefficient: number;
  readonly valueClip: number;
  readonly gaeLambda: number;
  readonly grpoKlCoefficient: number;
  readonly baselineRatio: 'response' | 'token';
  readonly exponentClip: number;
  readonly partitionScope: 'prompt' | 'task';
  readonly gateDivergence: 'kl' | 'tv';
}

export const methodSettings = {
  dpoBeta: {
    ...real(0.01, 100),
    symbol: '\\beta_{\\mathrm{DPO}}',
    label: 'DPO beta',
    group: 'method',
    live: true,
    methods: ['dpo', 'dpo-sft'],
    explanation:
      'Inverse temperature of the implicit reward; 1 makes DPO-sft the special case of BRAIn (Theorem 5.3).',
    source: 'Rafailov et al. 2023, eq. 7: 0.1',
  },
  labelSmoothing: {
    ...real(0, 0.49, 'linear'),
    symbol: '\\varepsilon',
    label: 'Label smoothing',
    group: 'method',
    live: true,
    methods: ['dpo', 'dpo-sft'],
    explanation: 'Assumed share of pairs with the wrong label (conservative DPO).',
    source: 'TRL label_smoothing: 0',
  },
  ipoTau: {
    ...real(0.01, 10),
    symbol: '\\tau',
    label: 'IPO tau',
    group: 'method',
    live: true,
    methods: ['ipo'],
    explanation:
      'The margin between chosen and rejected is pulled to 1 / (2 tau): a small tau asks for a wide one.',
    source: 'Azar et al. 2023, eq. 17: 0.1',
  },
  slicDelta: {
    ...real(0.01, 100),
    symbol: '\\delta',
    label: 'SLiC margin',
    unit: 'nats',
    group: 'method',
    live: true,
    methods: ['slic'],
    explanation: 'Pairs whose log-probs differ by more than this are left alone.',
    source: 'Zhao et al. 2023, eq. 4: 1',
  },
  slicLambda: {
    ...real(0, 10, 'linear'),
    symbol: '\\lambda',
    label: 'SLiC regulariser',
    group: 'method',
    live: true,
    methods: ['slic'],
    explanation: 'Weight of the maximum-likelihood term on the best sample.',
    source: 'Zhao et al. 2023, eq. 4: 0.1',
  },
  rsoLoss: {
    kind: 'choice',
    options: ['sigmoid-norm', 'hinge-norm'],
    label: 'RSO loss',
    group: 'method',
    live: true,
    methods: ['rso'],
    explanation: "Logistic loss on the normalised margin (DPO's), or a hinge.",
    source: 'Liu et al. 2023, section 3',
  },
  rsoBeta: {
    ...real(0.01, 100),
    symbol: '\\beta_{\\mathrm{RSO}}',
    label: 'Rejection temperature',
    unit: 'reward',
    group: 'method',
    live: true,
    methods: ['rso'],
    explanation:
      'A candidate is accepted with probability exp((r - r max) / beta): small values accept only the best.',
    source: 'Liu et al. 2023, Algorithm 1: 0.5',
  },
  rsoGamma: {
    ...real(0.001, 100),
    symbol: '\\gamma_{\\mathrm{RSO}}',
    label: 'RSO margin scale',
    group: 'method',
    live: true,
    methods: ['rso'],
    explanation: 'Inverse temperature of the normalised margin in the loss.',
    source: 'Liu et al. 2023, section 4: 0.05',
  },
  rsoCandidates: {
    ...integer(2, 512, 'log'),
    label: 'Candidates',
    unit: 'samples',
    group: 'method',
    live: true,
    methods: ['rso'],
    explanation:
      'Prior samples per prompt from which the accepted ones are kept; at least the samples per prompt.',
    source: 'Liu et al. 2023, section 4: 64 to 8',
  },
  rsoPairing: {
    kind: 'choice',
    options: ['first-round', 'tournament'],
    label: 'Pairs by',
    group: 'method',
    live: true,
    methods: ['rso'],
    explanation:
      'Disjoint pairs (n / 2), or a knock-out tournament in which winners meet again (n - 1 pairs).',
    source: 'Liu et al. 2023, section 3.3',
  },
  orpoLambda: {
    ...real(0.001, 100),
    symbol: '\\lambda',
    label: 'ORPO lambda',
    group: 'method',
    live: true,
    methods: ['orpo'],
    explanation: 'Weight of the odds-ratio term beside the likelihood of the chosen response.',
    source: 'Hong et al. 2024, eq. 6: 0.1',
  },
  ktoBeta: {
    ...real(0.01, 10),
    symbol: '\\beta',
    label: 'KTO beta',
    group: 'method',
    live: true,
    methods: ['kto'],
    explanation: 'Inverse temperature of the implicit reward.',
    source: 'Ethayarajh et al. 2024, section 4.1: 0.1',
  },
  ktoDesirableWeight: {
    ...real(0, 10, 'linear'),
    symbol: '\\lambda_D',
    label: 'Desirable weight',
    group: 'method',
    live: true,
    methods: ['kto'],
    explanation: 'How much a desirable response counts.',
    source: 'Ethayarajh et al. 2024, section 4.1: 1',
  },
  ktoUndesirableWeight: {
    ...real(0, 10, 'linear'),
    symbol: '\\lambda_U',
    label: 'Undesirable weight',
    group: 'method',
    live: true,
    methods: ['kto'],
    explanation: 'How much an undesirable response counts.',
    source: 'Ethayarajh et al. 2024, section 4.1: 1',
  },
  ktoLabels: {
    kind: 'choice',
    options: ['median', 'threshold'],
    label: 'Desirable is above',
    group: 'method',
    live: true,
    methods: ['kto'],
    explanation:
      "The prompt's median reward, or the reward threshold below. A preference's chosen response is desirable.",
    source: 'Ours',
  },
  rewardThreshold: {
    ...real(-10, 10, 'linear'),
    label: 'Reward threshold',
    unit: 'reward',
    group: 'method',
    live: true,
    methods: ['kto', 'reward-conditioning'],
    explanation: 'Where a threshold divides good from bad: responses above it are good.',
    source: 'Ours',
  },
  pairSource: {
    kind: 'choice',
    options: ['prior', 'preferences'],
    label: 'Pairs come from',
    group: 'method',
    live: false,
    methods: ['slic', 'ipo', 'orpo', 'kto'],
    explanation:
      'Samples of the prior ranked by the reward, or the preference data written by another policy.',
    source: 'Paper, section 6: samples ranked by the reward model, or human preferences',
  },
  preferenceCount: {
    ...integer(16, 20000, 'log'),
    label: 'Preference pairs',
    unit: 'pairs',
    group: 'method',
    live: false,
    methods: ['dpo', 'slic', 'ipo', 'orpo', 'kto'],
    explanation: 'Size of the generated preference data.',
    source: 'Ours',
  },
  preferenceNoise: {
    ...real(0, 100, 'linear'),
    label: 'Label noise',
    unit: 'reward',
    group: 'method',
    live: false,
    methods: ['dpo', 'slic', 'ipo', 'orpo', 'kto'],
    explanation:
      'Bradley-Terry temperature of the labels: a is preferred with probability sigmoid((r(a) - r(b)) / noise); 0 is never wrong.',
    source: 'Bradley and Terry 1952',
  },
  conditionTags: {
    kind: 'choice',
    options: ['quantile', 'threshold'],
    label: 'Tags by',
    group: 'method',
    live: false,
    methods: ['reward-conditioning'],
    explanation: 'Quantiles of all rewards so far (Quark), or one threshold (conditional training).',
    source: 'Lu et al. 2022, section 2; Korbak et al. 2023, section 2',
  },
  conditionBins: {
    ...integer(2, 8),
    label: 'Reward bins',
    unit: 'bins',
    group: 'method',
    live: false,
    methods: ['reward-conditioning'],
    explanation: 'Control tokens, one for each quantile of the reward; sampling asks for the best one.',
    source: 'Lu et al. 2022, section 3: 5',
  },
  conditionKl: {
    ...real(0, 10, 'linear'),
    symbol: '\\beta',
    label: 'KL to the prior',
    group: 'method',
    live: true,
    methods: ['reward-conditioning'],
    explanation: 'Weight of KL(prior, policy), estimated on the samples by importance weights.',
    source: 'Lu et al. 2022, eq. 2: 0.05',
  },
  klCoefficient: {
    ...real(0, 10, 'linear'),
    symbol: '\\beta',
    label: 'KL coefficient',
    group: 'method',
    live: true,
    methods: ['ppo'],
    explanation: "What a nat of divergence from the prior costs in each token's reward.",
    source: 'TRL kl_coef: 0.05',
  },
  targetKl: {
    ...real(0, 100, 'linear'),
    label: 'Target KL',
    unit: 'nats',
    group: 'method',
    live: true,
    methods: ['ppo'],
    explanation: 'The KL coefficient adapts until the policy is this far from the prior; 0 keeps it fixed.',
    source: 'Ziegler et al. 2019, section 2.2: 6 nats',
  },
  clipRange: {
    ...real(0.01, 1, 'linear'),
    symbol: '\\varepsilon',
    label: 'Ratio clip',
    group: 'method',
    live: true,
    methods: ['ppo', 'grpo'],
    explanation:
      'A token whose probability ratio has left 1 ± clip in the wished direction is not pushed further.',
    source: 'Schulman et al. 2017, eq. 7: 0.2',
  },
  valueCoefficient: {
    ...real(0, 10, 'linear'),
    label: 'Value coefficient',
    group: 'method',
    live: true,
    methods: ['ppo'],
    explanation: "Weight of the value head's squared error.",
    source: 'TRL vf_coef: 0.1',
  },
  valueClip: {
    ...real(0.01, 100),
    label: 'Value clip',
    unit: 'reward',
    group: 'method',
    live: true,
    methods: ['ppo'],
    explanation: 'How far a value may move from what it was when the sample was drawn.',
    source: 'TRL cliprange_value: 0.2',
  },
  gaeLambda: {
    ...real(0, 1, 'linear'),
    symbol: '\\lambda',
    label: 'GAE lambda',
    group: 'method',
    live: true,
    methods: ['ppo'],
    explanation: '0 trusts the value head for all that follows a token, 1 only what was really earned.',
    source: 'Schulman et al. 2016; TRL lam: 0.95',
  },
  grpoKlCoefficient: {
    ...real(0, 10, 'linear'),
    symbol: '\\beta',
    label: 'KL coefficient',
    group: 'method',
    live: true,
    methods: ['grpo'],
    explanation: "Weight of the k3 estimate of each token's divergence from the prior.",
    source: 'Shao et al. 2024, section 4.2: 0.04',
  },
  baselineRatio: {
    kind: 'choice',
    options: ['response', 'token'],
    label: 'Baseline ratio of',
    group: 'method',
    live: true,
    methods: ['brain-without-self-normalisation'],
    explanation:
      'Where log-probs are averaged: the ratio q / q′ of whole responses, which is an importance weight and is 1 in expectation, or of their average tokens.',
    source: 'Ours; the paper does not say which',
  },
  exponentClip: {
    ...real(1, 80, 'linear'),
    label: 'Exponent clip',
    unit: 'nats',
    group: 'method',
    live: true,
    methods: ['brain-without-self-normalisation', 'gdc', 'gdc++'],
    explanation: 'Largest log importance weight where weights are not self-normalised; clips are counted.',
    source: 'Ours: 20',
  },
  partitionScope: {
    kind: 'choice',
    options: ['prompt', 'task'],
    symbol: 'Z',
    label: 'Z estimated per',
    group: 'method',
    live: false,
    methods: ['gdc', 'gdc++'],
    explanation:
      "Whether the running estimate of the target's normalisation constant is kept per prompt or shared by all prompts.",
    source: 'Korbak et al. 2022',
  },
  gateDivergence: {
    kind: 'choice',
    options: ['kl', 'tv'],
    label: 'Proposal gate',
    group: 'method',
    live: false,
    methods: ['gdc', 'gdc++'],
    explanation:
      'The policy replaces the proposal only if it is estimated to be closer to the target, in this divergence.',
    source: 'Khalifa et al. 2021, Algorithm 1',
  },
} as const satisfies Readonly<Record<keyof MethodSettings, Setting>>;
