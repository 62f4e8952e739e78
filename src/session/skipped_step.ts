// What the page hears of a step that was not finite: a notice, or a fault that pauses the run.
import type { WorkerEvent } from './protocol.ts';
import type { Run } from './run.ts';

const SKIPS_BEFORE_PAUSE = 3;

/** Counts anew after a fault. */
export function skippedStepEvent(
  { counters, training }: Run,
  reason: string,
): Extract<WorkerEvent, { type: 'notice' | 'fault' }> {
  const { skippedInARow } = counters;
  if (skippedInARow < SKIPS_BEFORE_PAUSE)
    return {
      type: 'notice',
      message: `Step ${training.progress.step} was skipped: its ${reason}. Parameters and moments are untouched.`,
    };
  counters.endRow();
  return {
    type: 'fault',
    code: 'not-finite',
    message: `Paused: ${skippedInARow} steps in a row were not finite (${reason}). Lower the learning rate or raise gamma, then go on.`,
  };
}
