// A real HTTP server on this machine for tests. It speaks the chat completions protocol as well or as badly as asked.
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import * as v from 'valibot';
import type { Verdict } from '../tasks/task.ts';

const bodySchema = v.looseObject({
  model: v.string(),
  messages: v.array(v.object({ role: v.string(), content: v.string() })),
});

export interface FakeRequest {
  /** From 0, in order of arrival. */
  readonly index: number;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: v.InferOutput<typeof bodySchema>;
}

export interface FakeReply {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** A string is sent as it is, anything else as JSON. */
  readonly body?: unknown;
  /** Answers once this has settled. */
  readonly after?: Promise<unknown>;
  /** Closes the connection before the answer, or in its middle. */
  readonly drop?: 'before' | 'within';
  /** Never ends the answer: sends its text again and again, or falls silent after it. */
  readonly endless?: 'sending' | 'silent';
}

export interface FakeServer {
  /** Address without /v1. */
  readonly url: string;
  readonly requests: readonly FakeRequest[];
  readonly inFlight: () => number;
  /** Most requests that were in flight at once. */
  readonly mostInFlight: () => number;
  readonly close: () => Promise<void>;
}

/** A well-formed answer; 100 prompt and 10 completion tokens. */
export const saying = (content: string): FakeReply => ({
  body: {
    choices: [{ index: 0, message: { role: 'assistant', content }, finish_reason: 'stop' }],
    usage: { prompt_tokens: 100, completion_tokens: 10, total_tokens: 110 },
  },
});

/** The answer never comes. */
export const SILENT: FakeReply = { after: new Promise(() => {}) };

/** A judge that looks at the two responses alone. */
export const judging =
  (rule: (a: string, b: string) => Verdict) =>
  ({ body }: FakeRequest): FakeReply => {
    const question = body.messages[1]?.content;
    if (question === undefined) return saying('ready');
    const [a, b] = ['A', 'B'].map(
      (name) => new RegExp(`<response_${name}>\n(.*)\n</response_${name}>`, 's').exec(question)![1],
    );
    return saying(`I compared them.\n\n**Verdict: ${rule(a, b)}**`);
  };

function sendAgainAndAgain(outgoing: ServerResponse, text: string): void {
  while (!outgoing.destroyed && outgoing.write(text));
  outgoing.once('drain', () => sendAgainAndAgain(outgoing, text));
}

const CORS = { 'Access-Control-Allow-Origin': '*', 'Access-Control-Allow-Headers': '*' };

export async function fakeServer(behaviour: (request: FakeRequest) => FakeReply): Promise<FakeServer> {
  const requests: FakeRequest[] = [];
  let inFlight = 0;
  let mostInFlight = 0;
  const server = createServer(async (incoming, outgoing) => {
    // A page of another origin asks for permission first.
    if (incoming.method === 'OPTIONS') return outgoing.writeHead(204, CORS).end();
    mostInFlight = Math.max(mostInFlight, ++inFlight);
    outgoing.on('close', () => inFlight--);
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk);
    const request = {
      index: requests.length,
      url: `${incoming.method} ${incoming.url}`,
      headers: incoming.headers,
      body: v.parse(bodySchema, JSON.parse(Buffer.concat(chunks).toString())),
    };
    requests.push(request);
    const { status = 200, headers = {}, body = '', after, drop, endless } = behaviour(request);
    await after;
    if (drop === 'before') return outgoing.destroy();
    outgoing.writeHead(status, { 'Content-Type': 'application/json', ...CORS, ...headers });
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    if (endless === 'silent') return outgoing.write(text);
    if (endless === 'sending') return sendAgainAndAgain(outgoing, text);
    if (drop !== 'within') return outgoing.end(text);
    outgoing.write(text.slice(0, text.length / 2), () => outgoing.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    inFlight: () => inFlight,
    mostInFlight: () => mostInFlight,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
