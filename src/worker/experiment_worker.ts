// Worker entry for runs of experiments, one at a time. Terminating it stops the run. Each run opens its own backend and
// models, so no state reaches the next one.
import { yieldToMessages } from '../event_loop/yield_to_messages.ts';
import type { RunOutcome, RunRequest } from '../experiments/run_outcome.ts';
import type { RunProgress } from '../experiments/run_queue.ts';
import { executeRun } from '../session/execute_run.ts';
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

let paused: Promise<void> | undefined;
let release = () => {};

const TURN_MS = 10;
let nextTurnMs = 0;

/** Lets messages in, at most every few milliseconds, and waits while the queue is paused. */
async function gate(): Promise<void> {
  if (performance.now() < nextTurnMs) return;
  await yieldToMessages();
  await paused;
  nextTurnMs = performance.now() + TURN_MS;
}

addEventListener('message', ({ data }: MessageEvent<ExperimentControl | object>) => {
  if (!('type' in data)) return;
  if (data.type === 'pause')
    paused ??= new Promise((resolve) => {
      release = resolve;
    });
  if (data.type === 'resume') resume();
});

function resume(): void {
  release();
  paused = undefined;
}

answerRequests(
  async (
    { request, base, backend: name, cores, version }: ExperimentQuestion,
    { progress, fail }: AnswerContext<RunProgress>,
  ): Promise<RunOutcome> => {
    resume(); // a pause may have come after the last run's end
    const backend = await backendFor(request.config, () => browserBackends({ cores }).activate(name));
    void backend.failed.then(({ message }) => fail(message));
    const outcome = await executeRun(request, {
      backend,
      loadModel: shippedModels(base),
      version,
      gate,
      onProgress: progress,
    });
    backend.release();
    return outcome;
  },
);
