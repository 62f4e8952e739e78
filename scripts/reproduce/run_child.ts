// One run in a process of its own: `npm run reproduce` starts as many as there are cores. A request comes in by message,
// progress and the outcome go out.

import type { RunRequest } from '../../src/experiments/run_outcome.ts';
import { executeRun } from '../../src/worker/execute_run.ts';
import type { ExperimentMessage } from '../../src/worker/experiment_worker.ts';
import { loadModel } from '../lab/node_connection.ts';
import { nodeBackends } from '../lib/node_backends.ts';

export interface ChildRequest {
  readonly request: RunRequest;
  readonly backend: 'wasm' | 'cpu';
  readonly version: string;
}

const post = (message: ExperimentMessage) => process.send!(message);

process.once('message', async ({ request, backend: name, version }: ChildRequest) => {
  try {
    const backend = await nodeBackends.activate(name);
    const outcome = await executeRun(request, {
      backend,
      loadModel,
      version,
      onProgress: (progress) => post({ type: 'progress', progress }),
    });
    post({ type: 'done', outcome });
  } catch (error) {
    post({ type: 'failed', message: error instanceof Error ? error.message : String(error) });
  }
  process.disconnect();
});
