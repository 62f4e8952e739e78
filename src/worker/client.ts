// Client of the worker: commands in, events out. It keeps the last checkpoint and config, so that a run survives a
// crash of the worker. A switch of the backend then starts a new worker and resumes the run.
import type { Command, Load, TrainingCheckpoint, WorkerEvent } from '../session/protocol.ts';
import type { TaskName } from '../tasks/task.ts';
import type { Storage } from './webgpu_backend.ts';

export interface Client {
  send(command: Command): void;
  dispose(): void;
}

/** @param storage number format of weights and activations on WebGPU. */
export function createClient(onEvent: (event: WorkerEvent) => void, storage?: Storage): Client {
  let load: Load | undefined;
  let checkpoint: TrainingCheckpoint | undefined;
  /** Of the run before, to which an undo goes back. */
  let before: { readonly load?: Load; readonly checkpoint?: TrainingCheckpoint } = {};
  let crashed = false;
  /** The visitor's data in use by the worker. */
  const pasted = new Map<TaskName, string | undefined>();
  const rewardModels = new Map<TaskName, Command>();
  let worker = spawn();

  function spawn(): Worker {
    const created = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module', name: 'training' });
    created.addEventListener('message', ({ data }: MessageEvent<WorkerEvent>) => {
      if (data.type === 'checkpoint' && data.runId === load?.runId) checkpoint = data.checkpoint;
      if (data.type === 'preferences') pasted.set(data.task, data.text);
      onEvent(data);
    });
    created.addEventListener('error', (event) => {
      event.preventDefault();
      if (crashed) return;
      crashed = true;
      created.terminate();
      onEvent({
        type: 'status',
        status: 'failed',
        phase: 'sample',
        step: checkpoint?.step ?? 0,
        round: checkpoint?.round ?? 0,
        totalSteps: 0,
      });
      onEvent({
        type: 'fault',
        code: 'internal',
        message: `The worker stopped: ${event.message || 'unknown error'}. The run is kept up to step ${checkpoint?.step ?? 0}.`,
        canSwitchTo: 'cpu',
      });
    });
    created.postMessage({ type: 'init', base: document.baseURI, storage });
    for (const [task, text] of pasted)
      if (text !== undefined) created.postMessage({ type: 'preferences', task, text });
    for (const command of rewardModels.values()) created.postMessage(command);
    return created;
  }

  function send(command: Command): void {
    if (command.type === 'use-reward-model') rewardModels.set(command.task, command);
    if (command.type === 'load') {
      before = { load, checkpoint };
      load = command;
      checkpoint = command.checkpoint;
    } else if (command.type === 'undo') ({ load, checkpoint } = before);
    else if (command.type === 'change' && load) load = { ...load, config: command.config };
    if (crashed && (command.type === 'load' || command.type === 'switch')) {
      crashed = false;
      worker = spawn();
      if (command.type === 'switch' && load) {
        worker.postMessage({ ...load, backend: command.backend, checkpoint });
        worker.postMessage({ type: 'play' });
        return;
      }
    }
    worker.postMessage(command);
  }

  return { send, dispose: () => worker.terminate() };
}
