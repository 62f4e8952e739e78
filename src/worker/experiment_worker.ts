// The worker's entry for one run of an experiment: a request in, progress and the outcome out. A worker an execution, so
// that stopping it is ending it, and nothing a run leaves behind reaches the next.

import { reasonOf } from '../errors/reason.ts';
import type { RunOutcome, RunRequest } from '../experiments/run_outcome.ts';
import type { RunProgress } from '../experiments/run_queue.ts';
import { executeRun } from '../session/execute_run.ts';
import type { BackendName } from '../session/protocol.ts';
import { browserBackends } from './browser_backends.ts';
import { shippedModels } from './shipped_models.ts';

export type ExperimentCommand =
  | {
      readonly type: 'start';
      readonly request: RunRequest;
      /** Where the page's files are. */
      readonly base: string;
      /** Absent: the best there is. */
      readonly backend?: BackendName;
      readonly version: string;
    }
  | { readonly type: 'pause' }
  | { readonly type: 'resume' };

export type ExperimentMessage =
  | { readonly type: 'progress'; readonly progress: RunProgress }
  | { readonly type: 'done'; readonly outcome: RunOutcome }
  | { readonly type: 'failed'; readonly message: string };

const scope = self as unknown as DedicatedWorkerGlobalScope;
const post = (message: ExperimentMessage) => scope.postMessage(message);

let paused: Promise<void> | undefined;
let release = () => {};

/** Lets messages in, and waits while the queue is paused. */
async function gate(): Promise<void> {
  await new Promise<void>((resolve) => setTimeout(resolve, 0));
  await paused;
}

async function start({
  request,
  base,
  backend: name,
  version,
}: Extract<ExperimentCommand, { type: 'start' }>) {
  try {
    const backend = await browserBackends().activate(name);
    void backend.failed.then(({ message }) => post({ type: 'failed', message }));
    const outcome = await executeRun(request, {
      backend,
      loadModel: shippedModels(base),
      version,
      gate,
      onProgress: (progress) => post({ type: 'progress', progress }),
    });
    post({ type: 'done', outcome });
    backend.release();
  } catch (error) {
    post({ type: 'failed', message: reasonOf(error) });
  }
}

scope.addEventListener('message', ({ data }: MessageEvent<ExperimentCommand>) => {
  if (data.type === 'start') void start(data);
  if (data.type === 'pause')
    paused ??= new Promise((resolve) => {
      release = resolve;
    });
  if (data.type === 'resume') {
    release();
    paused = undefined;
  }
});
