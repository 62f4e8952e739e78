// Messages between the page and the worker that fits a reward model to a visitor's pairs.
import type { FittedPairs, PairProgress, PairRequest } from '../own/reward/pairs/fit_pairs.ts';
import type { NamedBlob } from '../own/workshop/own_setup.ts';
import type { BackendName } from '../session/protocol.ts';
import type { Reply } from './request.ts';

export interface PairsQuestion extends Omit<PairRequest<NamedBlob>, 'rows' | 'unit'> {
  readonly data: NamedBlob;
  /** Absent: the best available. */
  readonly backend?: BackendName;
}

export interface PairsResult extends FittedPairs {
  readonly seconds: number;
  /** Label of the backend. */
  readonly computedOn: string;
}

/** Message beside the question: ends the training as if its last step were done. */
export interface StopPairs {
  readonly type: 'stop';
}

export interface PairsRun {
  stop(): void;
  /** Ends the worker at once; no replies follow. */
  abandon(): void;
}

export type FitPairs = (
  question: PairsQuestion,
  onReply: (reply: Reply<PairProgress, PairsResult>) => void,
) => PairsRun;
