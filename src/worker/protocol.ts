// What the page says to the worker (commands) and hears from it (events). Plain data: a recorded event log replays a
// run without a GPU.
import type { RunConfig } from '../config/schema.ts';
import type { Estimate } from '../metrics/clustered.ts';
import type { FrontierPoint } from '../metrics/frontier.ts';
import type { WinRate } from '../metrics/wilson.ts';
import type { Verdict } from '../tasks/task.ts';
import type { TrainingCheckpoint } from '../training/checkpoint.ts';
import type { PolicyEvaluation } from '../training/evaluation.ts';
import type { Phase } from '../training/training.ts';

export type { Estimate, FrontierPoint, Phase, TrainingCheckpoint, WinRate };

export const BACKEND_NAMES = ['webgpu', 'wasm', 'cpu'] as const;
export type BackendName = (typeof BACKEND_NAMES)[number];
export type RunStatus = 'loading' | 'ready' | 'running' | 'paused' | 'finished' | 'failed';

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
  | { readonly type: 'advance'; readonly by: 'step' | 'phase' }
  /** Ends the run; its results stay. */
  | { readonly type: 'stop' }
  /** Applies settings that are marked live. */
  | { readonly type: 'change'; readonly config: RunConfig }
  /** Prior and policy on one prompt with one seed, for the sample viewer. */
  | { readonly type: 'view'; readonly promptIndex: number; readonly seed: number }
  /** Moves the current run, where it stands, to another backend. */
  | { readonly type: 'switch'; readonly backend: BackendName };

/** One point on the frontier. */
export interface Evaluation extends PolicyEvaluation {
  readonly step: number;
  readonly round: number;
  /** Training time so far, evaluation not counted. */
  readonly seconds: number;
  /** Samples drawn for training so far. */
  readonly samplesDrawn: number;
}

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
  /** The rule's own figures, averaged over groups. */
  readonly diagnostics: Readonly<Record<string, number>>;
}

/** One prompt's samples with everything a coefficient rule reads; the page weighs them with any method. */
export interface Microscope {
  readonly step: number;
  /** Round in which the group was sampled. */
  readonly sampledInRound: number;
  readonly promptText: string;
  readonly texts: readonly string[];
  readonly logPolicy: readonly number[];
  readonly logPrior: readonly number[];
  readonly logProposal: readonly number[];
  readonly reward: readonly number[];
  readonly alpha: readonly number[];
  readonly logPartition?: number;
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
}

export type FaultCode =
  | 'device-lost'
  | 'gpu-error'
  | 'out-of-memory'
  | 'not-finite'
  | 'load-failed'
  | 'internal';

export type WorkerEvent =
  | { readonly type: 'backend'; readonly backend: BackendInfo }
  | {
      readonly type: 'loaded';
      readonly runId: number;
      readonly parameterCount: number;
      readonly promptCount: number;
    }
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
  /** Kept by the client, so that a run survives its worker. */
  | { readonly type: 'checkpoint'; readonly runId: number; readonly checkpoint: TrainingCheckpoint }
  /** Something odd that did not stop the run, as a sentence. */
  | { readonly type: 'notice'; readonly message: string }
  /** The run stopped where it stood; the page offers the way out. */
  | {
      readonly type: 'fault';
      readonly code: FaultCode;
      readonly message: string;
      readonly canSwitchTo?: BackendName;
    };
