// Chance and waiting, which tests replace.
import { onAbort } from './abort.ts';

export interface JudgeEnvironment {
  /** Uniform in [0, 1); spreads out retries and decides nothing else, so it need not be seeded. */
  random(): number;
  /** Resolves after so many ms; rejects with the signal's reason as soon as it aborts. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
}

export const realEnvironment: JudgeEnvironment = {
  random: Math.random,
  sleep: (ms, signal) =>
    new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        release();
        resolve();
      }, ms);
      const release = onAbort(signal, () => {
        clearTimeout(timer);
        reject(signal.reason);
      });
    }),
};
