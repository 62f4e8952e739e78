// The life of a group, one prompt and its n samples: drafted when it is sampled (Algorithm 1 lines 5-6), scored by prior
// and reward (lines 7-9), weighed by alpha and kept in the replay (lines 10-12), and read by a rule in every step that
// draws it (lines 15-17). Each stage has all the figures of the one before.
import type { Completion } from '../model/language_model.ts';
import type { Prompt } from '../tasks/task.ts';

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

/** A sample's tokens as the replay keeps them: all that does not follow the policy. */
export type ReplayTokens = Omit<SampleTokens, 'logPolicy' | 'value'>;

/** Sampled, and no more. */
export interface Draft {
  /** The round that sampled it. */
  readonly round: number;
  readonly prompt: Prompt;
  readonly completions: readonly Completion[]; // [n]
  /** Absent where no model of ours drew them: their prior log-probs stand in, so that they weigh equally. */
  readonly logProposal?: readonly number[]; // [n]
  /** Who won against whom, where that is given (preference data); otherwise pairs are ranked by the reward. */
  readonly pairs?: readonly Pair[];
  /** Figures of how it was sampled, for charts. */
  readonly diagnostics?: Readonly<Record<string, number>>;
}

/** Sequence log-probs are reduced (sum or mean over tokens, EOS included). */
export interface ScoredGroup extends Draft {
  readonly logProposal: readonly number[]; // [n] log q'(y_i | x), cached when sampled
  readonly logPrior: readonly number[]; // [n] log p(y_i | x)
  readonly reward: readonly number[]; // [n]
  readonly tokens: readonly ReplayTokens[]; // [n]
}

/** An element of D_t. */
export interface ReplayGroup extends ScoredGroup {
  /** alpha-hat of eq. 6, computed once, when the group was sampled. */
  readonly alpha: readonly number[]; // [n]
}

/** Figures that belong to the run rather than to the group. */
export interface RunFigures {
  /** log Z of the unnormalised target p exp(r / gamma), from the running estimate (GDC, GDC++). */
  readonly logPartition?: number;
  /** KTO's reference point z0, nats, from mismatched pairs of the batch; from the group itself where absent. */
  readonly klBaseline?: number;
  /** REINFORCE's running mean of r - gamma (l - p); the group's own mean where absent. */
  readonly rewardBaseline?: number;
}

/** What a rule reads: the group's figures, and those of the policy as it stands. */
export interface RuleInput
  extends Pick<ReplayGroup, 'logPrior' | 'logProposal' | 'reward' | 'pairs'>,
    Partial<Pick<ReplayGroup, 'alpha'>>,
    RunFigures {
  readonly logPolicy: readonly number[]; // [n] log q_theta(y_i | x)
  /** Tokens of each sample, EOS included (methods that divide by length). */
  readonly tokenCount?: readonly number[]; // [n]
  readonly tokens?: readonly SampleTokens[]; // [n]
}
