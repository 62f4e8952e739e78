// Runs the Gaussian experiment off the main thread, in slices: between two of them it looks whether a newer request has
// come, and gives up the old one.
import { reasonOf } from '../errors/reason.ts';
import { type GaussianResult, gaussianSlices } from '../gaussian/experiment.ts';
import type { GaussianOptions } from '../gaussian/settings.ts';

export interface GaussianRequest {
  readonly id: number;
  readonly options: GaussianOptions;
}

export type GaussianReply =
  /** Only for requests that take long; 0..1. */
  | { readonly type: 'progress'; readonly id: number; readonly share: number }
  | {
      readonly type: 'result';
      readonly id: number;
      readonly options: GaussianOptions;
      readonly result: GaussianResult;
      readonly elapsedMs: number;
    }
  | { readonly type: 'problem'; readonly id: number; readonly message: string };

const LISTEN_EVERY_MS = 8;
const REPORT_EVERY_MS = 120;

let latestId = 0;

addEventListener('message', ({ data }: MessageEvent<GaussianRequest>) => {
  latestId = data.id;
  void answer(data);
});

const reply = (message: GaussianReply) => postMessage(message);

/** One turn of the event loop; setTimeout would wait 4 ms each time. */
function nextTask(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
}

async function answer({ id, options }: GaussianRequest): Promise<void> {
  const startMs = performance.now();
  let [listenedMs, reportedMs] = [startMs, startMs];
  try {
    const slices = gaussianSlices(options);
    for (;;) {
      const { done, value } = slices.next();
      const nowMs = performance.now();
      if (done) {
        reply({ type: 'result', id, options, result: value, elapsedMs: nowMs - startMs });
        return;
      }
      if (nowMs - reportedMs > REPORT_EVERY_MS) {
        reportedMs = nowMs;
        reply({ type: 'progress', id, share: value });
      }
      if (nowMs - listenedMs > LISTEN_EVERY_MS) {
        await nextTask();
        if (id !== latestId) return;
        listenedMs = performance.now();
      }
    }
  } catch (error) {
    reply({ type: 'problem', id, message: reasonOf(error) });
  }
}
