// How far a queue of runs is, and which of them failed.

import { durationText } from '../../experiments/report/report.ts';
import type { QueuedRun } from '../../experiments/run_queue.ts';
import { objectives } from '../../objectives/index.ts';
import type { QueueState } from '../../store/published_queue.ts';
import { taskCards } from '../../tasks/task.ts';
import styles from './QueueProgress.module.css';

const STRINGS = {
  status: (done: number, all: number, running: number) =>
    `${done} of ${all} runs done${running > 0 ? `, ${running} under way` : ''}`,
  remaining: (time: string) => `, about ${time} left`,
  paused: ', paused',
  silent: (silence: string) => `${silence} The queue waits on; Cancel ends it.`,
  failed: 'Failed:',
  retry: 'Try again',
  pause: 'Pause',
  resume: 'Resume',
  cancel: 'Cancel',
} as const;

export const isBusy = (runs: readonly QueuedRun[]): boolean =>
  runs.some(({ state }) => state === 'waiting' || state === 'running');

export interface QueueButtonsProps {
  readonly queue: { pause(): void; resume(): void; cancel(): void };
  readonly paused: boolean;
}

/** For a queue that is busy. */
export function QueueButtons({ queue, paused }: QueueButtonsProps) {
  return (
    <>
      <button
        type="button"
        className="button primary"
        onClick={() => (paused ? queue.resume() : queue.pause())}
      >
        {paused ? STRINGS.resume : STRINGS.pause}
      </button>
      <button type="button" className="button" onClick={() => queue.cancel()}>
        {STRINGS.cancel}
      </button>
    </>
  );
}

export interface QueueProgressProps extends Pick<QueueState, 'runs' | 'paused' | 'remainingSeconds'> {
  readonly onRetry: (key: string) => void;
}

export function QueueProgress({ runs, paused, remainingSeconds, onRetry }: QueueProgressProps) {
  const count = (wanted: string) => runs.filter(({ state }) => state === wanted).length;
  const planned = runs.length - count('cancelled');
  const remaining = remainingSeconds === undefined ? '' : STRINGS.remaining(durationText(remainingSeconds));
  const failed = runs.filter(({ state }) => state === 'failed');
  const silent = runs.find(({ silence }) => silence);
  return (
    <>
      <p className={styles.status} role="status">
        {planned > 0 && STRINGS.status(count('done'), planned, count('running'))}
        {isBusy(runs) && (paused ? STRINGS.paused : remaining)}
      </p>
      {silent?.silence && (
        <p className={styles.status} role="status">
          {STRINGS.silent(silent.silence)}
        </p>
      )}
      {failed.length > 0 && (
        <ul className={styles.failed} aria-label={STRINGS.failed}>
          {failed.map(({ request, problem }) => (
            <li key={request.key}>
              {STRINGS.failed} {objectives[request.config.method].label} on{' '}
              {taskCards[request.config.task].label}, seed {request.config.seed}: {problem}{' '}
              <button type="button" className="tool" onClick={() => onRetry(request.key)}>
                {STRINGS.retry}
              </button>
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
