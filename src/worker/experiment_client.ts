// The page's end of an experiment's runs: each in a worker of its own.
import type { Execute } from '../experiments/run_queue.ts';
import type { BackendName } from '../session/protocol.ts';
import type { ExperimentCommand, ExperimentMessage } from './experiment_worker.ts';

export interface ExperimentClientOptions {
  /** Where the page's files are. */
  readonly base: string;
  readonly version: string;
  /** Asked at every start; undefined: the best there is. */
  readonly backend: () => BackendName | undefined;
}

export const executeInWorkers =
  ({ base, version, backend }: ExperimentClientOptions): Execute =>
  (request, onProgress) => {
    const worker = new Worker(new URL('./experiment_worker.ts', import.meta.url), {
      type: 'module',
      name: request.key,
    });
    const send = (command: ExperimentCommand) => worker.postMessage(command);
    const outcome = new Promise<Awaited<ReturnType<Execute>['outcome']>>((resolve, reject) => {
      const end = (settle: () => void) => {
        worker.terminate();
        settle();
      };
      worker.addEventListener('message', ({ data }: MessageEvent<ExperimentMessage>) => {
        if (data.type === 'progress') onProgress(data.progress);
        else if (data.type === 'done') end(() => resolve(data.outcome));
        else end(() => reject(new Error(data.message)));
      });
      worker.addEventListener('error', (event) => {
        event.preventDefault();
        end(() => reject(new Error(`its worker stopped: ${event.message || 'unknown error'}`)));
      });
    });
    send({ type: 'start', request, base, backend: backend(), version });
    return {
      outcome,
      pause: () => send({ type: 'pause' }),
      resume: () => send({ type: 'resume' }),
      stop: () => worker.terminate(),
    };
  };
