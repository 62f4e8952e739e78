// The step that is shown, the facts that it is checked on, and the ways to go on.
import { useEffect, useMemo } from 'react';
import type { Facts, Lesson, LessonStep } from '../../lessons/lesson.ts';
import type { Passed } from '../../lessons/progress.ts';
import { currentRun } from '../../store/page_state.ts';
import { useActions, usePage } from '../frame/useStore.ts';
import { openStepView } from './step_view.ts';

export interface ShownStep {
  readonly step: LessonStep;
  /** From 0. */
  readonly at: number;
  readonly facts: Facts;
  readonly passed?: Passed;
  /** To another step; a step that was not passed is skipped on the way to the next. */
  readonly turn: (by: 1 | -1) => void;
}

function useFacts(): Facts {
  const runs = usePage((state) => state.runs);
  const current = usePage(currentRun);
  const predictions = usePage((state) => state.learning.predictions);
  const log = usePage((state) => state.learning.log);
  return useMemo(() => ({ runs, current, predictions, log }), [runs, current, predictions, log]);
}

export function useLessonStep({ steps }: Lesson): ShownStep {
  const store = useActions();
  const id = usePage((state) => state.learning.step);
  const at = Math.max(
    0,
    steps.findIndex((one) => one.id === id),
  );
  const step = steps[at];
  const passed = usePage((state) => state.learning.passed[step.id]);
  const facts = useFacts();
  const reply = step.done(facts) ? step.reply(facts) : undefined;
  useEffect(() => {
    if (reply !== undefined && (passed?.how !== 'done' || passed.reply !== reply))
      store.learn({ type: 'step-passed', step: step.id, passed: { how: 'done', reply } });
  }, [store, step, reply, passed]);
  // A run may come and go, but the page of a step opens once.
  useEffect(() => openStepView(step), [step]);
  const turn = (by: 1 | -1) => {
    const next = steps[at + by];
    if (by > 0 && !passed) store.learn({ type: 'step-passed', step: step.id, passed: { how: 'skipped' } });
    if (next) store.learn({ type: 'lesson-turned', step: next.id, at: Date.now() });
  };
  return { step, at, facts, passed, turn };
}
