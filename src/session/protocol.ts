// Events from the worker to the page, after its commands. All are plain data, so a recorded log replays a run without a
// GPU.
import type { ExactMetrics } from '../exact/divergence.ts';
import type { TiltedPoint } from '../exact/frontier.ts';
import type { Evaluation, ExactPoint, KlRound } from '../experiments/run_outcome.ts';
import type { LineProblem } from '../formats/preferences.ts';
import type { Estimate } from '../math/statistics.ts';
import type { FrontierPoint } from '../metrics/frontier.ts';
import type { MemoryEstimate } from '../model/memory_estimate.ts';
import type { RuleInput, SampleTokens } from '../objectives/group.ts';
import type { ClusterFolder } from '../own/export/cluster_folder.ts';
import type { AnswerPairs, BeforeAfter } from '../reward/taste/pairs.ts';
import type { TaskName, Verdict } from '../tasks/task.ts';
import type { Phase } from '../training/advance.ts';
import type { RunPiece } from './journal/run_piece.ts';
import type { BackendName, RunStatus } from './run_status.ts';

export type { Command, Load, TextFile } from './command.ts';
export type { VisitorRewardModel } from './journal/run_inputs.ts';
export type { BackendName, RunStatus } from './run_status.ts';

export type { Estimate, FrontierPoint, Phase };

export interface StepMetrics {
  readonly step: number;
  readonly round: number;
  readonly loss: number;
  /** Eq. 15, averaged over the batch's groups, for every method. */
  readonly selfNormalisedKl: number;
  /** Mean reward of the batch's samples. */
  readonly meanReward: number;
  /** Effective sample sizes averaged over groups, 1..n. */
  readonly essAlpha: number;
  readonly essBeta: number;
  readonly gradientNorm: number;
  readonly clipped: boolean;
  readonly applied: boolean;
  /** Steps skipped so far because a value was not finite. */
  readonly skippedSteps: number;
  readonly stepMs: number;
  readonly trainedTokensPerSecond: number;
  readonly sampledTokensPerSecond: number;
  readonly tensors: number;
  /** Bytes held on the device (GPU buffers, or the backend's own heap). */
  readonly deviceBytes: number;
  /** Peak of `deviceBytes`. */
  readonly peakDeviceBytes: number;
  /** Figures specific to the method's rule, averaged over groups. */
  readonly diagnostics: Readonly<Record<string, number>>;
}

/** The inputs of a rule for one prompt's samples, with their texts. The page weighs them with any method. */
export interface Microscope extends RuleInput {
  readonly step: number;
  /** Round in which the group was sampled. */
  readonly sampledInRound: number;
  readonly promptText: string;
  readonly texts: readonly string[];
  readonly alpha: readonly number[];
  readonly tokenCount: readonly number[];
  readonly tokens: readonly SampleTokens[];
}

/** An enumerable task's K outcomes: the part that does not change during a run; nats. */
export interface ExactWorld {
  readonly names: readonly string[]; // [K]
  readonly logPrior: Float64Array; // [K]
  readonly reward: Float64Array; // [K]
  /** Eq. 5 with the run's gamma. */
  readonly logPosterior: Float64Array; // [K]
  readonly logPartition: number;
  /** The target of averaged log-probs; present only with that reduction. */
  readonly logMeanTarget?: Float64Array; // [K]
  /** The best reachable reward at each KL, from the tilted family over gamma. */
  readonly frontier: readonly TiltedPoint[];
}

/** Figures of the enumerated policy at one evaluation. */
export interface ExactFigures {
  readonly step: number;
  readonly round: number;
  readonly metrics: ExactMetrics;
  /** Reward of the exact frontier at the policy's KL(policy, prior), and the policy's shortfall. */
  readonly bestReward: number;
  readonly rewardShortfall: number;
  /** D_n of eq. 14 (proposal: the policy itself) for the run's n, by Monte-Carlo. */
  readonly selfNormalisedKl: { readonly n: number; readonly mean: number; readonly standardError: number };
  /**
   * D_2 (proposal: the prior) on the strings over the posterior's four likeliest symbols. It is computed twice: over
   * all pairs and by Monte-Carlo.
   */
  readonly reducedPairs: {
    readonly outcomes: number;
    readonly exact: number;
    readonly mean: number;
    readonly standardError: number;
  };
  /** Time of the enumeration. */
  readonly milliseconds: number;
}

export interface ExactEvaluation extends ExactFigures {
  readonly logPolicy: Float64Array; // [K]
}

/** What is exact of a world of `markov`, by dynamic programming; averages are over the prompts. */
export interface MarkovWorldView {
  /** The best reachable reward at each KL. */
  readonly frontier: readonly TiltedPoint[];
  /** Where the run's own target stands. With averaged log-probs its gamma is the run's over T. */
  readonly target: TiltedPoint;
  readonly prompts: readonly string[]; // [C]
  readonly symbols: readonly string[]; // [V]
  /** P(y_t = v) for every prompt, of the prior and of the target. */
  readonly prior: readonly Float32Array[]; // [C][T, V]
  readonly posterior: readonly Float32Array[]; // [C][T, V]
}

/** The policy on `markov` at one evaluation; nats per response. */
export interface MarkovFigures extends ExactPoint {
  /** Reward of the frontier at the policy's KL to the prior. */
  readonly bestReward: number;
  readonly klPolicyPosterior: number;
}

export interface MarkovEvaluation extends MarkovFigures {
  /** P(y_t = v) for every prompt. */
  readonly policy: readonly Float32Array[]; // [C][T, V]
}

/** A batch on the run's backend and on the reference. */
export interface Agreement {
  readonly step: number;
  readonly rows: number;
  /** Scored tokens of the batch. */
  readonly tokens: number;
  /** Largest difference of a token's log-prob, nats. */
  readonly logProbGap: number;
  /** Largest difference of the gradient, as a share of its largest element. */
  readonly gradientGap: number;
  /** Labels of the backends. */
  readonly backend: string;
  readonly reference: string;
}

export interface KlReport extends KlRound {
  readonly step: number;
}

export interface ViewedToken {
  readonly text: string;
  /** log q - log p of this token, nats. */
  readonly logRatio: number;
}

export interface ViewedResponse {
  readonly tokens: readonly ViewedToken[];
  /** The tokens' texts in a row are the text; absent: they are words, with spaces between them. */
  readonly joined?: true;
  readonly text: string;
  readonly reward: number;
}

export interface SampleView {
  readonly step: number;
  readonly promptIndex: number;
  readonly seed: number;
  readonly promptText: string;
  readonly goldText: string;
  readonly goldReward: number;
  readonly prior: ViewedResponse;
  readonly policy: ViewedResponse;
  /** The judge's verdict on policy (A) against prior (B); absent without a judge. */
  readonly verdict?: Verdict;
}

export interface BackendInfo {
  readonly name: BackendName;
  /** Such as "WebGPU · google swiftshader" or "TensorFlow.js · WASM, SIMD". */
  readonly label: string;
  /** Sentence that explains why this one was taken, where nobody named it. */
  readonly reason?: string;
  /** What the page offers beside it, because a measurement decided against it. */
  readonly alternative?: BackendName;
  /** No other backend computes this task. */
  readonly only?: true;
  /** Adapter, features and limits, for a bug report. */
  readonly details?: Readonly<Record<string, unknown>>;
  /** Largest size of one buffer; absent for backends in main memory. */
  readonly largestBufferBytes?: number;
}

export type FaultCode =
  | 'device-lost'
  | 'gpu-error'
  | 'out-of-memory'
  | 'shader-failed'
  | 'not-finite'
  | 'reward-failed'
  | 'load-failed'
  | 'internal';

export type WorkerEvent =
  /** How far the evaluation under way is, 0 to 1. */
  | { readonly type: 'evaluating'; readonly runId: number; readonly share: number }
  /** How long the prior's evaluation took. */
  | { readonly type: 'pace'; readonly runId: number; readonly evaluationMs: number }
  /** The run that an undo would go back to; absent: none. */
  | { readonly type: 'run-before'; readonly runId?: number }
  /** An undo went back to this run, and left the other. */
  | { readonly type: 'run-resumed'; readonly runId: number; readonly leftId: number }
  | { readonly type: 'backend'; readonly backend: BackendInfo }
  /** Progress of compiling the device's programs before the first run. */
  | { readonly type: 'preparing'; readonly done: number; readonly total: number }
  | {
      readonly type: 'loaded';
      readonly runId: number;
      readonly parameterCount: number;
      readonly promptCount: number;
      /** Id of the visitor's reward model in use; absent if the run trains on another reward. */
      readonly rewardModel?: number;
    }
  /** Answer to `estimate` and `load`; no estimate for backends in main memory. */
  | { readonly type: 'memory-estimate'; readonly estimate?: MemoryEstimate }
  | {
      readonly type: 'status';
      /** 0 before the first load. */
      readonly runId: number;
      readonly status: RunStatus;
      readonly phase: Phase;
      readonly step: number;
      readonly round: number;
      readonly totalSteps: number;
    }
  | { readonly type: 'step'; readonly runId: number; readonly metrics: StepMetrics }
  /** Step 0 is the prior. */
  | { readonly type: 'evaluation'; readonly runId: number; readonly evaluation: Evaluation }
  | {
      readonly type: 'frontier';
      readonly runId: number;
      readonly points: readonly FrontierPoint[];
      /** True for the last estimate of the run. */
      readonly complete?: boolean;
    }
  | { readonly type: 'microscope'; readonly runId: number; readonly microscope: Microscope }
  | { readonly type: 'view'; readonly runId: number; readonly view: SampleView }
  /** Answer to `pairs`; fewer than asked for where two answers are the same or one has no end. */
  | ({ readonly type: 'pairs'; readonly task: TaskName } & AnswerPairs)
  /** Answer to `before-after`. */
  | {
      readonly type: 'before-after';
      readonly runId: number;
      readonly step: number;
      readonly answers: readonly BeforeAfter[];
    }
  /** Answer to `export`: files and what they cannot hold, or why there are none. */
  | {
      readonly type: 'export';
      readonly runId: number;
      readonly folder: ClusterFolder | { readonly problem: string };
    }
  /** Only on enumerable tasks; sent before the first evaluation. */
  | { readonly type: 'exact-world'; readonly runId: number; readonly world: ExactWorld }
  | { readonly type: 'exact'; readonly runId: number; readonly evaluation: ExactEvaluation }
  /** Only on `markov`; sent before the first evaluation. */
  | { readonly type: 'markov-world'; readonly runId: number; readonly world: MarkovWorldView }
  | { readonly type: 'markov'; readonly runId: number; readonly evaluation: MarkovEvaluation }
  | { readonly type: 'kl-report'; readonly runId: number; readonly report: KlReport }
  /** How far the reading of preference data is, 0 to 1, with the lines so far. */
  | {
      readonly type: 'preferences-reading';
      readonly task: TaskName;
      readonly share: number;
      readonly lines: number;
      readonly wrong: number;
    }
  /** Answer to `preferences`: the number of pairs for the next runs, or all wrong lines (then nothing changed). */
  | {
      readonly type: 'preferences';
      readonly task: TaskName;
      readonly pasted: boolean;
      readonly count: number;
      /** The pasted lines in use. */
      readonly text?: string;
      readonly problems: readonly LineProblem[];
    }
  /** Answer to `use-reward-model`: the visitor's model for the next runs (none: the shipped one), or the refusal. */
  | {
      readonly type: 'reward-model';
      readonly task: TaskName;
      readonly id?: number;
      readonly problem?: string;
    }
  /** Answer to `check`: the comparison, or why there is none. */
  | { readonly type: 'agreement'; readonly agreement?: Agreement; readonly problem?: string }
  /** Answer to `export-preferences`. */
  | { readonly type: 'preferences-text'; readonly task: TaskName; readonly text: string }
  /** A stretch of the run, to be stored: the run survives its worker and its tab. */
  | { readonly type: 'piece'; readonly runId: number; readonly piece: RunPiece }
  /** Sentence about a problem that did not stop the run. */
  | {
      readonly type: 'notice';
      readonly message: string;
      /** Sentences behind it, which are shown on demand. */
      readonly details?: readonly string[];
      readonly diagnostics?: string;
      /** Of the device failure behind it. */
      readonly code?: FaultCode;
    }
  /** Something has not answered for long; without a message it has answered meanwhile. */
  | {
      readonly type: 'silence';
      /** The worker itself, or an answer from outside that the worker waits for. */
      readonly of: 'worker' | 'answer';
      readonly message?: string;
      /** Whether another backend would be a way out. */
      readonly ofDevice?: boolean;
    }
  /** A fault stopped the run at its present step. The page offers remedies. */
  | {
      readonly type: 'fault';
      /** Absent: the fault is of no run. */
      readonly runId?: number;
      readonly code: FaultCode;
      readonly message: string;
      readonly canSwitchTo?: BackendName;
      /** JSON text for a bug report. */
      readonly diagnostics?: string;
    };
