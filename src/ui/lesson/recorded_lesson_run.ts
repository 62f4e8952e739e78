// What `npm run record:lessons` recorded: runs that a lesson offers where a run here is slow, and pairs of answers.
import type { RecordedRun } from '../stage/recorded_run.ts';

export interface RecordedLessonRun
  extends Pick<
    RecordedRun,
    | 'task'
    | 'seed'
    | 'steps'
    | 'seconds'
    | 'backend'
    | 'version'
    | 'date'
    | 'command'
    | 'frontier'
    | 'isExact'
  > {
  /** As a query of the address. */
  readonly settings: string;
  readonly dots: readonly {
    readonly step: number;
    readonly kl: number;
    readonly reward: number;
    /** Where another reward was trained on. */
    readonly goldReward?: number;
  }[];
}

/** Two answers of the starting model to one prompt. */
export interface RecordedPair {
  readonly prompt: string;
  readonly answers: readonly [RecordedAnswer, RecordedAnswer];
}

interface RecordedAnswer {
  readonly text: string;
  /** By the task's hidden reward. */
  readonly reward: number;
}

export interface RecordedPairs extends Pick<RecordedRun, 'task' | 'seed' | 'version' | 'date' | 'command'> {
  readonly pairs: readonly RecordedPair[];
}
