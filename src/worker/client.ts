// Client of the worker: commands in, events out. It keeps the last pieces and config of the current run and of the
// one before, so that both survive a crash of the worker. A switch of the backend then starts a new worker and resumes.
import { type RunPiece, resumptionAfter } from '../session/journal/run_piece.ts';
import type { Command, Load, WorkerEvent } from '../session/protocol.ts';
import type { TaskName } from '../tasks/task.ts';
import type { Storage } from './webgpu_backend.ts';

export interface Client {
  send(command: Command): void;
  dispose(): void;
}

/** @param storage number format of weights and activations on WebGPU. */
export function createClient(onEvent: (event: WorkerEvent) => void, storage?: Storage): Client {
  /** The current run, and the one that an undo would go back to. */
  const loads = new Map<number, Load>();
  let currentId: number | undefined;
  let beforeId: number | undefined;
  /** Where each of them stands. */
  const lastPiece = new Map<number | undefined, RunPiece>();
  let crashed = false;
  /** The visitor's data in use by the worker. */
  const pasted = new Map<TaskName, string | undefined>();
  const rewardModels = new Map<TaskName, Command>();
  let worker = spawn();

  function spawn(): Worker {
    const created = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module', name: 'training' });
    created.addEventListener('message', ({ data }: MessageEvent<WorkerEvent>) => {
      if (data.type === 'piece') keep(data.runId, data.piece);
      if (data.type === 'run-before') beforeId = data.runId;
      if (data.type === 'run-resumed' && data.leftId === currentId) currentId = data.runId;
      if (data.type === 'preferences') pasted.set(data.task, data.text);
      onEvent(data);
    });
    created.addEventListener('error', (event) => {
      event.preventDefault();
      if (crashed) return;
      crashed = true;
      created.terminate();
      beforeId = undefined;
      onEvent({ type: 'run-before' });
      const { step = 0, round = 0, totalSteps = 0 } = lastPiece.get(currentId) ?? {};
      const runId = currentId ?? 0;
      onEvent({ type: 'status', runId, status: 'failed', phase: 'sample', step, round, totalSteps });
      onEvent({
        type: 'fault',
        code: 'internal',
        message: `The worker stopped: ${event.message || 'unknown error'}. The run is kept up to step ${step}.`,
        canSwitchTo: 'cpu',
      });
    });
    created.postMessage({ type: 'init', base: document.baseURI, storage });
    for (const [task, text] of pasted)
      if (text !== undefined) created.postMessage({ type: 'preferences', task, text });
    for (const command of rewardModels.values()) created.postMessage(command);
    return created;
  }

  function current(): Load | undefined {
    return currentId === undefined ? undefined : loads.get(currentId);
  }

  function begin(load: Load): void {
    for (const runId of loads.keys())
      if (runId !== currentId && runId !== beforeId) {
        loads.delete(runId);
        lastPiece.delete(runId);
      }
    loads.set(load.runId, load);
    currentId = load.runId;
  }

  function change(runId: number | undefined, part: Partial<Load>): void {
    const load = runId === undefined ? undefined : loads.get(runId);
    if (load) loads.set(load.runId, { ...load, ...part });
  }

  function keep(runId: number, piece: RunPiece): void {
    lastPiece.set(runId, piece);
    change(runId, { resumption: resumptionAfter(loads.get(runId)?.resumption, piece) });
  }

  function send(command: Command): void {
    if (command.type === 'use-reward-model') rewardModels.set(command.task, command);
    if (command.type === 'load') begin(command);
    if (command.type === 'change') change(currentId, { config: command.config });
    if (crashed && (command.type === 'load' || command.type === 'switch')) {
      crashed = false;
      worker = spawn();
      const run = current();
      if (command.type === 'switch' && run) {
        worker.postMessage({ ...run, backend: command.backend });
        worker.postMessage({ type: 'play' });
        return;
      }
    }
    worker.postMessage(command);
  }

  return { send, dispose: () => worker.terminate() };
}
