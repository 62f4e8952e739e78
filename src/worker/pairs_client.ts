// Client of the fitting of a reward model to pairs, in a worker of its own.
import type { FitPairs, StopPairs } from './pairs_protocol.ts';
import { askOnce } from './request.ts';

export const fitPairsInWorker: FitPairs = (question, onReply) => {
  const worker = new Worker(new URL('./pairs_worker.ts', import.meta.url), {
    type: 'module',
    name: 'reward model from pairs',
  });
  const asked = askOnce(worker, question, onReply);
  return {
    stop: () => worker.postMessage({ type: 'stop' } satisfies StopPairs),
    abandon: () => asked.stop(),
  };
};
