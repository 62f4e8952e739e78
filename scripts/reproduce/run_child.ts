// Child process for runs, one after the other: `npm run reproduce` keeps one per core busy. A request arrives as a
// message; progress and the outcome are sent back.
import { reasonOf } from '../../src/errors/reason.ts';
import type { RunRequest } from '../../src/experiments/run_outcome.ts';
import { executeRun } from '../../src/session/execute_run.ts';
import { backendFor } from '../../src/session/plain_backend.ts';
import type { ExperimentReply } from '../../src/worker/experiment_worker.ts';
import { loadModel } from '../lab/node_connection.ts';
import { nodeBackends } from '../lib/node_backends.ts';

export interface ChildRequest {
  readonly request: RunRequest;
  readonly backend: 'cpu' | 'tfjs-wasm' | 'tfjs-cpu';
  readonly version: string;
}

const post = (reply: ExperimentReply) => void process.send!(reply);

process.on('message', async ({ request, backend: name, version }: ChildRequest) => {
  try {
    const backend = await backendFor(request.config, () => nodeBackends.activate(name));
    const result = await executeRun(request, {
      backend,
      loadModel,
      version,
      onProgress: (progress) => post({ type: 'progress', progress }),
    });
    post({ type: 'result', result });
  } catch (error) {
    post({ type: 'failed', message: reasonOf(error) });
  }
});
