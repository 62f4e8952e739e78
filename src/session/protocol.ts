// What the page says to the worker (commands) and hears from it (events). Plain data: a recorded event log replays a
// run without a GPU.
import type { RunConfig } from '../config/schema.ts';
import type { ExactMetrics } from '../exact/divergence.ts';
import type { TiltedPoint } from '../exact/frontier.ts';
import type { Evaluation, KlRound } from '../experiments/run_outcome.ts';
import type { LineProblem } from '../formats/preferences.ts';
import type { Prior } from '../formats/prior.ts';
import type { Estimate } from '../math/statistics.ts';
import type { FrontierPoint } from '../metrics/frontier.ts';
import type { MemoryEstimate } from '../model/memory_estimate.ts';
import type { RuleInput, SampleTokens } from '../objectives/group.ts';
import type { TaskName, Verdict } from '../tasks/task.ts';
import type { Phase } from '../training/advance.ts';
import type { TrainingCheckpoint } from '../training/checkpoint.ts';

export type { Estimate, FrontierPoint, Phase, TrainingCheckpoint };

export const BACKEND_NAMES = ['webgpu', 'wasm', 'cpu'] as const;
export type BackendName = (typeof BACKEND_NAMES)[number];
export type RunStatus = 'loading' | 'ready' | 'running' | 'paused' | 'finished' | 'failed';

/** A reward model that the visitor trained; the page numbers them. */
export interface VisitorRewardModel {
  readonly id: number;
  readonly model: Prior;
}

export type Command =
  | {
      readonly type: 'load';
      readonly config: RunConfig;
      readonly runId: number;
      readonly backend?: BackendName;
      /** Goes on from here instead of from the prior. */
      readonly checkpoint?: TrainingCheckpoint;
    }
  | { readonly type: 'play' }
  | { readonly type: 'pause' }
  /** One gradient step, or up to the end of the current phase. */
  | { readonly type: 'advance'; readonly unit: 'step' | 'phase' }
  /** Ends the run; its results stay. */
  | { readonly type: 'stop' }
  /** Applies settings that are marked live. */
  | { readonly type: 'change'; readonly config: RunConfig }
  /** Prior and policy on one prompt with one seed, for the sample viewer. */
  | { readonly type: 'view'; readonly promptIndex: number; readonly seed: number }
  /** Preference data for the task's next runs, as JSON lines; absent: what the task generates. */
  | { readonly type: 'preferences'; readonly task: TaskName; readonly text?: string }
  /** Asks for the preference data a run with these settings trains on, as JSON lines. */
  | { readonly type: 'export-preferences'; readonly config: RunConfig }
  /** A reward model for the task's next runs; absent: the shipped one. */
  | { readonly type: 'use-reward-model'; readonly task: TaskName; readonly visitorModel?: VisitorRewardModel }
  /** Asks what a run with these settings would need on the device. */
  | { readonly type: 'estimate'; readonly config: RunConfig }
  /** Moves the current run, where it stands, to another backend. */
  | { readonly type: 'switch'; readonly backend: BackendName };

export interface StepMetrics {
  readonly step: number;
  readonly round: number;
  readonly loss: number;
  /** Eq. 15, averaged over the batch's groups; whatever the method. */
  readonly selfNormalisedKl: number;
  /** Mean reward of the batch's samples. */
  readonly meanReward: number;
  /** Effective sample sizes, averaged over groups, 1..n. */
  readonly essAlpha: number;
  readonly essBeta: number;
  readonly gradientNorm: number;
  readonly clipped: boolean;
  readonly applied: boolean;
  /** Steps skipped so far because something was not finite. */
  readonly skippedSteps: number;
  readonly stepMs: number;
  readonly trainedTokensPerSecond: number;
  readonly sampledTokensPerSecond: number;
  readonly tensors: number;
  /** Bytes held on the device (GPU buffers, or the backend's own heap). */
  readonly deviceBytes: number;
  /** The most there were. */
  readonly peakDeviceBytes: number;
  /** The rule's own figures, averaged over groups. */
  readonly diagnostics: Readonly<Record<string, number>>;
}

/** What a rule reads of one prompt's samples, with their texts: the page weighs them with any method. */
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

/** An enumerable task's K outcomes, everything that stays as it is while a run goes on; nats. */
export interface ExactWorld {
  readonly names: readonly string[]; // [K]
  readonly logPrior: Float64Array; // [K]
  readonly reward: Float64Array; // [K]
  /** Eq. 5 with the run's gamma. */
  readonly logPosterior: Float64Array; // [K]
  readonly logPartition: number;
  /** Where averaged log-probs lead instead; only with that reduction. */
  readonly logMeanTarget?: Float64Array; // [K]
  /** The best reachable reward at each KL: the tilted family over gamma. */
  readonly frontier: readonly TiltedPoint[];
}

/** The policy by enumeration, at one evaluation. */
export interface ExactEvaluation {
  readonly step: number;
  readonly round: number;
  readonly logPolicy: Float64Array; // [K]
  readonly metrics: ExactMetrics;
  /** Reward of the exact frontier at the policy's KL(policy, prior), and what the policy lacks to it. */
  readonly bestReward: number;
  readonly rewardShortfall: number;
  /** D_n of eq. 14 (proposal: the policy itself) for the run's n, by Monte-Carlo. */
  readonly selfNormalisedKl: { readonly n: number; readonly mean: number; readonly standardError: number };
  /**
   * D_2 (proposal: the prior) on the strings over the posterior's four likeliest symbols: by enumeration of all pairs,
   * and by Monte-Carlo.
   */
  readonly reducedPairs: {
    readonly outcomes: number;
    readonly exact: number;
    readonly mean: number;
    readonly standardError: number;
  };
  /** What all of this took. */
  readonly milliseconds: number;
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
  /** Judge on policy (A) against prior (B). */
  readonly verdict: Verdict;
}

export interface BackendInfo {
  readonly name: BackendName;
  /** Such as "WebGPU · google swiftshader" or "CPU (WASM, SIMD)". */
  readonly label: string;
  /** Why it is not WebGPU, as a sentence; absent when it is. */
  readonly reason?: string;
  /** Adapter, features and limits, for a bug report. */
  readonly details?: Readonly<Record<string, unknown>>;
  /** What one buffer may hold; absent where memory is the machine's. */
  readonly largestBufferBytes?: number;
}

export type FaultCode =
  | 'device-lost'
  | 'gpu-error'
  | 'out-of-memory'
  | 'shader-failed'
  | 'not-finite'
  | 'load-failed'
  | 'internal';

export type WorkerEvent =
  | { readonly type: 'backend'; readonly backend: BackendInfo }
  /** Compiling the device's programs before the first run. */
  | { readonly type: 'preparing'; readonly done: number; readonly total: number }
  | {
      readonly type: 'loaded';
      readonly runId: number;
      readonly parameterCount: number;
      readonly promptCount: number;
      /** Of the visitor's reward model that it trains on; absent: another reward. */
      readonly rewardModel?: number;
    }
  /** Answer to `estimate` and to `load`; no estimate where memory is the machine's. */
  | { readonly type: 'memory-estimate'; readonly estimate?: MemoryEstimate }
  | {
      readonly type: 'status';
      readonly status: RunStatus;
      readonly phase: Phase;
      readonly step: number;
      readonly round: number;
      readonly totalSteps: number;
    }
  | { readonly type: 'step'; readonly runId: number; readonly metrics: StepMetrics }
  /** step 0 is the prior. */
  | { readonly type: 'evaluation'; readonly runId: number; readonly evaluation: Evaluation }
  | {
      readonly type: 'frontier';
      readonly runId: number;
      readonly points: readonly FrontierPoint[];
      /** The last one of the run. */
      readonly complete?: boolean;
    }
  | { readonly type: 'microscope'; readonly runId: number; readonly microscope: Microscope }
  | { readonly type: 'view'; readonly runId: number; readonly view: SampleView }
  /** Only for enumerable tasks; the world comes before the first evaluation. */
  | { readonly type: 'exact-world'; readonly runId: number; readonly world: ExactWorld }
  | { readonly type: 'exact'; readonly runId: number; readonly evaluation: ExactEvaluation }
  | { readonly type: 'kl-report'; readonly runId: number; readonly report: KlReport }
  /** Answer to `preferences`: how many pairs the next runs use, or every line that is wrong (then nothing changed). */
  | {
      readonly type: 'preferences';
      readonly task: TaskName;
      readonly pasted: boolean;
      readonly count: number;
      /** The pasted lines in use. */
      readonly text?: string;
      readonly problems: readonly LineProblem[];
    }
  /** Answer to `use-reward-model`: which of the visitor's the next runs load (none: the shipped one), or why not this one. */
  | {
      readonly type: 'reward-model';
      readonly task: TaskName;
      readonly id?: number;
      readonly problem?: string;
    }
  /** Answer to `export-preferences`. */
  | { readonly type: 'preferences-text'; readonly task: TaskName; readonly text: string }
  /** Kept by the client, so that a run survives its worker. */
  | { readonly type: 'checkpoint'; readonly runId: number; readonly checkpoint: TrainingCheckpoint }
  /** Something odd that did not stop the run, as a sentence. */
  | { readonly type: 'notice'; readonly message: string; readonly diagnostics?: string }
  /** The run stopped where it stood; the page offers the way out. */
  | {
      readonly type: 'fault';
      readonly code: FaultCode;
      readonly message: string;
      readonly canSwitchTo?: BackendName;
      /** JSON for a bug report. */
      readonly diagnostics?: string;
    };
