// The log of a lesson: what is added, and what is read from it.
import type { LearnerEvent } from './learner_event.ts';

/** The latest events count; a lesson has about a hundred. */
export const MOST_EVENTS = 1000;

export const withEvent = (log: readonly LearnerEvent[], event: LearnerEvent): readonly LearnerEvent[] =>
  [...log, event].slice(-MOST_EVENTS);

/** The events since the learner came to the present step. */
export const ofThisStep = (log: readonly LearnerEvent[]): readonly LearnerEvent[] =>
  log.slice(1 + log.findLastIndex(({ type }) => type === 'entered'));
