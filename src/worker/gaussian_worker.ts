// Runs the Gaussian experiment off the main thread, in slices. Between slices it checks for a newer request, and then
// abandons the old one.
import { yieldToMessages } from '../event_loop/yield_to_messages.ts';
import { type GaussianResult, gaussianSlices } from '../gaussian/experiment.ts';
import type { GaussianOptions } from '../gaussian/settings.ts';
import { type AnswerContext, answerRequests } from './request.ts';

export interface GaussianAnswer {
  readonly result: GaussianResult;
  /** Options of the request behind the result. */
  readonly options: GaussianOptions;
  readonly elapsedMs: number;
}

const LISTEN_EVERY_MS = 8;
const REPORT_EVERY_MS = 120;

answerRequests(answer);

async function answer(
  options: GaussianOptions,
  { progress, isOutdated }: AnswerContext<number>,
): Promise<GaussianAnswer> {
  const startMs = performance.now();
  let [listenedMs, reportedMs] = [startMs, startMs];
  const slices = gaussianSlices(options);
  while (!isOutdated()) {
    const { done, value } = slices.next();
    const nowMs = performance.now();
    if (done) return { options, result: value, elapsedMs: nowMs - startMs };
    if (nowMs - reportedMs > REPORT_EVERY_MS) {
      reportedMs = nowMs;
      progress(value);
    }
    if (nowMs - listenedMs > LISTEN_EVERY_MS) {
      await yieldToMessages();
      listenedMs = performance.now();
    }
  }
  throw new Error('abandoned for a newer request');
}
