// Commands from the page to the worker, as plain data.
import type { RunConfig } from '../config/schema.ts';
import type { PairRequest } from '../reward/taste/pairs.ts';
import type { TaskName } from '../tasks/task.ts';
import type { VisitorRewardModel } from './journal/run_inputs.ts';
import type { Resumption } from './journal/run_piece.ts';
import type { RunExport } from './run_export.ts';
import type { BackendName } from './run_status.ts';

/** What is used of a browser's `File`. */
export interface TextFile {
  readonly size: number;
  slice(from: number, to: number): { arrayBuffer(): Promise<ArrayBuffer> };
}

export type Command =
  | {
      readonly type: 'load';
      readonly config: RunConfig;
      readonly runId: number;
      readonly backend?: BackendName;
      /** Continues from here instead of beginning at the prior. */
      readonly resumption?: Resumption;
    }
  | { readonly type: 'play' }
  | { readonly type: 'pause' }
  /** Asks for a piece of the run now; the page may be about to go. */
  | { readonly type: 'keep' }
  /** Takes one gradient step, or continues to the end of the current phase. */
  | { readonly type: 'advance'; readonly unit: 'step' | 'phase' }
  /** Ends the run; its results stay. */
  | { readonly type: 'stop' }
  /** Goes back to the run before the current one, where it stood, as long as the current one has not trained. */
  | { readonly type: 'undo' }
  /** Applies settings that are marked live. */
  | { readonly type: 'change'; readonly config: RunConfig }
  /** Asks for responses of prior and policy to one prompt with one seed, for the sample viewer. */
  | { readonly type: 'view'; readonly promptIndex: number; readonly seed: number }
  /** Asks for pairs of the starting model's answers to prompts of a split, of which another batch has others. */
  | ({ readonly type: 'pairs' } & PairRequest)
  /** Asks for answers to a few test prompts before training and now. */
  | { readonly type: 'before-after'; readonly seed: number }
  /** Asks for the run as a folder that goes on with PyTorch. Figures and scripts are with the page. */
  | ({ readonly type: 'export' } & RunExport)
  /** Sets the preference data of the task's next runs, JSON lines of a field or a file; both absent: generated data. */
  | {
      readonly type: 'preferences';
      readonly task: TaskName;
      readonly text?: string;
      readonly file?: TextFile;
    }
  /** Ends the reading of preference data; what was in use stays. */
  | { readonly type: 'stop-preferences'; readonly task: TaskName }
  /** Asks for the preference data of a run with this config, as JSON lines. */
  | { readonly type: 'export-preferences'; readonly config: RunConfig }
  /** Sets the reward model of the task's next runs; absent: the shipped one. */
  | { readonly type: 'use-reward-model'; readonly task: TaskName; readonly visitorModel?: VisitorRewardModel }
  /** Asks how much device memory a run with this config needs. */
  | { readonly type: 'estimate'; readonly config: RunConfig }
  /** Asks for a comparison of the latest batch with the reference in TensorFlow.js. */
  | { readonly type: 'check' }
  /** Moves the current run to another backend, at its present step. */
  | { readonly type: 'switch'; readonly backend: BackendName };

export type Load = Extract<Command, { type: 'load' }>;
