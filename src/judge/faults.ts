// What can go wrong with one request, told apart by what a visitor can do about it, and the sentence that says so.
import { isLoopback, type JudgeSettings } from './settings.ts';

export type FaultKind =
  /** No connection, or a broken one; in a browser also a server that does not allow the page's origin. */
  | 'unreachable'
  | 'timeout'
  | 'wrong-address'
  | 'key-refused'
  | 'model-unknown'
  | 'rate-limited'
  | 'server-error'
  /** The server found the request itself wrong. */
  | 'refused'
  /** The server sends the question elsewhere. */
  | 'redirected'
  /** The answer is longer than any chat completion. */
  | 'too-long'
  /** The answer is not a chat completion. */
  | 'nonsense'
  /** A chat completion without a verdict. */
  | 'no-verdict';

interface FaultDetails {
  readonly status?: number;
  /** What the server or the model said: one line, shortened, without the key; empty if nothing. */
  readonly quote?: string;
  /** How long the server asks to wait, ms. */
  readonly retryAfterMs?: number;
}

export class JudgeFault extends Error {
  readonly status?: number;
  readonly quote: string;
  readonly retryAfterMs?: number;

  constructor(
    readonly kind: FaultKind,
    { status, quote = '', retryAfterMs }: FaultDetails = {},
  ) {
    super(`judge ${kind}${status === undefined ? '' : ` (status ${status})`}`);
    this.status = status;
    this.quote = quote;
    this.retryAfterMs = retryAfterMs;
  }

  /** Whether the same request may succeed a little later. */
  get isTransient(): boolean {
    return ['unreachable', 'timeout', 'rate-limited', 'server-error'].includes(this.kind);
  }
}

/** Servers say it with 404 (OpenAI, Ollama, vLLM) or with 400 (Mistral, OpenRouter). */
const MODEL_UNKNOWN =
  /\bmodel\b.*\b(not found|does not exist|unknown)|\b(invalid|unknown|not a valid) model\b/i;

/** A redirect that nobody follows has status 0 in a browser. */
const isRedirect = (status: number) => status === 0 || (status >= 300 && status < 400);

function kindOfStatus(status: number, quote: string): FaultKind {
  if (isRedirect(status)) return 'redirected';
  if (status === 401 || status === 403) return 'key-refused';
  if (status === 404) return /\bmodel/i.test(quote) ? 'model-unknown' : 'wrong-address';
  if (status === 405) return 'wrong-address';
  if (status === 408) return 'timeout';
  if (status === 429) return 'rate-limited';
  if (status === 409 || status >= 500) return 'server-error';
  return MODEL_UNKNOWN.test(quote) ? 'model-unknown' : 'refused';
}

/** The fault behind a status that is not a success. */
export const faultOfStatus = (status: number, quote: string, retryAfterMs?: number) =>
  new JudgeFault(kindOfStatus(status, quote), { status, quote, retryAfterMs });

const statusText = ({ status }: JudgeFault) => (status === undefined ? '' : ` (${status})`);
const quoteText = ({ quote }: JudgeFault) => (quote === '' ? '' : `, saying “${quote}”`);

/** None holds the key: addresses cannot carry one, and quotes are cleared of it. */
const SENTENCES: Record<FaultKind, (settings: JudgeSettings, fault: JudgeFault) => string> = {
  unreachable: ({ endpoint }) => {
    const needsHttps = endpoint.startsWith('http:') && !isLoopback(endpoint);
    return `Could not reach ${endpoint}: check the address and that the server runs${
      needsHttps ? ' (a page on https needs an https address too)' : ''
    }, and have it allow requests from this page’s origin (CORS; Ollama: set OLLAMA_ORIGINS to the page’s address and restart it).`;
  },
  timeout: ({ endpoint, timeoutSeconds }) =>
    `The server at ${endpoint} is too slow, with no answer within ${timeoutSeconds} s: raise the timeout, ask fewer at a time, or choose a smaller model.`,
  'wrong-address': ({ endpoint }, fault) =>
    `There is no chat completions service at ${endpoint}${statusText(fault)}: check the address, which usually ends in /v1, such as http://localhost:11434/v1.`,
  'key-refused': ({ endpoint, apiKey }, fault) =>
    apiKey
      ? `The server at ${endpoint} refused the API key${statusText(fault)}: check that it is complete, still valid and may use this model.`
      : `The server at ${endpoint} wants an API key${statusText(fault)}: enter one, or choose a server that needs none.`,
  'model-unknown': ({ endpoint, model }, fault) =>
    `The server at ${endpoint} does not know the model “${model}”${statusText(fault)}${quoteText(fault)}: check the name, or load it there first (Ollama: ollama pull).`,
  'rate-limited': ({ endpoint }, fault) =>
    `The server at ${endpoint} limits how much may be asked${statusText(fault)}${quoteText(fault)}: ask fewer at a time, or come back ${
      fault.retryAfterMs === undefined ? 'later' : `in ${Math.ceil(fault.retryAfterMs / 1000)} s`
    }.`,
  'server-error': ({ endpoint }, fault) =>
    `The server at ${endpoint} keeps failing${statusText(fault)}${quoteText(fault)}: read its log, or try again later.`,
  refused: ({ endpoint }, fault) =>
    `The server at ${endpoint} refused the question${statusText(fault)}${quoteText(fault)}: check the model and the longest answer.`,
  redirected: ({ endpoint }) =>
    `The server at ${endpoint} redirects to another address, where nothing is sent: enter the address that answers itself.`,
  'too-long': ({ endpoint }) =>
    `The server at ${endpoint} sends an answer of more than 4 MB: check the address, or try another server.`,
  nonsense: ({ endpoint }, fault) =>
    `The server at ${endpoint} is not a chat completions service${quoteText(fault)}: check the address, or try another server.`,
  'no-verdict': ({ model }, fault) =>
    `The model “${model}” answers without a verdict${quoteText(fault)}: choose one that follows instructions better, or allow longer answers.`,
};

/** What is wrong and what to do about it, as one sentence. */
export const problemSentence = (fault: JudgeFault, settings: JudgeSettings): string =>
  SENTENCES[fault.kind](settings, fault);
