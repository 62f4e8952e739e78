// Where the runs of `npm run reproduce` are computed.
import type { Execute } from '../../src/experiments/run_queue.ts';

export interface Execution {
  readonly execute: Execute;
  close(): Promise<void>;
}
