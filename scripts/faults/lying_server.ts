// The built page behind a server that can lie about any file: another status, other bytes, or no answer at all.
import { createServer, type IncomingHttpHeaders, type IncomingMessage, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { serve } from '../lib/serve.mjs';

interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  /** Number of bytes after which the connection breaks. */
  readonly breaksAfter?: number;
}

/** What is answered in place of the truth; `undefined`: nothing, ever. */
export type Lie = (truth: Answer, url: string) => Answer | undefined | Promise<Answer | undefined>;

export interface LyingServer {
  /** Ends with a slash. */
  readonly url: string;
  /** Lies about files whose address matches. The latest lie about a file counts. */
  lie(files: RegExp, lie: Lie): void;
  /** Takes all lies back. */
  tellTruth(): void;
  close(): Promise<void>;
}

/** A page of the same origin without content, to look at the storage from. */
export const OBSERVATORY = 'observatory';
/** Without an icon that a browser would ask for. */
const NOTHING = '<!doctype html><link rel="icon" href="data:," />';

export const status =
  (code: number): Lie =>
  (truth) => ({ ...truth, status: code, headers: { 'content-type': 'text/plain' }, body: Buffer.from('no') });
export const silent: Lie = () => undefined;
export const empty: Lie = (truth) => ({ ...truth, body: Buffer.alloc(0) });
/** The first half, as if it were all. Nobody keeps it for later. */
export const halved: Lie = ({ status: code, headers, body }) => ({
  status: code,
  headers: { 'content-type': headers['content-type'], 'cache-control': 'no-store' },
  body: body.subarray(0, body.length / 2),
});
/** The connection breaks after the first half. */
export const broken: Lie = (truth) => ({ ...truth, breaksAfter: Math.floor(truth.body.length / 2) });
export const typed =
  (type: string): Lie =>
  (truth) => ({ ...truth, headers: { ...truth.headers, 'content-type': type } });
export const saying =
  (text: string, type = 'text/html'): Lie =>
  (truth) => ({ ...truth, headers: { 'content-type': type }, body: Buffer.from(text) });
export const redirected =
  (to: string): Lie =>
  (truth) => ({ ...truth, status: 302, headers: { location: to }, body: Buffer.alloc(0) });
export const late =
  (ms: number): Lie =>
  async (truth) => {
    await new Promise((resolve) => setTimeout(resolve, ms));
    return truth;
  };
/** One bit is the other, at a share of the file's length. */
export const flipped =
  (share: number): Lie =>
  (truth) => {
    const body = Buffer.from(truth.body);
    body[Math.floor(share * (body.length - 1))] ^= 4;
    return { ...truth, body };
  };

/** Headers that speak of the bytes on their way. */
const OF_TRANSPORT = ['connection', 'keep-alive', 'transfer-encoding', 'content-length', 'content-encoding'];

function truthOf(origin: string, { method, url, headers }: IncomingMessage): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const asked = { ...headers, host: new URL(origin).host, 'accept-encoding': 'identity' };
    request(new URL(url ?? '/', origin), { method, headers: asked }, async (incoming) => {
      const chunks: Buffer[] = [];
      for await (const chunk of incoming) chunks.push(chunk);
      const kept = Object.entries(incoming.headers).filter(([name]) => !OF_TRANSPORT.includes(name));
      resolve({
        status: incoming.statusCode ?? 500,
        headers: Object.fromEntries(kept),
        body: Buffer.concat(chunks),
      });
    })
      .once('error', reject)
      .end();
  });
}

export async function lyingServer(directory: string): Promise<LyingServer> {
  const honest = await serve({ directory, port: 0 });
  let lies: { readonly files: RegExp; readonly lie: Lie }[] = [];
  const server = createServer(async (incoming, outgoing) => {
    const url = incoming.url ?? '/';
    if (url === `/${OBSERVATORY}`) return outgoing.setHeader('content-type', 'text/html').end(NOTHING);
    const truth = await truthOf(honest.url, incoming);
    const lie = lies.findLast(({ files }) => files.test(url))?.lie;
    const answer = lie ? await lie(truth, url) : truth;
    if (!answer) return;
    const { status: code, headers, body, breaksAfter } = answer;
    outgoing.writeHead(code, { ...headers, 'content-length': body.length });
    if (breaksAfter === undefined) return outgoing.end(body);
    outgoing.write(body.subarray(0, breaksAfter), () => outgoing.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    lie: (files, lie) => void lies.push({ files, lie }),
    tellTruth() {
      lies = [];
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await honest.close();
    },
  };
}
