// What the learner said, for the code of a run: the lesson and its step, the guess of that run, the answers, and the seat.
import { useMemo } from 'react';
import type { LearnerEvent } from '../../lessons/learner_event.ts';
import type { LessonStep } from '../../lessons/lesson.ts';
import { lessons } from '../../lessons/lessons.ts';
import { usePage } from '../frame/useStore.ts';
import { useClassLink } from '../link/class_link.ts';
import type { Said } from './result_of_run.ts';

/** The latest choice of each question that the lesson asks; marks on single answers are left out. */
export function answersIn(
  log: readonly LearnerEvent[],
  steps: readonly LessonStep[],
): Record<string, number> {
  const asked = new Set(
    steps.flatMap(({ ask = [] }) => ask.flatMap((one) => (one.kind === 'choice' ? [one.id] : []))),
  );
  return Object.fromEntries(
    log.flatMap((event) =>
      event.type === 'answered' && asked.has(event.question) ? [[event.question, event.choice]] : [],
    ),
  );
}

/** @param runId undefined: there is no run. */
export function useSaid(runId: number | undefined): Said {
  const { lesson: name, step, log, predictions } = usePage((state) => state.learning);
  const { seat } = useClassLink();
  return useMemo(() => {
    const steps = name ? lessons[name].steps : [];
    const prediction = runId === undefined ? undefined : predictions[runId];
    return {
      answers: answersIn(log, steps),
      ...(name && { lesson: { id: name, step: steps.findIndex(({ id }) => id === step) + 1 } }),
      ...(prediction && { prediction }),
      ...(seat !== undefined && { seat }),
    };
  }, [name, step, log, predictions, runId, seat]);
}
