// Messages between the page and the worker that trains a prior on a visitor's data.
import type { FineTuned, SftProgress } from '../own/sft/fine_tune.ts';
import type { Lengths } from '../own/sft/lengths.ts';
import type { SftRequest } from '../own/sft/sft_request.ts';
import type { NamedBlob } from '../own/workshop/own_setup.ts';
import type { BackendName } from '../session/protocol.ts';
import type { Reply } from './request.ts';

/** A request with the file that its rows are read from. */
export interface SftPlan extends Omit<SftRequest<NamedBlob>, 'rows' | 'unit'> {
  readonly data: NamedBlob;
  /** Of documents in plain text; absent: blank lines. */
  readonly separator?: string;
}

export interface SftQuestion {
  /** How long the rows are in tokens, or a whole training. */
  readonly kind: 'lengths' | 'training';
  readonly plan: SftPlan;
  /** Goes on from the training that is kept, which must have begun with the same files. */
  readonly goesOn?: boolean;
  /** Absent: the best available. */
  readonly backend?: BackendName;
}

export interface SftStep {
  readonly step: number;
  /** Nats per token, before the step. */
  readonly loss: number;
}

export type SftNews =
  | Exclude<SftProgress, { kind: 'step' }>
  | { readonly kind: 'steps'; readonly steps: readonly SftStep[] }
  /** Bytes of the file of data. */
  | { readonly kind: 'reading'; readonly done: number; readonly all: number }
  /** Kept in the browser's storage after this step, or why it is not, in words. */
  | { readonly kind: 'kept'; readonly step: number; readonly problem?: string }
  /** Progress of compiling the device's programs before the first step. */
  | { readonly kind: 'preparing'; readonly done: number; readonly all: number };

export interface SftResult extends FineTuned {
  /** Of work, on earlier pages too; without pauses. */
  readonly seconds: number;
  /** Label of the backend. */
  readonly backend: string;
}

/** Message beside the question. A stop ends the training as if its last step were done; it is answered with a result. */
export interface SftControl {
  readonly type: 'pause' | 'resume' | 'stop';
}

export interface SftRun {
  pause(): void;
  resume(): void;
  stop(): void;
  /** Ends the worker at once; no replies follow. */
  abandon(): void;
}

/** Passes on every reply, and nothing after the result, a failure or `abandon`. */
export type TrainSft = (
  plan: SftPlan,
  onReply: (reply: Reply<SftNews, SftResult>) => void,
  /** From the training that is kept. */
  goesOn?: boolean,
) => SftRun;

export type MeasureLengths = (
  plan: SftPlan,
  onReply: (reply: Reply<SftNews, Lengths>) => void,
) => { stop(): void };
