// Child process for runs, one after the other: `npm run reproduce` keeps one per core busy. A request arrives as a
// message; progress and the outcome are sent back. Models and backend are opened once; a run has one thread.
import { setImmediate } from 'node:timers/promises';
import { reasonOf } from '../../src/errors/reason.ts';
import type { RunRequest } from '../../src/experiments/run_outcome.ts';
import type { ActiveBackend } from '../../src/session/backend.ts';
import { executeRun } from '../../src/session/execute_run.ts';
import { loadedOnce } from '../../src/session/model_files.ts';
import { backendFor } from '../../src/session/plain_backend.ts';
import type { ExperimentReply } from '../../src/worker/experiment_worker.ts';
import { loadModel } from '../lab/node_connection.ts';
import { nodeBackends } from '../lib/node_backends.ts';

export interface ChildRequest {
  readonly request: RunRequest;
  readonly backend: 'cpu' | 'tfjs-wasm' | 'tfjs-cpu';
  readonly version: string;
}

const loadOnce = loadedOnce(loadModel);
let opened: { readonly name: ChildRequest['backend']; readonly backend: Promise<ActiveBackend> } | undefined;

function activate(name: ChildRequest['backend']): Promise<ActiveBackend> {
  if (opened?.name !== name) opened = { name, backend: nodeBackends.activate(name) };
  return opened.backend;
}

const TURN_MS = 50;
let nextTurnMs = 0;

/** Lets the event loop turn: a run on WASM would not see before its end that its command is gone. */
async function gate(): Promise<void> {
  if (performance.now() < nextTurnMs) return;
  await setImmediate();
  nextTurnMs = performance.now() + TURN_MS;
}

const post = (reply: ExperimentReply) => void process.send!(reply);

process.on('message', async ({ request, backend: name, version }: ChildRequest) => {
  try {
    const backend = await backendFor(request.config, () => activate(name));
    const result = await executeRun(request, {
      backend,
      loadModel: loadOnce,
      version,
      gate,
      onProgress: (progress) => post({ type: 'progress', progress }),
    });
    post({ type: 'result', result });
  } catch (error) {
    opened = undefined;
    post({ type: 'failed', message: reasonOf(error) });
  }
});
