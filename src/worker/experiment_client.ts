// Client of an experiment's runs, each in a worker of its own while it runs.
import { afterSeconds, SILENT_SECONDS } from '../event_loop/seconds.ts';
import type { RunOutcome } from '../experiments/run_outcome.ts';
import type { Execute, RunProgress } from '../experiments/run_queue.ts';
import type { BackendName } from '../session/protocol.ts';
import type { ExperimentControl, ExperimentQuestion } from './experiment_worker.ts';
import { IdleWorkers } from './idle_workers.ts';
import { sendOwnFiles } from './own_files_in_use.ts';
import { settling } from './request.ts';

export interface ExperimentClientOptions {
  /** Base URL of the page's files. */
  readonly base: string;
  readonly version: string;
  /** Called at every start; undefined: the best available. */
  readonly backend: () => BackendName | undefined;
  /** Cores that each run may take; absent: all. */
  readonly cores?: number;
}

const NO_SCRIPT = `The worker’s script has not arrived after ${SILENT_SECONDS} s.`;

/** How long a worker waits for another run. */
const KEPT_MS = 5000;

export function executeInWorkers({ base, version, backend, cores }: ExperimentClientOptions): Execute {
  const idle = new IdleWorkers<Worker, ExperimentQuestion, RunProgress, RunOutcome>(
    () =>
      new Worker(new URL('./experiment_worker.ts', import.meta.url), { type: 'module', name: 'experiment' }),
    KEPT_MS,
  );
  return (request, onProgress) => {
    const asked = idle.take();
    const { worker, requests } = asked;
    const control = (type: ExperimentControl['type']) => () =>
      worker.postMessage({ type } satisfies ExperimentControl);
    const callOff = afterSeconds(SILENT_SECONDS, () => {
      if (requests.state === 'silent') onProgress({ step: 0, totalSteps: 0, silence: NO_SCRIPT });
    });
    const outcome = new Promise<RunOutcome>((resolve, reject) => {
      const settle = settling(resolve, reject, onProgress);
      if (request.config.task === 'own') sendOwnFiles(worker);
      requests.ask({ request, base, backend: backend(), cores, version }, (reply) => {
        callOff();
        if (reply.type === 'result') idle.keep(asked);
        // What failed may be the worker's device.
        if (reply.type === 'failed') requests.stop();
        settle(reply);
      });
    });
    const stop = () => {
      callOff();
      requests.stop();
    };
    return { outcome, pause: control('pause'), resume: control('resume'), stop };
  };
}
