// Executes runs in processes of this machine, on WASM or plain JavaScript. A process that has done its run takes the
// next: starting one takes longer than a short run.
import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { RunOutcome } from '../../src/experiments/run_outcome.ts';
import type { Execute } from '../../src/experiments/run_queue.ts';
import { settling } from '../../src/worker/request.ts';
import type { Execution } from './execution.ts';
import type { ChildRequest } from './run_child.ts';

const CHILD = fileURLToPath(new URL('./run_child.ts', import.meta.url));
const OUTLIVE_SIGNALS = new URL('./outlive_signals.mjs', import.meta.url).href;

const start = () =>
  fork(CHILD, {
    execArgv: ['--import', OUTLIVE_SIGNALS, '--import', 'tsx'],
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    // A terminal sends Ctrl+C to a whole group. It would end a child that has not loaded its first line yet.
    detached: true,
  });

export function executeInProcesses(backend: 'cpu' | 'tfjs-wasm' | 'tfjs-cpu', version: string): Execution {
  const idle: ChildProcess[] = [];
  const living = new Set<ChildProcess>();
  const open = () => {
    const child = start();
    living.add(child);
    child.once('close', () => living.delete(child));
    return child;
  };
  const execute: Execute = (request, onProgress) => {
    const child = idle.pop() ?? open();
    // No other signal ends a child.
    const kill = () => child.kill('SIGKILL');
    const outcome = new Promise<RunOutcome>((resolve, reject) => {
      child.on('message', settling(resolve, reject, onProgress));
      child.once('error', reject);
      child.once('exit', (code, signal) =>
        reject(new Error(`its process ended (${signal ?? `exit code ${code}`}) before the run did`)),
      );
    });
    child.send({ request, backend, version } satisfies ChildRequest);
    const rest = () => {
      for (const event of ['message', 'error', 'exit']) child.removeAllListeners(event);
      idle.push(child);
    };
    outcome.then(rest, kill);
    return {
      outcome,
      pause: () => child.kill('SIGSTOP'),
      resume: () => child.kill('SIGCONT'),
      stop: kill,
    };
  };
  return {
    execute,
    async close() {
      for (const child of living) child.kill('SIGKILL');
    },
  };
}
