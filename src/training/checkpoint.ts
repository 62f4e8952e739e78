// What it takes to go on with a run elsewhere: parameters, moments, counters, random streams, and what single methods
// carry along. The replay is not in it, nor is GDC's running Z: a resumed run samples its round anew and starts Z anew.
import type { AdamWState } from '../model/adamw.ts';
import type { StreamState } from '../random/stream.ts';
import type { MethodStateSnapshot } from './method_state.ts';

export interface TrainingCheckpoint {
  readonly step: number;
  readonly round: number;
  readonly stepInRound: number;
  /** Step of the last evaluation. */
  readonly evaluatedAt: number;
  readonly policy: Float32Array;
  readonly proposal: Float32Array;
  readonly optimiser: AdamWState;
  readonly promptStream: StreamState;
  readonly batchStream: StreamState;
  readonly method: MethodStateSnapshot;
}
