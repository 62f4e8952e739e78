// A method is a coefficient rule: a pure float64 function from the log-probs and rewards of one prompt's samples to
// the coefficients c_i of the update direction sum_i c_i grad log q(y_i | x). c_i = -dLoss/d logPolicy_i.

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
}

/** The settings a rule may read; each rule reads its own few. */
export interface ObjectiveSettings {
  readonly gamma: number;
  /** Inverse temperature of DPO's implicit reward. */
  readonly dpoBeta: number;
  /** Largest exponent in exp(logPolicy - logProposal) where it is not self-normalised. */
  readonly exponentClip: number;
}

/** Named figures of one group, for charts. */
export type Diagnostics = Readonly<Record<string, number>>;

export interface ObjectiveResult {
  readonly coefficients: readonly number[]; // [n]
  readonly loss: number;
  readonly diagnostics: Diagnostics;
}

export type CoefficientRule = (group: SampleGroup, settings: ObjectiveSettings) => ObjectiveResult;

export interface Objective {
  readonly label: string;
  /** One sentence: what it does. */
  readonly summary: string;
  /** KaTeX source of the update direction. */
  readonly equation: string;
  /** Paper and equation number. */
  readonly source: string;
  /** Where samples come from: snapshots of the policy, the frozen prior, or snapshots behind GDC's divergence gate. */
  readonly proposal: 'policy' | 'prior' | 'gated';
  readonly rule: CoefficientRule;
}
