// The part of the page's state that belongs to a lesson: which one is open, what the learner did, and what was predicted.
import type { LearnerEvent } from '../lessons/learner_event.ts';
import { withEvent } from '../lessons/learner_log.ts';
import type { LessonName } from '../lessons/lesson_names.ts';
import type { Prediction } from '../lessons/prediction.ts';
import type { Passed, Progress } from '../lessons/progress.ts';

/** What a run is known by, here and in the browser's storage. */
interface KnownRun {
  readonly id: number;
  readonly kept?: { readonly key: string };
}

interface AskedPrediction {
  readonly question: string;
  readonly form: 'place' | 'curve';
  /** Absent until the learner has drawn one. */
  readonly value?: Prediction;
}

export interface Learning {
  /** Absent: no lesson is open, and nothing is noted. */
  readonly lesson?: LessonName;
  /** Id of the step that is shown. */
  readonly step: string;
  readonly passed: Readonly<Record<string, Passed>>;
  readonly log: readonly LearnerEvent[];
  /** The prediction that the step asks for; the next start of a run locks it. */
  readonly asked?: AskedPrediction;
  /** What was predicted of each run, by its id. */
  readonly predictions: Readonly<Record<number, Prediction>>;
  /** The same of runs that are kept, by their keys: ids are this visit's. */
  readonly keptPredictions: Readonly<Record<string, Prediction>>;
}

export const noLearning: Learning = {
  step: '',
  passed: {},
  log: [],
  predictions: {},
  keptPredictions: {},
};

export type LearningEvent =
  | { readonly type: 'lesson-opened'; readonly lesson: LessonName; readonly progress: Progress }
  | { readonly type: 'lesson-closed' }
  | { readonly type: 'learner-did'; readonly event: LearnerEvent }
  /** Another step is shown. */
  | { readonly type: 'lesson-turned'; readonly step: string; readonly at: number }
  | { readonly type: 'step-passed'; readonly step: string; readonly passed: Passed }
  /** Asked for, or drawn anew; absent: no more. */
  | { readonly type: 'prediction-asked'; readonly asked?: AskedPrediction }
  /** A run starts with what was predicted of it. */
  | { readonly type: 'prediction-locked'; readonly runId: number; readonly at: number };

export function reduceLearning(
  learning: Learning,
  event: LearningEvent,
  runs: readonly KnownRun[],
): Learning {
  switch (event.type) {
    case 'lesson-opened': {
      const { step, passed, log, predictions } = event.progress;
      return withPredictionsOf(
        {
          ...{ lesson: event.lesson, step, passed, log },
          predictions: learning.predictions,
          keptPredictions: { ...learning.keptPredictions, ...predictions },
        },
        runs,
      );
    }
    case 'lesson-closed': {
      const { predictions, keptPredictions } = learning;
      return { ...noLearning, predictions, keptPredictions };
    }
    case 'learner-did':
      return learning.lesson ? { ...learning, log: withEvent(learning.log, event.event) } : learning;
    case 'lesson-turned':
      return {
        ...learning,
        step: event.step,
        asked: undefined,
        log: withEvent(learning.log, { type: 'entered', at: event.at, step: event.step }),
      };
    case 'step-passed':
      return { ...learning, passed: { ...learning.passed, [event.step]: event.passed } };
    case 'prediction-asked':
      return { ...learning, asked: event.asked };
    case 'prediction-locked': {
      const { question, value } = learning.asked ?? {};
      if (question === undefined || value === undefined) return learning;
      return {
        ...learning,
        asked: undefined,
        predictions: { ...learning.predictions, [event.runId]: value },
        log: withEvent(learning.log, { type: 'predicted', at: event.at, question, value }),
      };
    }
  }
}

/** Predictions follow their runs: into the browser's storage, and back from it. */
export function withPredictionsOf(learning: Learning, runs: readonly KnownRun[]): Learning {
  const predictions = { ...learning.predictions };
  const keptPredictions = { ...learning.keptPredictions };
  for (const { id, kept } of runs) {
    if (!kept) continue;
    if (predictions[id]) keptPredictions[kept.key] = predictions[id];
    else if (keptPredictions[kept.key]) predictions[id] = keptPredictions[kept.key];
  }
  const isNew =
    Object.keys(predictions).length > Object.keys(learning.predictions).length ||
    Object.keys(keptPredictions).length > Object.keys(learning.keptPredictions).length;
  return isNew ? { ...learning, predictions, keptPredictions } : learning;
}
