// Client of the worker: commands in, events out. It keeps the last pieces and config of the current run and of the
// one before, so that both survive a crash of the worker. A switch of the backend then starts a new worker and resumes.

import type { OwnRunFiles } from '../own/workshop/own_setup.ts';
import { type RunPiece, resumptionAfter } from '../session/journal/run_piece.ts';
import type { OwnFilesEvent } from '../session/own_runs.ts';
import type { BackendName, Command, Load, RunStatus, WorkerEvent } from '../session/protocol.ts';
import type { TaskName } from '../tasks/task.ts';
import { type Heartbeat, isHeartbeat, watchHeartbeat } from './heartbeat.ts';
import { keepOwnFiles, sendOwnFiles } from './own_files_in_use.ts';
import type { Storage } from './webgpu_backend.ts';

export interface Client {
  send(command: Command): void;
  /** Reads a visitor's files for runs of their own. */
  openOwnFiles(files: OwnRunFiles): Promise<OwnFilesEvent>;
  dispose(): void;
}

const MOST_REPLACEMENTS = 3;
const ENDS_PLAY: readonly Command['type'][] = ['pause', 'stop', 'load', 'undo'];

/** A run that is loaded or ready keeps a Play that was asked for. */
const playsAfter = (status: RunStatus, plays: boolean): boolean =>
  status === 'running' || (plays && (status === 'loading' || status === 'ready'));

/** @param storage number format of weights and activations on WebGPU. */
export function createClient(onEvent: (event: WorkerEvent) => void, storage?: Storage): Client {
  /** The current run, and the one that an undo would go back to. */
  const loads = new Map<number, Load>();
  let currentId: number | undefined;
  let beforeId: number | undefined;
  /** Where each of them stands. */
  const lastPiece = new Map<number | undefined, RunPiece>();
  let crashed = false;
  /** What computes, and whether the run trains or is to train. */
  let backend: BackendName | undefined;
  let plays = false;
  /** Since the last piece. */
  let replacements = 0;
  /** The visitor's data in use by the worker. */
  const pasted = new Map<TaskName, string | undefined>();
  const rewardModels = new Map<TaskName, Command>();
  /** Waits for a worker to have read the visitor's files. */
  let opened: ((event: OwnFilesEvent) => void) | undefined;
  let heartbeat: Heartbeat;
  let worker = spawn();

  function spawn(): Worker {
    const created = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module', name: 'training' });
    created.addEventListener('message', ({ data }: MessageEvent<WorkerEvent | OwnFilesEvent>) => {
      if (created !== worker || isHeartbeat(data)) return;
      if (data.type === 'own-files') return opened?.(data);
      if (data.type === 'piece') keep(data.runId, data.piece);
      if (data.type === 'run-before') beforeId = data.runId;
      if (data.type === 'run-resumed' && data.leftId === currentId) currentId = data.runId;
      if (data.type === 'preferences') pasted.set(data.task, data.text);
      if (data.type === 'backend') backend = data.backend.name;
      if (data.type === 'status' && data.runId === currentId) plays = playsAfter(data.status, plays);
      onEvent(data);
    });
    created.addEventListener('error', (event) => {
      event.preventDefault();
      if (created === worker) fail(event.message || 'unknown error');
    });
    heartbeat = watchHeartbeat(created, {
      died: () => created === worker && replace(),
      silent: (message) => created === worker && onEvent({ type: 'silence', of: 'worker', message }),
    });
    created.postMessage({ type: 'init', base: document.baseURI, storage });
    for (const [task, text] of pasted)
      if (text !== undefined) created.postMessage({ type: 'preferences', task, text });
    for (const command of rewardModels.values()) created.postMessage(command);
    sendOwnFiles(created);
    return created;
  }

  async function openOwnFiles({ open, ...setup }: OwnRunFiles): Promise<OwnFilesEvent> {
    // Few visitors bring files, so what rates their runs is loaded when they do.
    const { rewardPort } = await import('./own_client.ts');
    keepOwnFiles({ setup, rewardPort: () => rewardPort({ identity: setup.reward, open }) });
    return new Promise((resolve) => {
      opened = resolve;
      sendOwnFiles(worker);
    });
  }

  function end(): void {
    heartbeat.stop();
    worker.terminate();
    for (const of of ['worker', 'answer'] as const) onEvent({ type: 'silence', of });
    beforeId = undefined;
    onEvent({ type: 'run-before' });
  }

  function fail(reason: string): void {
    if (crashed) return;
    crashed = true;
    end();
    const { step = 0, round = 0, totalSteps = 0 } = lastPiece.get(currentId) ?? {};
    const runId = currentId ?? 0;
    onEvent({ type: 'status', runId, status: 'failed', phase: 'sample', step, round, totalSteps });
    onEvent({
      type: 'fault',
      code: 'internal',
      message: `The worker stopped: ${reason}. The run is kept up to step ${step}.`,
      canSwitchTo: 'cpu',
    });
  }

  /** A worker that ended without a word, perhaps for lack of memory. */
  function replace(): void {
    if (replacements === MOST_REPLACEMENTS) {
      fail('the browser ended it again and again');
      return;
    }
    replacements++;
    end();
    worker = spawn();
    resume(backend);
    const { step } = lastPiece.get(currentId) ?? {};
    const message = step ? `A new one goes on from step ${step}.` : 'A new one has taken its place.';
    onEvent({ type: 'notice', message: `The browser ended the worker without a word. ${message}` });
  }

  /** The current run, where its last piece left it. */
  function resume(on: BackendName | undefined): void {
    const run = current();
    if (!run) return;
    worker.postMessage({ ...run, backend: on ?? run.backend } satisfies Load);
    if (plays) worker.postMessage({ type: 'play' } satisfies Command);
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
    replacements = 0;
    change(runId, { resumption: resumptionAfter(loads.get(runId)?.resumption, piece) });
  }

  function send(command: Command): void {
    if (command.type === 'use-reward-model') rewardModels.set(command.task, command);
    if (command.type === 'load') begin(command);
    if (command.type === 'change') change(currentId, { config: command.config });
    if (command.type === 'play') plays = true;
    if (ENDS_PLAY.includes(command.type)) plays = false;
    if ((crashed || heartbeat.isSilent) && (command.type === 'load' || command.type === 'switch')) {
      if (!crashed) end();
      crashed = false;
      worker = spawn();
      if (command.type === 'switch') {
        resume(command.backend);
        return;
      }
    }
    worker.postMessage(command);
  }

  return { send, openOwnFiles, dispose: end };
}
