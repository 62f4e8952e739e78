// One request to /chat/completions and its answer, or the fault. No retries here.
// Protocol: https://platform.openai.com/docs/api-reference/chat/create
import * as v from 'valibot';
import { following } from './abort.ts';
import type { Dialect } from './dialect.ts';
import { faultOfStatus, JudgeFault } from './fault.ts';
import type { Message } from './prompts.ts';
import { parseRetryAfter } from './retry.ts';
import type { JudgeSettings } from './settings.ts';

export interface ChatAnswer {
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
  // Figures alone: an odd one costs the count, not the answer.
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
  if (!parsed.success) throw new JudgeFault('nonsense', { said: errorText(body, settings) });
  const { choices, usage } = parsed.output;
  return {
    text: choices[0].message.content?.trim() ?? '',
    ...(usage && {
      usage: { promptTokens: usage.prompt_tokens, completionTokens: usage.completion_tokens },
    }),
  };
}

/**
 * Asks once. Throws a JudgeFault, or the signal's reason once it aborts.
 * @param limit longest answer, tokens
 */
export async function requestChat(
  settings: JudgeSettings,
  messages: readonly Message[],
  { limit, dialect, signal }: { limit: number; dialect: Dialect; signal: AbortSignal },
): Promise<ChatAnswer> {
  const { controller, release } = following(signal);
  let late = false;
  const timer = setTimeout(() => {
    late = true;
    controller.abort();
  }, settings.timeoutSeconds * 1000);
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
      // Cookies of the server's site are none of the judge's business.
      credentials: 'omit',
      signal: controller.signal,
    });
    const body = await response.text();
    if (response.ok) return readAnswer(body, settings);
    const wait = parseRetryAfter(response.headers.get('Retry-After'), Date.now());
    throw faultOfStatus(response.status, errorText(body, settings), wait);
  } catch (error) {
    if (error instanceof JudgeFault) throw error;
    signal.throwIfAborted();
    // Fetch tells no more than that it failed, and its message may quote the request: neither is passed on.
    throw new JudgeFault(late ? 'timeout' : 'unreachable');
  } finally {
    clearTimeout(timer);
    release();
  }
}
