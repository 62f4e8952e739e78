// Pairs put to the judge in both orders, a bounded number at a time. What was judged is kept whatever happens later.
import type { Verdict } from '../tasks/task.ts';
import { Asker, type JudgeEnvironment, quotable, realEnvironment } from './client.ts';
import { type FaultKind, JudgeFault, problemSentence } from './faults.ts';
import {
  type JudgePair,
  judgeMessages,
  type Message,
  parseVerdict,
  swappedVerdict,
  verdictReminder,
} from './prompts.ts';
import type { JudgeSettings } from './settings.ts';
import { type Comparison, type JudgeTotals, type PairResult, totalsOf } from './totals.ts';

/** What two orders say together: what they agree on, otherwise a tie. */
export const combinedVerdict = (orders: readonly [Verdict, Verdict]): Verdict =>
  orders[0] === orders[1] ? orders[0] : 'tie';

/** Asks once more if the answer cannot be read; `onMalformed` counts such answers. */
async function askVerdict(
  asker: Asker,
  messages: readonly Message[],
  onMalformed: () => void,
): Promise<Verdict> {
  let question = messages;
  for (let attempt = 0; ; attempt++) {
    try {
      const answer = await asker.ask(question);
      const verdict = parseVerdict(answer);
      if (verdict) return verdict;
      // Some servers refuse a message without content, so an empty answer is not quoted back.
      if (answer !== '') question = verdictReminder(messages, answer);
      throw new JudgeFault('no-verdict', { quote: quotable(answer, asker.settings) });
    } catch (error) {
      if (!(error instanceof JudgeFault) || !['no-verdict', 'nonsense'].includes(error.kind)) throw error;
      onMalformed();
      if (attempt > 0) throw error;
    }
  }
}

/**
 * Both orders of a pair, which cancels a preference for the first or the second place.
 * Throws a JudgeFault if either order fails; the second is not asked for if the first has failed.
 */
async function comparePair(asker: Asker, pair: JudgePair, onMalformed: () => void): Promise<Comparison> {
  const forward = await askVerdict(asker, judgeMessages(pair), onMalformed);
  const reversedPair = { ...pair, first: pair.second, second: pair.first };
  const backward = swappedVerdict(await askVerdict(asker, judgeMessages(reversedPair), onMalformed));
  const orders = [forward, backward] as const;
  return { verdict: combinedVerdict(orders), orders };
}

export interface JudgeProgress {
  /** Index and result of the pair that is done. */
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
  /** Why the judge stopped asking and the way out, one sentence for the visitor; undefined if it did not stop. */
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
 * Judges every pair in both orders. Faults and cancelling are part of the outcome.
 * It rejects only with an error that `onProgress` throws.
 */
export async function judgeAll(
  pairs: readonly JudgePair[],
  settings: JudgeSettings,
  { signal: cancel, onProgress, environment = realEnvironment }: JudgeOptions = {},
): Promise<JudgeOutcome> {
  const start = performance.now();
  const stop = new AbortController();
  const signal = cancel ? AbortSignal.any([cancel, stop.signal]) : stop.signal;
  const asker = new Asker(settings, environment, signal);
  const results: PairResult[] = pairs.map(() => ({ state: 'unasked' }));
  let next = 0;
  let done = 0;
  let malformed = 0;
  let failedInARow = 0;
  let problem: string | undefined;
  const totals = () => totalsOf(results, asker, malformed, (performance.now() - start) / 1000);

  const judgePair = async (pair: JudgePair): Promise<PairResult> => {
    try {
      const comparison = await comparePair(asker, pair, () => malformed++);
      failedInARow = 0;
      return { state: 'judged', ...comparison };
    } catch (error) {
      // A pair has not failed if it ends because the run does.
      if (signal.aborted) return { state: 'unasked' };
      if (!(error instanceof JudgeFault)) throw error;
      failedInARow++;
      const reason = problemSentence(error, settings);
      if (failedInARow >= settings.stopAfter) {
        problem = reason;
        stop.abort();
      }
      return { state: 'failed', kind: error.kind, reason };
    }
  };

  const work = async () => {
    while (next < pairs.length && !signal.aborted) {
      const index = next++;
      const result = await judgePair(pairs[index]);
      results[index] = result;
      if (result.state === 'unasked') continue;
      done++;
      onProgress?.({ index, result, done, total: pairs.length, totals: totals() });
    }
  };

  try {
    await Promise.all(Array.from({ length: Math.min(settings.parallel, pairs.length) }, work));
  } finally {
    // An error of `onProgress` ends the other requests too.
    stop.abort();
  }
  return {
    results,
    totals: totals(),
    ...(problem !== undefined && { problem }),
    cancelled: problem === undefined && results.some(({ state }) => state === 'unasked'),
  };
}

export type ProbeResult =
  | { readonly ok: true; readonly seconds: number }
  /** One sentence for the visitor with the way out. */
  | { readonly ok: false; readonly kind: FaultKind; readonly problem: string };

/** The smallest limit that every server takes. */
const PROBE_ANSWER_TOKENS = 16;

/**
 * Whether a judge answers at all: one tiny request without retries, before anything is spent on it.
 * Rejects only with the signal's reason once it aborts.
 */
export async function probe(
  settings: JudgeSettings,
  signal: AbortSignal = new AbortController().signal,
): Promise<ProbeResult> {
  const start = performance.now();
  try {
    const asker = new Asker({ ...settings, retries: 0 }, realEnvironment, signal);
    await asker.ask([{ role: 'user', content: 'Reply with the word: ready' }], PROBE_ANSWER_TOKENS);
    return { ok: true, seconds: (performance.now() - start) / 1000 };
  } catch (error) {
    if (!(error instanceof JudgeFault)) throw error;
    return { ok: false, kind: error.kind, problem: problemSentence(error, settings) };
  }
}
