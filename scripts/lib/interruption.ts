// Ctrl+C and SIGTERM: the first ends a command after the unit under way, a further one at once.

/** Exit code of a command that a signal has ended: 128 + SIGINT. */
export const INTERRUPTED = 130;

const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

/** npm passes on what the terminal has sent to all its processes, so one press may arrive twice. */
const SAME_PRESS_MS = 1000;

export interface Interruption {
  readonly requested: boolean;
  /** Signals end the process at once again. */
  close(): void;
}

/** @param onRequest called at the first signal. */
export function listenForInterruption(onRequest: () => void): Interruption {
  let firstMs: number | undefined;
  const receive = () => {
    const nowMs = performance.now();
    if (firstMs === undefined) {
      firstMs = nowMs;
      onRequest();
    } else if (nowMs - firstMs > SAME_PRESS_MS) process.exit(INTERRUPTED);
  };
  for (const signal of SIGNALS) process.on(signal, receive);
  return {
    get requested() {
      return firstMs !== undefined;
    },
    close() {
      for (const signal of SIGNALS) process.off(signal, receive);
    },
  };
}
