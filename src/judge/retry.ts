// When to ask again: after 0.5, 1, 2, ... seconds, half of each at random so that parallel requests spread out, and never
// before the server's Retry-After (RFC 9110, section 10.2.3).
import type { JudgeEnvironment } from './environment.ts';
import { JudgeFault } from './fault.ts';

const FIRST_MS = 500;
const LONGEST_MS = 30_000;
/** A server that wants a longer pause than this is given up on: the visitor should know rather than wait. */
export const LONGEST_RETRY_AFTER_MS = 60_000;

/** Milliseconds from a Retry-After header (seconds or an HTTP date); undefined if there is none or it says nothing. */
export function parseRetryAfter(header: string | null, now: number): number | undefined {
  const text = header?.trim() ?? '';
  if (/^\d+(\.\d+)?$/.test(text)) return Number(text) * 1000;
  // Without letters it is no HTTP date, though Date.parse makes one of nearly any number.
  const date = /[a-z]/i.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}

/** Milliseconds to wait before the retry of that number (from 0). */
export function retryDelay(retry: number, fault: JudgeFault, random: () => number): number {
  const backOff = Math.min(LONGEST_MS, FIRST_MS * 2 ** retry);
  return Math.max(fault.retryAfterMs ?? 0, backOff * (0.5 + random() / 2));
}

/** Repeats an attempt while its fault is a passing one. Throws the last fault, or the signal's reason once it aborts. */
export async function withRetries<T>(
  attempt: () => Promise<T>,
  { retries, environment, signal }: { retries: number; environment: JudgeEnvironment; signal: AbortSignal },
): Promise<T> {
  for (let retry = 0; ; retry++) {
    try {
      return await attempt();
    } catch (error) {
      if (!(error instanceof JudgeFault) || !error.passing || retry >= retries) throw error;
      if ((error.retryAfterMs ?? 0) > LONGEST_RETRY_AFTER_MS) throw error;
      await environment.sleep(retryDelay(retry, error, environment.random), signal);
    }
  }
}
