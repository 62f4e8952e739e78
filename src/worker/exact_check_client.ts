// The page's end of the worker that checks theorems. Its topics are the checks: one that waits gives way to a newer
// request for the same check.
import type { CheckAnswer, CheckRequest } from './exact_check_worker.ts';
import { openRequests, type Requests } from './request.ts';

export type CheckRequests = Requests<CheckRequest, never, CheckAnswer>;

export const openCheckWorker = (): CheckRequests =>
  openRequests(
    new Worker(new URL('./exact_check_worker.ts', import.meta.url), {
      type: 'module',
      name: 'theorem checks',
    }),
  );
