// What it takes to go on with a run elsewhere: parameters, moments, counters and random streams. The replay is not in
// it: a resumed run samples its round anew.
import type { AdamWState } from '../model/adamw.ts';
import type { StreamState } from '../random/stream.ts';

export interface TrainingCheckpoint {
  readonly step: number;
  readonly round: number;
  readonly stepInRound: number;
  readonly policy: Float32Array;
  readonly proposal: Float32Array;
  readonly optimiser: AdamWState;
  readonly promptStream: StreamState;
  readonly batchStream: StreamState;
}
