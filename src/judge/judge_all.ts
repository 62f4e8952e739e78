// Many pairs put to the judge, a bounded number at a time; what was judged is kept whatever happens after.
import { following } from './abort.ts';
import { Asker } from './asker.ts';
import { comparePair } from './compare.ts';
import { type JudgeEnvironment, realEnvironment } from './environment.ts';
import { JudgeFault } from './fault.ts';
import type { JudgePair } from './prompts.ts';
import { problemSentence } from './sentences.ts';
import type { JudgeSettings } from './settings.ts';
import { type JudgeTotals, type PairResult, totalsOf } from './totals.ts';

export interface JudgeProgress {
  /** Which pair is done, and how. */
  readonly index: number;
  readonly result: PairResult;
  readonly done: number;
  readonly total: number;
  readonly totals: JudgeTotals;
}

export interface JudgeOutcome {
  /** One a pair, in their order. */
  readonly results: readonly PairResult[];
  readonly totals: JudgeTotals;
  /** Why the judge stopped asking and the way out, one sentence for the visitor; undefined if it did not. */
  readonly problem?: string;
  readonly cancelled: boolean;
}

export interface JudgeOptions {
  readonly signal?: AbortSignal;
  /** Called after every pair that was judged or failed. */
  readonly onProgress?: (progress: JudgeProgress) => void;
  readonly environment?: JudgeEnvironment;
}

/**
 * Judges every pair in both orders. Faults and cancelling are part of the outcome; it rejects only with an error of
 * `onProgress` itself.
 */
export async function judgeAll(
  pairs: readonly JudgePair[],
  settings: JudgeSettings,
  { signal, onProgress, environment = realEnvironment }: JudgeOptions = {},
): Promise<JudgeOutcome> {
  const start = performance.now();
  const { controller, release } = following(signal);
  const asker = new Asker(settings, environment, controller.signal);
  const results: PairResult[] = pairs.map(() => ({ state: 'unasked' }));
  let next = 0;
  let done = 0;
  let malformed = 0;
  let failedInARow = 0;
  let problem: string | undefined;
  const totals = () => totalsOf(results, asker, malformed, (performance.now() - start) / 1000);

  const judged = async (pair: JudgePair): Promise<PairResult> => {
    try {
      const comparison = await comparePair(asker, pair, () => malformed++);
      failedInARow = 0;
      return { state: 'judged', ...comparison };
    } catch (error) {
      // What ends because the run does is not a failure of the pair.
      if (controller.signal.aborted) return { state: 'unasked' };
      if (!(error instanceof JudgeFault)) throw error;
      failedInARow++;
      const reason = problemSentence(error, settings);
      if (failedInARow >= settings.stopAfter) {
        problem = reason;
        controller.abort();
      }
      return { state: 'failed', kind: error.kind, reason };
    }
  };

  const work = async () => {
    while (next < pairs.length && !controller.signal.aborted) {
      const index = next++;
      const result = await judged(pairs[index]);
      results[index] = result;
      if (result.state === 'unasked') continue;
      done++;
      onProgress?.({ index, result, done, total: pairs.length, totals: totals() });
    }
  };

  try {
    await Promise.all(Array.from({ length: Math.min(settings.parallel, pairs.length) }, work));
  } finally {
    controller.abort();
    release();
  }
  return {
    results,
    totals: totals(),
    ...(problem !== undefined && { problem }),
    cancelled: problem === undefined && results.some(({ state }) => state === 'unasked'),
  };
}
