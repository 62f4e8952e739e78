// What the page does in a lesson. A run that starts locks the prediction that was drawn for it.
import { presetFor } from '../config/presets.ts';
import type { RunConfig } from '../config/schema.ts';
import type { Deed, LearnerEvent } from '../lessons/learner_event.ts';
import type { LessonName } from '../lessons/lesson_cards.ts';
import type { Passed, Progress } from '../lessons/progress.ts';
import type { AskedPrediction } from './learning.ts';
import { currentRun, type PageEvent, type PageState } from './page_state.ts';

interface LessonOptions {
  readonly getState: () => PageState;
  readonly act: (...events: PageEvent[]) => void;
  /** Begins a run with the drafted settings. */
  readonly restart: () => void;
  /** The next settings, with those that a teacher's link holds. */
  readonly held: (next: RunConfig) => RunConfig;
}

/** The drafted settings with a step's own. A step that names task or method begins from their preset; the seed stays. */
export function setUpConfig(draft: RunConfig, change: Partial<RunConfig>): RunConfig {
  const names = change.task !== undefined || change.method !== undefined;
  const base = names ? presetFor(change.task ?? draft.task, change.method ?? draft.method) : draft;
  return { ...base, ...change, seed: draft.seed };
}

export function lessonActions({ getState, act, restart, held }: LessonOptions) {
  return {
    openLesson: (lesson: LessonName, progress: Progress) => act({ type: 'lesson-opened', lesson, progress }),
    closeLesson: () => act({ type: 'lesson-closed' }),
    /** Notes what the learner did; outside a lesson nothing is noted. */
    note(deed: Deed): void {
      if (getState().learning.lesson)
        act({ type: 'learner-did', event: { ...deed, at: Date.now() } as LearnerEvent });
    },
    turnToStep: (step: string) => act({ type: 'lesson-turned', step, at: Date.now() }),
    passStep: (step: string, passed: Passed) => act({ type: 'step-passed', step, passed }),
    askPrediction: (asked?: AskedPrediction) => act({ type: 'prediction-asked', asked }),
    /** Drafts a step's settings and loads them as a run; earlier runs stay in the charts. */
    setUp(change: Partial<RunConfig>): void {
      act({ type: 'drafted', config: held(setUpConfig(getState().draft, change)) });
      restart();
    },
    lockPrediction(): void {
      const { learning } = getState();
      const run = currentRun(getState());
      if (learning.asked?.value && run?.steps.length === 0)
        act({ type: 'prediction-locked', runId: run.id, at: Date.now() });
    },
  };
}
