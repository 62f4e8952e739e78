// All that a run goes on from, its figures and its warnings, too. Plain data, which structured clones copy.
import type { TrainingCheckpoint } from '../training/checkpoint.ts';
import type { CountersState } from '../training/counters.ts';
import type { RunOffState } from './run_off.ts';

export interface RunCheckpoint extends TrainingCheckpoint {
  readonly counters: CountersState;
  readonly runOff: RunOffState;
}
