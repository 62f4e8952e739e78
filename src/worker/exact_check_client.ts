// Client of the worker that checks theorems. Each check is a topic: a newer request for the same check replaces a
// waiting one.
import type { CheckResult } from '../exact/check.ts';
import type { WorldSettings } from '../exact/world.ts';
import { openRequests, type Requests } from './request.ts';

export interface CheckRequest {
  readonly checkId: string;
  readonly settings: WorldSettings;
  readonly broken: boolean;
}

export interface CheckAnswer {
  readonly request: CheckRequest;
  readonly result: CheckResult;
  readonly elapsedMs: number;
}

export type CheckRequests = Requests<CheckRequest, never, CheckAnswer>;

export const openCheckWorker = (): CheckRequests =>
  openRequests(
    new Worker(new URL('./exact_check_worker.ts', import.meta.url), {
      type: 'module',
      name: 'theorem checks',
    }),
  );
