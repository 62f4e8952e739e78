// What the page does in a lesson. A run that starts locks the prediction that was drawn for it.
import type { Deed, LearnerEvent } from '../lessons/learner_event.ts';
import type { LearningEvent } from './learning.ts';
import { currentRun, type PageState } from './page_state.ts';

interface LessonOptions {
  readonly getState: () => PageState;
  readonly act: (event: LearningEvent) => void;
}

export function lessonActions({ getState, act }: LessonOptions) {
  return {
    /** Something happened in the lesson. */
    learn: (event: LearningEvent) => act(event),
    /** Notes what the learner did; outside a lesson nothing is noted. */
    note(deed: Deed): void {
      if (getState().learning.lesson)
        act({ type: 'learner-did', event: { ...deed, at: Date.now() } as LearnerEvent });
    },
    lockPrediction(): void {
      const run = currentRun(getState());
      if (getState().learning.asked?.value && run?.steps.length === 0)
        act({ type: 'prediction-locked', runId: run.id, at: Date.now() });
    },
  };
}
