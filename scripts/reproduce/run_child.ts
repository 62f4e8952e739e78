// One run in a process of its own: `npm run reproduce` starts as many as there are cores. A request comes in by message,
// progress and the outcome go out.
import { reasonOf } from '../../src/errors/reason.ts';
import type { RunRequest } from '../../src/experiments/run_outcome.ts';
import { executeRun } from '../../src/session/execute_run.ts';
import type { ExperimentReply } from '../../src/worker/experiment_worker.ts';
import { loadModel } from '../lab/node_connection.ts';
import { nodeBackends } from '../lib/node_backends.ts';

export interface ChildRequest {
  readonly request: RunRequest;
  readonly backend: 'wasm' | 'cpu';
  readonly version: string;
}

/** Resolves when it is written: what is still in the channel is lost at a disconnect. */
const post = (reply: ExperimentReply) =>
  new Promise<void>((sent, failed) => {
    process.send!(reply, undefined, {}, (error) => (error ? failed(error) : sent()));
  });

process.once('message', async ({ request, backend: name, version }: ChildRequest) => {
  try {
    const backend = await nodeBackends.activate(name);
    const result = await executeRun(request, {
      backend,
      loadModel,
      version,
      onProgress: (progress) => void post({ type: 'progress', progress }),
    });
    await post({ type: 'result', result });
  } catch (error) {
    await post({ type: 'failed', message: reasonOf(error) });
  }
  process.disconnect();
});
