// One sentence a fault, for the visitor: what is wrong and the way out. Never holds the key.
import { isLoopback } from './endpoint.ts';
import type { FaultKind, JudgeFault } from './fault.ts';
import type { JudgeSettings } from './settings.ts';

type Sentence = (settings: JudgeSettings, fault: JudgeFault) => string;

const code = ({ status }: JudgeFault) => (status === undefined ? '' : ` (${status})`);
const quote = ({ said }: JudgeFault) => (said === '' ? '' : `, saying “${said}”`);

const SENTENCES: Record<FaultKind, Sentence> = {
  unreachable: ({ endpoint }) => {
    const https = endpoint.startsWith('http:') && !isLoopback(endpoint);
    return `Could not reach ${endpoint}: check the address and that the server runs${
      https ? ' (a page on https needs an https address too)' : ''
    }, and have it allow requests from this page’s origin (CORS; Ollama: set OLLAMA_ORIGINS to the page’s address and restart it).`;
  },
  timeout: ({ endpoint, timeoutSeconds }) =>
    `The server at ${endpoint} is too slow, with no answer within ${timeoutSeconds} s: raise the timeout, ask fewer at a time, or choose a smaller model.`,
  'wrong-address': ({ endpoint }, fault) =>
    `There is no chat completions service at ${endpoint}${code(fault)}: check the address, which usually ends in /v1, such as http://localhost:11434/v1.`,
  'key-refused': ({ endpoint, apiKey }, fault) =>
    apiKey
      ? `The server at ${endpoint} refused the API key${code(fault)}: check that it is complete, still valid and may use this model.`
      : `The server at ${endpoint} wants an API key${code(fault)}: enter one, or choose a server that needs none.`,
  'model-unknown': ({ endpoint, model }, fault) =>
    `The server at ${endpoint} does not know the model “${model}”${code(fault)}${quote(fault)}: check the name, or load it there first (Ollama: ollama pull).`,
  'rate-limited': ({ endpoint }, fault) =>
    `The server at ${endpoint} limits how much may be asked${code(fault)}${quote(fault)}: ask fewer at a time, or come back ${
      fault.retryAfterMs === undefined ? 'later' : `in ${Math.ceil(fault.retryAfterMs / 1000)} s`
    }.`,
  'server-error': ({ endpoint }, fault) =>
    `The server at ${endpoint} keeps failing${code(fault)}${quote(fault)}: look into its log, or try again later.`,
  refused: ({ endpoint }, fault) =>
    `The server at ${endpoint} refused the question${code(fault)}${quote(fault)}: check the model and the longest answer.`,
  nonsense: ({ endpoint }, fault) =>
    `What answers at ${endpoint} is no chat completions service${quote(fault)}: check the address, or try another server.`,
  'no-verdict': ({ model }, fault) =>
    `The model “${model}” answers without a verdict${quote(fault)}: choose one that follows instructions better, or allow longer answers.`,
};

/** What is wrong and what to do about it, one sentence. */
export const problemSentence = (fault: JudgeFault, settings: JudgeSettings): string =>
  SENTENCES[fault.kind](settings, fault);
