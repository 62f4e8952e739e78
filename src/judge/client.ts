// Puts questions to one OpenAI-compatible server: one request, its retries, and the wording that the server accepts.
// Protocol: https://platform.openai.com/docs/api-reference/chat/create
import * as v from 'valibot';
import { faultOfStatus, JudgeFault } from './faults.ts';
import type { Message } from './prompts.ts';
import type { JudgeSettings } from './settings.ts';

/** Random numbers and sleep, injected for tests. */
export interface JudgeEnvironment {
  /** Uniform in [0, 1). It only spreads out retries, so it need not be seeded. */
  random(): number;
  /** Rejects with the signal's reason as soon as the signal aborts. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
}

export const realEnvironment: JudgeEnvironment = {
  random: Math.random,
  sleep: (ms, signal) =>
    new Promise((resolve, reject) => {
      if (signal.aborted) return reject(signal.reason);
      // A signal for this sleep alone: Node warns of a leak from the eleventh listener on, and 32 may sleep.
      const wake = AbortSignal.any([signal]);
      const abort = () => {
        clearTimeout(timer);
        reject(wake.reason);
      };
      const timer = setTimeout(() => {
        wake.removeEventListener('abort', abort);
        resolve();
      }, ms);
      wake.addEventListener('abort', abort, { once: true });
    }),
};

/** Where servers differ about the same request. */
interface Dialect {
  readonly limit: 'max_tokens' | 'max_completion_tokens';
  /** Whether the request asks for temperature 0. */
  readonly temperature: boolean;
}

/** Most local servers know nothing else. */
const DEFAULT_DIALECT: Dialect = { limit: 'max_tokens', temperature: true };

/** What a refusal with status 400 asks for, as OpenAI's newer models do; undefined if it is about something else. */
function adaptedDialect(dialect: Dialect, refusal: string): Dialect | undefined {
  if (dialect.limit === 'max_tokens' && /max_completion_tokens/i.test(refusal))
    return { ...dialect, limit: 'max_completion_tokens' };
  if (dialect.temperature && /temperature/i.test(refusal)) return { ...dialect, temperature: false };
  return undefined;
}

const FIRST_BACKOFF_MS = 500;
const LONGEST_BACKOFF_MS = 30_000;
/** The judge gives up on a server that wants a longer pause: the visitor should know rather than wait. */
const LONGEST_RETRY_AFTER_MS = 60_000;

/** Milliseconds from a Retry-After header, seconds or an HTTP date (RFC 9110, 10.2.3); undefined if there is none. */
export function parseRetryAfter(header: string | null, now: number): number | undefined {
  const text = header?.trim() ?? '';
  if (/^\d+(\.\d+)?$/.test(text)) return Number(text) * 1000;
  // An HTTP date has letters; Date.parse makes a date of nearly any number.
  const date = /[a-z]/i.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}

/**
 * Milliseconds to wait before retry number `retry`, from 0: after 0.5, 1, 2, ... s, and never before Retry-After.
 * Half of each is random, so that parallel requests spread out.
 */
export function retryDelay(retry: number, fault: JudgeFault, random: () => number): number {
  const backoff = Math.min(LONGEST_BACKOFF_MS, FIRST_BACKOFF_MS * 2 ** retry);
  return Math.max(fault.retryAfterMs ?? 0, backoff * (0.5 + random() / 2));
}

/** Repeats an attempt while its fault is transient. Throws the last fault, or the signal's reason once it aborts. */
export async function withRetries<T>(
  attempt: () => Promise<T>,
  { retries, environment, signal }: { retries: number; environment: JudgeEnvironment; signal: AbortSignal },
): Promise<T> {
  for (let retry = 0; ; retry++) {
    try {
      return await attempt();
    } catch (error) {
      if (!(error instanceof JudgeFault) || !error.isTransient || retry >= retries) throw error;
      if ((error.retryAfterMs ?? 0) > LONGEST_RETRY_AFTER_MS) throw error;
      await environment.sleep(retryDelay(retry, error, environment.random), signal);
    }
  }
}

interface ChatAnswer {
  /** Empty if the model said nothing. */
  readonly text: string;
  /** Tokens as the server counts them, if it does. */
  readonly usage?: { readonly promptTokens: number; readonly completionTokens: number };
}

const count = v.pipe(v.number(), v.integer(), v.minValue(0));

const completionSchema = v.object({
  choices: v.pipe(
    v.array(v.object({ message: v.object({ content: v.nullish(v.string()) }) })),
    v.minLength(1),
  ),
  // An odd usage costs the count, not the answer.
  usage: v.fallback(v.optional(v.object({ prompt_tokens: count, completion_tokens: count })), undefined),
});

/** How servers word an error: OpenAI and llama.cpp, Ollama, FastAPI, others. */
const errorSchema = v.union([
  v.pipe(
    v.object({ error: v.object({ message: v.string() }) }),
    v.transform(({ error }) => error.message),
  ),
  v.pipe(
    v.object({ error: v.string() }),
    v.transform(({ error }) => error),
  ),
  v.pipe(
    v.object({ detail: v.string() }),
    v.transform(({ detail }) => detail),
  ),
  v.pipe(
    v.object({ message: v.string() }),
    v.transform(({ message }) => message),
  ),
]);

const LONGEST_QUOTE = 200;

/** A text fit to be quoted in one sentence: without the key, on one line, shortened. */
export function quotable(text: string, { apiKey }: JudgeSettings): string {
  const line = (apiKey?.redact(text) ?? text).replace(/\s+/g, ' ').trim();
  return line.length <= LONGEST_QUOTE ? line : `${line.slice(0, LONGEST_QUOTE)}…`;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** What an error's body says; nothing if it is a web page. */
function errorText(body: string, settings: JudgeSettings): string {
  const parsed = v.safeParse(errorSchema, parseJson(body));
  if (parsed.success) return quotable(parsed.output, settings);
  return /^\s*[<{[]/.test(body) ? '' : quotable(body, settings);
}

function readAnswer(body: string, settings: JudgeSettings): ChatAnswer {
  const parsed = v.safeParse(completionSchema, parseJson(body));
  if (!parsed.success) throw new JudgeFault('nonsense', { quote: errorText(body, settings) });
  const { choices, usage } = parsed.output;
  return {
    text: choices[0].message.content?.trim() ?? '',
    ...(usage && {
      usage: { promptTokens: usage.prompt_tokens, completionTokens: usage.completion_tokens },
    }),
  };
}

/** Far more than the longest answer that the settings allow: a body without an end would fill the memory. */
export const LARGEST_BODY_BYTES = 4 * 2 ** 20;

/** The body as text. Throws a JudgeFault as soon as it is too long; the caller ends the connection. */
async function boundedText({ headers, body }: Response): Promise<string> {
  if (Number(headers.get('Content-Length')) > LARGEST_BODY_BYTES) throw new JudgeFault('too-long');
  const reader = body?.getReader();
  if (!reader) return '';
  const decoder = new TextDecoder();
  let text = '';
  for (let bytes = 0; ; ) {
    const { done, value } = await reader.read();
    if (done) return text + decoder.decode();
    bytes += value.length;
    if (bytes > LARGEST_BODY_BYTES) throw new JudgeFault('too-long');
    text += decoder.decode(value, { stream: true });
  }
}

/**
 * Asks once. Throws a JudgeFault, or the signal's reason once it aborts.
 * @param limit longest answer, tokens
 */
async function requestChat(
  settings: JudgeSettings,
  messages: readonly Message[],
  { limit, dialect, signal }: { limit: number; dialect: Dialect; signal: AbortSignal },
): Promise<ChatAnswer> {
  const timeout = new AbortController();
  const timer = setTimeout(() => timeout.abort(), settings.timeoutSeconds * 1000);
  try {
    const response = await fetch(`${settings.endpoint}/chat/completions`, {
      method: 'POST',
      headers: {
        'Content-Type': 'application/json',
        ...(settings.apiKey && { Authorization: `Bearer ${settings.apiKey.reveal()}` }),
      },
      body: JSON.stringify({
        model: settings.model,
        messages,
        stream: false,
        [dialect.limit]: limit,
        ...(dialect.temperature && { temperature: 0 }),
      }),
      // The judge does not need the cookies of the server's site.
      credentials: 'omit',
      // The answers go to the server that was named, and to no other. A page cannot see where a redirect leads.
      redirect: 'manual',
      signal: AbortSignal.any([signal, timeout.signal]),
    });
    const body = await boundedText(response);
    if (response.ok) return readAnswer(body, settings);
    const wait = parseRetryAfter(response.headers.get('Retry-After'), Date.now());
    throw faultOfStatus(response.status, errorText(body, settings), wait);
  } catch (error) {
    if (error instanceof JudgeFault) throw error;
    signal.throwIfAborted();
    // Fetch says only that it failed, and its message may quote the request, so neither is passed on.
    throw new JudgeFault(timeout.signal.aborted ? 'timeout' : 'unreachable');
  } finally {
    clearTimeout(timer);
    // Ends the connection of a body that was not read to its end.
    timeout.abort();
  }
}

/** Asks one server, follows its dialect, and counts what was spent. */
export class Asker {
  /** Requests sent, retries included. */
  requests = 0;
  /** Tokens as the server reports them; undefined as long as it does not. */
  promptTokens: number | undefined;
  completionTokens: number | undefined;
  private dialect = DEFAULT_DIALECT;

  constructor(
    readonly settings: JudgeSettings,
    private readonly environment: JudgeEnvironment,
    private readonly signal: AbortSignal,
  ) {}

  /** The answer's text. Throws a JudgeFault, or the signal's reason once it aborts. */
  async ask(messages: readonly Message[], limit = this.settings.maxAnswerTokens): Promise<string> {
    const { text, usage } = await withRetries(() => this.requestInDialect(messages, limit), {
      retries: this.settings.retries,
      environment: this.environment,
      signal: this.signal,
    });
    if (usage) {
      this.promptTokens = (this.promptTokens ?? 0) + usage.promptTokens;
      this.completionTokens = (this.completionTokens ?? 0) + usage.completionTokens;
    }
    return text;
  }

  private async requestInDialect(messages: readonly Message[], limit: number): Promise<ChatAnswer> {
    for (;;) {
      const { dialect, signal } = this;
      signal.throwIfAborted();
      this.requests++;
      try {
        return await requestChat(this.settings, messages, { limit, dialect, signal });
      } catch (error) {
        if (!(error instanceof JudgeFault) || error.status !== 400) throw error;
        // A parallel request may have changed the dialect meanwhile. It can change twice at most, so this ends.
        if (this.dialect === dialect) {
          const next = adaptedDialect(dialect, error.quote);
          if (!next) throw error;
          this.dialect = next;
        }
      }
    }
  }
}
