// How a worker's end is noticed. The browser raises no event for one that it ends for lack of memory. It frees the lock
// that the worker held, and the other end, which waits for that lock, gets it. Where locks are forbidden nobody is told.

/** The first message of a worker that serves. */
export interface Serving {
  readonly type: 'serving';
  /** Held for as long as the worker lives; absent where there are no locks. */
  readonly lock?: string;
}

export const isServing = (message: unknown): message is Serving =>
  typeof message === 'object' && message !== null && 'type' in message && message.type === 'serving';

interface Locks {
  request(name: string, granted: () => unknown): Promise<unknown>;
}
const locksHere = () => (globalThis as { readonly navigator?: { readonly locks?: Locks } }).navigator?.locks;

/** The worker's end. Resolves once it is said: who works without a break before that is granted no lock. */
export function holdLifeline(say: (message: Serving) => void): Promise<void> {
  const lock = `worker ${Date.now()} ${Math.random()}`;
  const locks = locksHere();
  return new Promise((resolve) => {
    const serve = (message: Serving) => {
      say(message);
      resolve();
    };
    if (!locks) serve({ type: 'serving' });
    else
      locks
        .request(lock, () => {
          serve({ type: 'serving', lock });
          return new Promise(() => {});
        })
        .catch(() => serve({ type: 'serving' }));
  });
}

/** The other end. @param died called once, if the worker has ended. */
export function watchLifeline({ lock }: Serving, died: () => void): void {
  if (lock === undefined) return;
  locksHere()
    ?.request(lock, died)
    .catch(() => {}); // forbidden to this end alone
}
