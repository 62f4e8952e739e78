// Executes runs in processes of this machine, on WASM or plain JavaScript.
import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { RunOutcome } from '../../src/experiments/run_outcome.ts';
import type { Execute } from '../../src/experiments/run_queue.ts';
import { settling } from '../../src/worker/request.ts';
import type { ChildRequest } from './run_child.ts';

const CHILD = fileURLToPath(new URL('./run_child.ts', import.meta.url));

export const executeInProcesses =
  (backend: 'wasm' | 'cpu', version: string): Execute =>
  (request, onProgress) => {
    const child = fork(CHILD, {
      execArgv: ['--import', 'tsx'],
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    const outcome = new Promise<RunOutcome>((resolve, reject) => {
      child.on('message', settling(resolve, reject, onProgress));
      child.once('error', reject);
      child.once('exit', (code, signal) =>
        reject(new Error(`its process ended (${signal ?? `exit code ${code}`}) before the run did`)),
      );
    });
    child.send({ request, backend, version } satisfies ChildRequest);
    return {
      outcome,
      pause: () => child.kill('SIGSTOP'),
      resume: () => child.kill('SIGCONT'),
      stop: () => child.kill(),
    };
  };
