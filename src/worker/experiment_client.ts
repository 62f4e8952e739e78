// Client of an experiment's runs, each in a separate worker.
import type { RunOutcome } from '../experiments/run_outcome.ts';
import type { Execute } from '../experiments/run_queue.ts';
import type { BackendName } from '../session/protocol.ts';
import type { ExperimentControl, ExperimentQuestion } from './experiment_worker.ts';
import { askOnce, settling } from './request.ts';

export interface ExperimentClientOptions {
  /** Base URL of the page's files. */
  readonly base: string;
  readonly version: string;
  /** Called at every start; undefined: the best available. */
  readonly backend: () => BackendName | undefined;
  /** Cores that each run may take; absent: all. */
  readonly cores?: number;
}

export const executeInWorkers =
  ({ base, version, backend, cores }: ExperimentClientOptions): Execute =>
  (request, onProgress) => {
    const worker = new Worker(new URL('./experiment_worker.ts', import.meta.url), {
      type: 'module',
      name: request.key,
    });
    const question: ExperimentQuestion = { request, base, backend: backend(), cores, version };
    const control = (type: ExperimentControl['type']) => () =>
      worker.postMessage({ type } satisfies ExperimentControl);
    let stop = () => {};
    const outcome = new Promise<RunOutcome>((resolve, reject) => {
      ({ stop } = askOnce(worker, question, settling(resolve, reject, onProgress)));
    });
    return { outcome, pause: control('pause'), resume: control('resume'), stop };
  };
