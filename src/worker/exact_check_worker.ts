// Runs theorem checks off the main thread, one per event-loop task. Enumerating all 4-tuples of 8 outcomes would
// noticeably block the page.
import type { CheckResult } from '../exact/check.ts';
import { theoremChecks } from '../exact/checks.ts';
import type { WorldSettings } from '../exact/world.ts';
import { answerRequests } from './request.ts';

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

answerRequests((request: CheckRequest): CheckAnswer => {
  const check = theoremChecks.find(({ id }) => id === request.checkId);
  if (!check) throw new Error(`invalid check: ${request.checkId}`);
  const startMs = performance.now();
  const result = check.run(request.settings, request.broken);
  return { request, result, elapsedMs: performance.now() - startMs };
});
