// What the page hears where the visitor's own reward could not be had. A run that trains rests; one that opens fails.
import { reasonOf } from '../errors/reason.ts';
import type { WorkerEvent } from './protocol.ts';

/** @param rests whether the run goes on, or only a new start helps. */
export const unratedEvent = (
  runId: number | undefined,
  fault: unknown,
  rests: boolean,
): Extract<WorkerEvent, { readonly type: 'fault' }> => ({
  type: 'fault',
  runId,
  code: 'reward-failed',
  message: `${rests ? 'Paused: a' : 'A'}nswers could not be rated (${reasonOf(fault).replace(/\.$/, '')}). Put that right under “Bring your own”, then ${rests ? 'go on: nothing is lost' : 'restart'}.`,
});
