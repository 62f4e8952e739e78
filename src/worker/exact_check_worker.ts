// Runs theorem checks off the main thread, one a task: enumerating all 4-tuples of 8 outcomes takes long enough to be
// felt. A newer request for a check takes the place of one that still waits.

import type { CheckResult } from '../exact/check.ts';
import { theoremChecks } from '../exact/checks.ts';
import type { WorldSettings } from '../exact/world.ts';

export interface CheckRequest {
  readonly checkId: string;
  readonly settings: WorldSettings;
  readonly broken: boolean;
}

export interface CheckReply {
  readonly request: CheckRequest;
  readonly result: CheckResult;
  readonly elapsedMs: number;
}

const waiting = new Map<string, CheckRequest>();

addEventListener('message', ({ data }: MessageEvent<CheckRequest>) => {
  waiting.set(data.checkId, data);
  setTimeout(runNext);
});

function runNext(): void {
  for (const request of waiting.values()) {
    waiting.delete(request.checkId);
    const check = theoremChecks.find(({ id }) => id === request.checkId);
    if (!check) throw new Error(`invalid check: ${request.checkId}`);
    const startMs = performance.now();
    const result = check.run(request.settings, request.broken);
    const elapsedMs = performance.now() - startMs;
    postMessage({ request, result, elapsedMs } satisfies CheckReply);
    return;
  }
}
