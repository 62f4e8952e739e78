// What can go wrong with one request, told apart by what a visitor can do about it.

export type FaultKind =
  /** No connection, or one that broke; in a browser also a server that does not allow the page's origin. */
  | 'unreachable'
  | 'timeout'
  | 'wrong-address'
  | 'key-refused'
  | 'model-unknown'
  | 'rate-limited'
  | 'server-error'
  /** The request itself was found wrong. */
  | 'refused'
  /** Something answered that is no chat completion. */
  | 'nonsense'
  /** A chat completion without a verdict. */
  | 'no-verdict';

interface FaultDetails {
  readonly status?: number;
  /** What the server or the model said: one line, shortened, without the key; empty if nothing. */
  readonly said?: string;
  /** How long the server asks to wait, ms. */
  readonly retryAfterMs?: number;
}

export class JudgeFault extends Error {
  readonly status?: number;
  readonly said: string;
  readonly retryAfterMs?: number;

  constructor(
    readonly kind: FaultKind,
    { status, said = '', retryAfterMs }: FaultDetails = {},
  ) {
    super(`judge ${kind}${status === undefined ? '' : ` (status ${status})`}`);
    this.status = status;
    this.said = said;
    this.retryAfterMs = retryAfterMs;
  }

  /** Whether the same request may succeed a little later. */
  get passing(): boolean {
    return ['unreachable', 'timeout', 'rate-limited', 'server-error'].includes(this.kind);
  }
}

/** Servers say it with 404 (OpenAI, Ollama, vLLM) or with 400 (Mistral, OpenRouter). */
const MODEL_UNKNOWN =
  /\bmodel\b.*\b(not found|does not exist|unknown)|\b(invalid|unknown|not a valid) model\b/i;

function kindOfStatus(status: number, said: string): FaultKind {
  if (status === 401 || status === 403) return 'key-refused';
  if (status === 404) return /\bmodel/i.test(said) ? 'model-unknown' : 'wrong-address';
  if (status === 405) return 'wrong-address';
  if (status === 408) return 'timeout';
  if (status === 429) return 'rate-limited';
  if (status === 409 || status >= 500) return 'server-error';
  return MODEL_UNKNOWN.test(said) ? 'model-unknown' : 'refused';
}

/** The fault behind a status that is no success. */
export const faultOfStatus = (status: number, said: string, retryAfterMs?: number) =>
  new JudgeFault(kindOfStatus(status, said), { status, said, retryAfterMs });
