// Client of the judge's worker, one worker for each question. Its address names the judge's origin, so that a server of
// the page can allow this worker that one origin and nothing else.
import type { JudgeOutcome, JudgeProgress, judgeAll, ProbeResult, probe } from '../judge/ask.ts';
import { inputOf, type JudgeSettings } from '../judge/settings.ts';
import { type JudgeTotals, type PairResult, totalsOf } from '../judge/totals.ts';
import type { JudgeQuestion } from './judge_worker.ts';
import workerUrl from './judge_worker.ts?worker&url';
import { askOnce, settling } from './request.ts';

/** The query of the worker's address, which `scripts/lib/serve.mjs` reads. */
const ORIGIN_KEY = 'connect';

function openWorker({ endpoint }: JudgeSettings): Worker {
  const url = new URL(workerUrl, import.meta.url);
  url.searchParams.set(ORIGIN_KEY, new URL(endpoint).origin);
  return new Worker(url, { type: 'module', name: 'judge' });
}

/** @param onStop called after the worker was ended because the signal aborted. */
function ask<Result>(
  settings: JudgeSettings,
  pairs: JudgeQuestion['pairs'],
  {
    signal,
    onProgress = () => {},
    onStop,
  }: {
    readonly signal?: AbortSignal;
    readonly onProgress?: (progress: JudgeProgress) => void;
    readonly onStop: (resolve: (result: Result) => void, reject: (reason: unknown) => void) => void;
  },
): Promise<Result> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return onStop(resolve, reject);
    const { stop } = askOnce<JudgeQuestion, JudgeProgress, Result>(
      openWorker(settings),
      { settings: inputOf(settings), pairs },
      settling(resolve, reject, onProgress),
    );
    signal?.addEventListener('abort', () => {
      stop();
      onStop(resolve, reject);
    });
  });
}

/** As `judgeAll`, in a worker. A stop keeps what was judged, even if the server or the worker hangs. */
export const judgeAllInWorker: typeof judgeAll = (pairs, settings, { signal, onProgress } = {}) => {
  const results: PairResult[] = pairs.map(() => ({ state: 'unasked' }));
  let totals: JudgeTotals = totalsOf(
    results,
    { requests: 0, promptTokens: undefined, completionTokens: undefined },
    0,
    0,
  );
  return ask<JudgeOutcome>(settings, pairs, {
    signal,
    onProgress(progress) {
      results[progress.index] = progress.result;
      totals = progress.totals;
      onProgress?.(progress);
    },
    onStop: (resolve) => resolve({ results, totals, cancelled: true }),
  });
};

/** As `probe`, in a worker. */
export const probeInWorker: typeof probe = (settings, signal) =>
  ask<ProbeResult>(settings, undefined, { signal, onStop: (_resolve, reject) => reject(signal?.reason) });
