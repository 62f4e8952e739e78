// Client of the worker that checks theorems. Each check is a topic: a newer request for the same check replaces a
// waiting one.
import type { CheckAnswer, CheckRequest } from './exact_check_worker.ts';
import { openRequests, type Requests } from './request.ts';

export type CheckRequests = Requests<CheckRequest, never, CheckAnswer>;

export const openCheckWorker = (): CheckRequests =>
  openRequests(
    () =>
      new Worker(new URL('./exact_check_worker.ts', import.meta.url), {
        type: 'module',
        name: 'theorem checks',
      }),
  );
