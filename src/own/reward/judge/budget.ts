// What a judge may cost while it serves as the reward: a price cap that nothing passes on purpose, and a limit on requests
// a minute. Tokens are those that the server reports, else estimated.
import type { JudgePrices } from '../../../judge/settings.ts';

export interface JudgeLimits {
  /** 0 and 0 for a server of one's own. */
  readonly prices: JudgePrices;
  /** Most to spend, in the currency of the prices. */
  readonly priceCap: number;
  readonly requestsPerMinute: number;
}

/** What has been spent, for the page. */
export interface JudgeSpending {
  readonly requests: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly price: number;
  /** Comparisons that were judged, and those that were known already. */
  readonly judged: number;
  readonly known: number;
  readonly failed: number;
}

const MILLION = 1e6;
const MINUTE_MS = 60_000;

/** Throws `invalid price cap: …`. */
export function checkLimits({ prices, priceCap, requestsPerMinute }: JudgeLimits): void {
  for (const [name, value] of Object.entries({ ...prices, 'price cap': priceCap }))
    if (!(value >= 0 && Number.isFinite(value)))
      throw new Error(`invalid ${name}: ${value} (expected a finite number, at least 0)`);
  // A comparison takes two requests.
  if (!(requestsPerMinute >= 2))
    throw new Error(`invalid requests per minute: ${requestsPerMinute} (expected at least 2)`);
}

export const priceOf = (
  { pricePerMillionInput, pricePerMillionOutput }: JudgePrices,
  inputTokens: number,
  outputTokens: number,
): number => (inputTokens * pricePerMillionInput + outputTokens * pricePerMillionOutput) / MILLION;

/** Requests of the last minute. */
export class RequestRate {
  private sent: { readonly at: number; readonly requests: number }[] = [];

  constructor(private readonly perMinute: number) {}

  /** Milliseconds until so many requests may be sent. */
  waitMs(requests: number, now: number): number {
    this.sent = this.sent.filter(({ at }) => at > now - MINUTE_MS);
    let over = this.sent.reduce((sum, entry) => sum + entry.requests, requests) - this.perMinute;
    for (const { at, requests: count } of this.sent) {
      if (over <= 0) return 0;
      over -= count;
      if (over <= 0) return at + MINUTE_MS - now;
    }
    return 0;
  }

  count(requests: number, now: number): void {
    this.sent.push({ at: now, requests });
  }
}
