// What a visitor sets about the judge: address, API key, limits, and the cost they lead to. Untrusted until parsed here.
// A Worker is handed the unparsed input, because `Secret` does not survive a structured clone.
import * as v from 'valibot';
import { type JudgePair, judgeMessages } from './prompts.ts';

const ENDPOINT = 'expected an http(s) address such as http://localhost:11434/v1';
const CHAT = /\/chat\/completions$/;
/** A version among the path's parts: /v1, /api/v4, /v1beta/openai. */
const VERSION = /\/v\d[^/]*(\/|$)/;

function parsedUrl(text: string): URL | undefined {
  try {
    return new URL(text);
  } catch {
    return undefined;
  }
}

/**
 * The base address that /chat/completions follows; /v1 is added where the path names no version.
 * Throws on anything but http(s). User names, passwords and queries may be secrets: it throws, and does not quote them.
 */
export function normaliseEndpoint(text: string): string {
  const url = parsedUrl(text.trim());
  if (url && (url.username !== '' || url.password !== ''))
    throw new Error(`invalid judge endpoint: it holds a user name or password (${ENDPOINT})`);
  if (url && (url.search !== '' || url.hash !== ''))
    throw new Error(`invalid judge endpoint: it holds a "?" or "#" part (${ENDPOINT})`);
  if (!url || !/^https?:$/.test(url.protocol) || url.hostname === '')
    throw new Error(`invalid judge endpoint: "${text}" (${ENDPOINT})`);
  const path = url.pathname.replace(/\/+$/, '');
  const complete = CHAT.test(path) || VERSION.test(path);
  return `${url.origin}${complete ? path.replace(CHAT, '') : `${path}/v1`}`;
}

/** Whether the address is on this machine: a page on https may ask it by plain http. */
export function isLoopback(endpoint: string): boolean {
  return /^(localhost|.+\.localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(new URL(endpoint).hostname);
}

const HIDDEN = '[hidden]';

/** An API key that cannot slip out: printing, JSON and string templates show a placeholder. It is never stored. */
class Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  /** The key itself, for the Authorization header, and for the Worker that sends it. */
  reveal(): string {
    return this.#value;
  }

  /** The server's text without the key, which it may have echoed. */
  redact(text: string): string {
    return text.replaceAll(this.#value, HIDDEN);
  }

  toString(): string {
    return HIDDEN;
  }

  toJSON(): string {
    return HIDDEN;
  }
}

export interface JudgeSettings {
  /** Base address that /chat/completions follows. */
  readonly endpoint: string;
  readonly model: string;
  readonly apiKey?: Secret;
  /** Most requests in flight. */
  readonly parallel: number;
  /** Longest time for one request, answer included. */
  readonly timeoutSeconds: number;
  /** Further attempts after a transient failure. */
  readonly retries: number;
  /** Longest answer, tokens. */
  readonly maxAnswerTokens: number;
  /** Comparisons in a row that fail before the judge stops asking. */
  readonly stopAfter: number;
}

export const judgeDefaults = {
  parallel: 4,
  timeoutSeconds: 60,
  retries: 3,
  maxAnswerTokens: 512,
  stopAfter: 5,
} as const;

function wholeNumber(key: keyof typeof judgeDefaults, low: number, high: number) {
  const expected = `a whole number from ${low} to ${high}`;
  return v.optional(
    v.pipe(v.number(expected), v.integer(expected), v.minValue(low, expected), v.maxValue(high, expected)),
    judgeDefaults[key],
  );
}

const SECONDS = 'seconds above 0, at most 3600';
const KEY = 'printable ASCII characters without spaces';

const entries = {
  endpoint: v.string('an address'),
  model: v.pipe(v.string('a name'), v.trim(), v.nonEmpty('a name')),
  // Checked here because fetch quotes a header that it cannot send, with the key in it.
  apiKey: v.optional(v.pipe(v.string(KEY), v.trim(), v.regex(/^[\x21-\x7e]*$/, KEY)), ''),
  parallel: wholeNumber('parallel', 1, 32),
  timeoutSeconds: v.optional(
    v.pipe(v.number(SECONDS), v.gtValue(0, SECONDS), v.maxValue(3600, SECONDS)),
    judgeDefaults.timeoutSeconds,
  ),
  retries: wholeNumber('retries', 0, 10),
  maxAnswerTokens: wholeNumber('maxAnswerTokens', 16, 16384),
  stopAfter: wholeNumber('stopAfter', 1, 1000),
};
const schema = v.strictObject(entries, ({ path }) => (path ? 'a value' : 'an object'));

/** What a form or a message to a Worker holds before it is read; only `endpoint` and `model` are required. */
export type JudgeSettingsInput = v.InferInput<typeof schema>;

/** Throws with the setting, its value (never the key) and what was expected. An empty key counts as none. */
export function parseJudgeSettings(input: unknown): JudgeSettings {
  const result = v.safeParse(schema, input);
  if (!result.success) {
    const [issue] = result.issues;
    const path = v.getDotPath(issue);
    if (path === 'apiKey') throw new Error(`invalid judge API key (expected ${KEY})`);
    // The value of an unknown entry is not quoted: it may be the key under a wrong name.
    if (issue.expected === 'never') throw new Error(`unknown judge setting: "${path}"`);
    const place = path === null ? 'settings' : `setting ${path}`;
    throw new Error(`invalid judge ${place}: ${issue.received} (expected ${issue.message})`);
  }
  const { apiKey, endpoint, ...rest } = result.output;
  return {
    ...rest,
    endpoint: normaliseEndpoint(endpoint),
    ...(apiKey === '' ? {} : { apiKey: new Secret(apiKey) }),
  };
}

/** What a Worker is handed: it parses the settings again. */
export const inputOf = ({ apiKey, ...rest }: JudgeSettings): JudgeSettingsInput => ({
  ...rest,
  ...(apiKey && { apiKey: apiKey.reveal() }),
});

const CHARACTERS_A_TOKEN = 4;
/** Two or three short sentences and the verdict. */
const ANSWER_TOKENS = 100;
const MILLION = 1e6;

export interface JudgePrices {
  readonly pricePerMillionInput: number;
  readonly pricePerMillionOutput: number;
}

export interface CostEstimate {
  /** Two a pair, retries not counted. */
  readonly requests: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** If every answer had the longest allowed length. */
  readonly outputTokensAtMost: number;
  /** In the currency of the prices; undefined without them. */
  readonly price?: number;
  readonly priceAtMost?: number;
  /** How the figures were estimated, one sentence for the visitor. */
  readonly basis: string;
}

/**
 * What judging will cost, before it starts. The judge's tokenizer is unknown, so characters are counted.
 * The time is not estimated: it depends on the server alone. Throws on a price that is not finite or below 0.
 */
export function estimateCost(
  pairs: readonly JudgePair[],
  { maxAnswerTokens }: JudgeSettings,
  prices?: JudgePrices,
): CostEstimate {
  for (const [name, price] of Object.entries(prices ?? {}))
    if (!(price >= 0 && Number.isFinite(price)))
      throw new Error(`invalid ${name}: ${price} (expected a finite number, at least 0)`);
  const requests = 2 * pairs.length;
  const answer = Math.min(ANSWER_TOKENS, maxAnswerTokens);
  const inputTokens = pairs.reduce((sum, pair) => sum + 2 * questionTokens(pair), 0);
  const [outputTokens, outputTokensAtMost] = [requests * answer, requests * maxAnswerTokens];
  const price = (output: number) =>
    prices && (inputTokens * prices.pricePerMillionInput + output * prices.pricePerMillionOutput) / MILLION;
  return {
    requests,
    inputTokens,
    outputTokens,
    outputTokensAtMost,
    price: price(outputTokens),
    priceAtMost: price(outputTokensAtMost),
    basis: `Estimated at ${CHARACTERS_A_TOKEN} characters a token and ${answer} tokens an answer, without retries; how long it takes depends on the server.`,
  };
}

function questionTokens(pair: JudgePair): number {
  const characters = judgeMessages(pair).reduce((sum, { content }) => sum + content.length, 0);
  return Math.ceil(characters / CHARACTERS_A_TOKEN);
}
