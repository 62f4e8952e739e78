// Worker entry for runs of experiments, one at a time. Terminating it stops the run. Each run opens its own backend and
// models, so no state reaches the next one.
import { SilenceWatch, signOfLife } from '../event_loop/awaited.ts';
import { PauseGate } from '../event_loop/pause_gate.ts';
import { yieldToMessages } from '../event_loop/yield_to_messages.ts';
import type { RunOutcome, RunRequest } from '../experiments/run_outcome.ts';
import type { RunProgress } from '../experiments/run_queue.ts';
import { executeRun } from '../session/execute_run.ts';
import type { OpenOwnFiles, OwnFilesEvent } from '../session/own_runs.ts';
import { backendFor } from '../session/plain_backend.ts';
import type { BackendName } from '../session/protocol.ts';
import { browserBackends } from './browser_backends.ts';
import { type AnswerContext, answerRequests, type Reply } from './request.ts';
import { shippedModels } from './shipped_models.ts';

export interface ExperimentQuestion {
  readonly request: RunRequest;
  /** Base URL of the page's files. */
  readonly base: string;
  /** Absent: the best available. */
  readonly backend?: BackendName;
  /** Cores that the run may take; absent: all. */
  readonly cores?: number;
  readonly version: string;
}

export type ExperimentReply = Reply<RunProgress, RunOutcome>;

/** Message beside the question: pauses or resumes the run. */
export interface ExperimentControl {
  readonly type: 'pause' | 'resume';
}

const pauses = new PauseGate();

const NO_PROGRESS = { missing: 'The run has not gone on' };
let watch: SilenceWatch | undefined;

const TURN_MS = 10;
let nextTurnMs = 0;

/** Lets messages in, at most every few milliseconds, and waits while the queue is paused. */
async function gate(): Promise<void> {
  signOfLife();
  if (performance.now() < nextTurnMs) return;
  await yieldToMessages();
  if (pauses.opening) {
    watch?.end();
    await pauses.opening;
    watch?.begin(NO_PROGRESS);
  }
  nextTurnMs = performance.now() + TURN_MS;
}

let ownFiles: Promise<OwnFilesEvent> | undefined;

addEventListener('message', ({ data }: MessageEvent<ExperimentControl | OpenOwnFiles | object>) => {
  if (!('type' in data)) return;
  if (data.type === 'own-files')
    ownFiles = import('../session/own_runs.ts').then(({ openOwnFiles }) => openOwnFiles(data));
  if (data.type === 'pause') pauses.pause();
  if (data.type === 'resume') pauses.resume();
});

answerRequests(
  async (
    question: ExperimentQuestion,
    { progress, fail }: AnswerContext<RunProgress>,
  ): Promise<RunOutcome> => {
    pauses.resume(); // a pause may have come after the last run's end
    watch = new SilenceWatch((silence) => progress({ step: 0, totalSteps: 0, silence: silence?.message }));
    watch.begin(NO_PROGRESS);
    try {
      return await executed(question, progress, fail);
    } finally {
      watch.end();
    }
  },
);

async function executed(
  { request, base, backend: name, cores, version }: ExperimentQuestion,
  onProgress: (progress: RunProgress) => void,
  fail: (message: string) => void,
): Promise<RunOutcome> {
  if (request.config.task === 'own') {
    await ownFiles;
  }
  const backend = await backendFor(request.config, () => browserBackends({ cores }).activate(name));
  void backend.failed.then(({ message }) => fail(message));
  try {
    const loadModel = shippedModels(base);
    return await executeRun(request, { backend, loadModel, version, gate, onProgress });
  } finally {
    backend.release();
  }
}
