// Whether a worker is there: its script arrives, it answers, it has not ended. A busy worker is no dead one, so silence is
// only said, and nothing but a freed lock counts as the end. Seconds are counted one by one, since laptops sleep.
import { SILENT_SECONDS } from '../event_loop/seconds.ts';
import { isServing, watchLifeline } from './lifeline.ts';

const PING_SECONDS = 2;

export const PING = { type: 'ping' } as const;
export const PONG = { type: 'pong' } as const;

/** Messages that no other listener needs. */
export const isHeartbeat = (message: unknown): boolean =>
  isServing(message) ||
  (typeof message === 'object' && message !== null && 'type' in message && message.type === 'pong');

export interface HeartbeatListener {
  /** It has ended without a word. */
  died(): void;
  /** A sentence; undefined once the worker is heard again. */
  silent(message: string | undefined): void;
}

export interface Heartbeat {
  readonly isSilent: boolean;
  stop(): void;
}

const NO_SCRIPT = `The worker’s script has not arrived after ${SILENT_SECONDS} s.`;
const NO_ANSWER = `The worker has not answered for ${SILENT_SECONDS} s. It may be busy, or hang.`;

type WatchedWorker = Pick<Worker, 'addEventListener' | 'postMessage'>;

export function watchHeartbeat(worker: WatchedWorker, { died, silent }: HeartbeatListener): Heartbeat {
  let hasArrived = false;
  let silentSeconds = 0;
  let isSilent = false;
  let stopped = false;
  worker.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
    if (stopped) return;
    hasArrived = true;
    silentSeconds = 0;
    if (isSilent) silent(undefined);
    isSilent = false;
    if (isServing(data))
      watchLifeline(data, () => {
        if (stopped) return;
        stop();
        died();
      });
  });
  let seconds = 0;
  const timer = setInterval(() => {
    seconds++;
    silentSeconds++;
    if (hasArrived && seconds % PING_SECONDS === 0) worker.postMessage(PING);
    // A ping sent this second has had no time to be answered.
    if (silentSeconds <= SILENT_SECONDS || isSilent) return;
    isSilent = true;
    silent(hasArrived ? NO_ANSWER : NO_SCRIPT);
  }, 1000);
  function stop(): void {
    stopped = true;
    clearInterval(timer);
  }
  return {
    get isSilent() {
      return isSilent;
    },
    stop,
  };
}
