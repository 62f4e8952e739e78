// A method is a coefficient rule: a pure float64 function from the log-probs and rewards of one prompt's samples to
// the coefficients c_i of the update direction sum_i c_i grad log q(y_i | x). c_i = -dLoss/d logPolicy_i.
import type { RunConfig } from '../config/schema.ts';

/** Indices of two samples of one group. */
export interface Pair {
  readonly winner: number;
  readonly loser: number;
}

/** One sample token by token; T counts EOS. Only the policy-gradient methods that clip per token read it. */
export interface SampleTokens {
  readonly logPolicy: readonly number[]; // [T]
  readonly logPrior: readonly number[]; // [T]
  readonly logProposal: readonly number[]; // [T]
  /** The value head's output before each token: now, and when the sample was drawn. Absent: 0. */
  readonly value?: readonly number[]; // [T]
  readonly oldValue?: readonly number[]; // [T]
  /** Whitened over the round and cached when the sample was drawn; computed from the group where absent. */
  readonly advantage?: readonly number[]; // [T]
  readonly valueTarget?: readonly number[]; // [T]
}

/** One prompt's n samples. Sequence log-probs, already reduced (sum or mean over tokens, EOS included). */
export interface SampleGroup {
  readonly logPolicy: readonly number[]; // [n] log q_theta(y_i | x)
  readonly logPrior: readonly number[]; // [n] log p(y_i | x)
  readonly logProposal: readonly number[]; // [n] log q'(y_i | x), cached when sampled
  readonly reward: readonly number[]; // [n]
  /** Cached alpha-hat (eq. 6), computed once when the group was sampled; computed on the spot where absent. */
  readonly alpha?: readonly number[]; // [n]
  /** log Z of the unnormalised target p exp(r / gamma), from the running estimate (GDC, GDC++). */
  readonly logPartition?: number;
  /** Tokens of each sample, EOS included (methods that divide by length). */
  readonly tokenCount?: readonly number[]; // [n]
  /** Who won against whom, where that is given (preference data); otherwise pairs are ranked by the reward. */
  readonly pairs?: readonly Pair[];
  /** KTO's reference point z0, nats, from mismatched pairs of the batch; from the group itself where absent. */
  readonly klBaseline?: number;
  /** REINFORCE's running mean of r - gamma (l - p); the group's own mean where absent. */
  readonly rewardBaseline?: number;
  readonly tokens?: readonly SampleTokens[]; // [n]
}

/** The settings a rule may read; each rule reads its own few. */
export const RULE_SETTINGS = [
  'gamma',
  'logProbReduction',
  'dpoBeta',
  'labelSmoothing',
  'ipoTau',
  'slicDelta',
  'slicLambda',
  'rsoLoss',
  'rsoGamma',
  'rsoPairing',
  'orpoLambda',
  'ktoBeta',
  'ktoDesirableWeight',
  'ktoUndesirableWeight',
  'ktoLabels',
  'rewardThreshold',
  'conditionKl',
  'klCoefficient',
  'clipRange',
  'valueCoefficient',
  'valueClip',
  'gaeLambda',
  'grpoKlCoefficient',
  'baselineRatio',
  'exponentClip',
] as const satisfies readonly (keyof RunConfig)[];
export type ObjectiveSettings = Pick<RunConfig, (typeof RULE_SETTINGS)[number]>;

/** Named figures of one group, for charts. */
export type Diagnostics = Readonly<Record<string, number>>;

export interface ObjectiveResult {
  readonly coefficients: readonly number[]; // [n]
  /** For rules that push tokens one by one: [n][T]; `coefficients` are then their sums. */
  readonly tokenCoefficients?: readonly (readonly number[])[];
  /** Minus the derivative of the loss by each value, [n][T] (PPO). */
  readonly valueCoefficients?: readonly (readonly number[])[];
  readonly loss: number;
  readonly diagnostics: Diagnostics;
}

export type CoefficientRule = (group: SampleGroup, settings: ObjectiveSettings) => ObjectiveResult;

/**
 * Where samples come from: snapshots of the policy, the frozen prior, snapshots behind GDC's divergence gate, prior
 * samples that statistical rejection accepts, pairs of the preference data; or, for `pairs`, whichever of prior and
 * preferences the setting names.
 */
export type SampleSource = 'policy' | 'prior' | 'gated' | 'rejection' | 'preferences';

export interface Objective {
  readonly label: string;
  /** One sentence: what it does. */
  readonly summary: string;
  /** KaTeX source of the update direction. */
  readonly equation: string;
  /** Paper and equation number. */
  readonly source: string;
  readonly proposal: SampleSource | 'pairs';
  /** Needs `SampleGroup.tokens`. */
  readonly perToken?: true;
  /** Draws and evaluates, and never updates. */
  readonly frozen?: true;
  readonly rule: CoefficientRule;
}
