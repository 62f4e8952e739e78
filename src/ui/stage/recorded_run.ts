// A run that was recorded by `npm run record`: what the stage shows until the visitor's own run starts.
import type { ScoredExample } from '../../tasks/examples.ts';
import type { TaskName } from '../../tasks/task.ts';

export interface ShownToken {
  readonly text: string;
  /** log q - log p, nats; absent: not tinted. */
  readonly logRatio?: number;
}

export interface ShownAnswer {
  readonly tokens: readonly ShownToken[];
  /** Nothing stands between the tokens. */
  readonly joined?: true;
  readonly reward: number;
}

export interface ShownPair {
  readonly promptText: string;
  /** By the starting model and by the model now, from the same sampling noise. */
  readonly start: ShownAnswer;
  readonly now: ShownAnswer;
}

export interface PlacedDot {
  readonly kl: number;
  readonly reward: number;
}

export interface RecordedRun {
  readonly task: TaskName;
  readonly seed: number;
  readonly steps: number;
  /** Training and evaluations, wall clock. */
  readonly seconds: number;
  readonly backend: string;
  readonly version: string;
  /** YYYY-MM-DD. */
  readonly date: string;
  readonly command: string;
  /** One an evaluation; the first is the starting model. */
  readonly dots: readonly PlacedDot[];
  /** The best possible, by rising drift. */
  readonly frontier: readonly PlacedDot[];
  /** Whether that is computed, not estimated. */
  readonly isExact: boolean;
  readonly pairs: readonly ShownPair[];
  /** Absent: nobody has written one. */
  readonly example?: ScoredExample;
}
