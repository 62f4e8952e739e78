// Runs theorem checks off the main thread, one a task: enumerating all 4-tuples of 8 outcomes takes long enough to be
// felt. A newer request for a check takes the place of one that still waits.
import { theoremChecks } from '../../exact/checks.ts';
import type { CheckReply, CheckRequest } from './useTheoremChecks.ts';

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
