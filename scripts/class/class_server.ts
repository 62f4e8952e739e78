// The server of a class, on the teacher's machine. It serves the built page below a word, takes result codes, and tells
// pages the teacher's pace. What only the teacher may do is taken from this machine alone.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { findResults } from '../../src/class/find_results.ts';
import { type ClassState, FREE_PACE, type Pace, paceSchema, readJson } from '../../src/class/pace.ts';
import { askedAddress, NAMES } from '../lib/requested_file.mjs';
import { securityHeaders } from '../lib/security_headers.mjs';
import { fileHandler, listenFrom } from '../lib/serve.mjs';
import { EventStreams } from './event_streams.ts';
import { requestBody } from './request_body.ts';
import type { ResultsFile } from './results_file.ts';

export interface ClassServerOptions {
  /** Of the built page. */
  readonly directory: string;
  /** In the address, as a key. */
  readonly word: string;
  readonly port: number;
  readonly exact?: boolean;
  readonly file: ResultsFile;
  /** This machine's addresses in its networks. */
  readonly ownAddresses: readonly string[];
  /** A machine opens the page for the first time. */
  readonly onArrival?: (address: string) => void;
  readonly onResult?: (count: number) => void;
  /** Of a result from one address to the next. */
  readonly intervalMs?: number;
  /** Of a request, from its first byte to its last. */
  readonly patienceMs?: number;
}

const MOST_BYTES = 2048;
const MOST_RESULTS = 200;
const INTERVAL_MS = 1000;
const MOST_CONNECTIONS = 400;
/** A class behind one router has one address. */
const LEARNERS = { all: 150, perAddress: 60 };
const TEACHERS = { all: 8, perAddress: 8 };
const PATIENCE_MS = 10_000;
const LOOPBACK = /^(::ffff:)?127\.|^::1$/;
const TEACHERS_NAME = '127.0.0.1';

const addressOf = ({ socket }: IncomingMessage) => (socket.remoteAddress ?? '').replace(/^::ffff:/, '');

/** Another page of the browser that sends a request here names itself. */
function isOfAnotherPage({ headers }: IncomingMessage, host: string): boolean {
  const { origin, 'sec-fetch-site': site } = headers;
  if (origin !== undefined && origin !== `http://${host}`) return true;
  return site !== undefined && site !== 'same-origin';
}

export async function serveClass(options: ClassServerOptions) {
  const { directory, word, file, ownAddresses, onArrival, onResult } = options;
  const { intervalMs = INTERVAL_MS, patienceMs = PATIENCE_MS } = options;
  const prefix = `/class-${word}/`;
  const names = [...NAMES, ...ownAddresses];
  const sendFile = fileHandler(directory, names);
  const known = new Set(file.codes);
  const arrived = new Set<string>();
  const lastTaken = new Map<string, number>();
  let pace: Pace = FREE_PACE;
  let port = 0;

  const stateNow = (): ClassState => ({
    addresses: ownAddresses.map((address) => `http://${address}:${port}${prefix}`),
    arrived: arrived.size,
    listening: learners.size,
    pace,
  });
  const tellTeachers = () => teachers.send('class', stateNow());
  const teachers = new EventStreams(TEACHERS);
  const learners: EventStreams = new EventStreams(LEARNERS, tellTeachers);

  const answer = (response: ServerResponse, status: number, sentence: string, more = {}) =>
    response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8', ...more }).end(`${sentence}\n`);
  const refuse = (response: ServerResponse, status: number, sentence: string, more = {}) => {
    answer(response, status, sentence, { connection: 'close', ...more });
    // What is left of the request is not read.
    response.once('finish', () => response.req.destroy());
  };

  function isTooSoon(address: string): boolean {
    const now = performance.now();
    for (const [other, at] of lastTaken) if (now - at >= intervalMs) lastTaken.delete(other);
    if (lastTaken.has(address)) return true;
    lastTaken.set(address, now);
    return false;
  }

  async function takeResult(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await requestBody(request, MOST_BYTES);
    if (body === undefined) return refuse(response, 413, `a result has at most ${MOST_BYTES} bytes`);
    if (isTooSoon(addressOf(request)))
      return refuse(response, 429, 'one result a second is taken from a computer', { 'retry-after': '1' });
    const { results } = findResults(body);
    if (results.length !== 1) return refuse(response, 400, 'this is not one result (expected BRAIN1…)');
    const [{ code }] = results;
    if (!known.has(code)) {
      if (known.size >= MOST_RESULTS)
        return refuse(response, 409, `the class has ${MOST_RESULTS} results, and takes no more`);
      known.add(code);
      await file.add(code);
      teachers.send('results', [code]);
      onResult?.(known.size);
    }
    answer(response, 200, 'taken');
  }

  async function takePace(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await requestBody(request, MOST_BYTES);
    const asked = body === undefined ? undefined : readJson(paceSchema, body);
    if (!asked) return refuse(response, 400, 'this is no pace');
    pace = asked;
    learners.send('pace', pace);
    tellTeachers();
    answer(response, 200, 'told');
  }

  function listen(streams: EventStreams, request: IncomingMessage, response: ServerResponse): boolean {
    const address = addressOf(request);
    if (!streams.hasRoomFor(address)) {
      refuse(response, 503, 'too many pages listen');
      return false;
    }
    streams.add(response, address);
    return true;
  }

  /** Undefined where the path is a file's. */
  function action(method: string, path: string) {
    if (path === 'results' && method === 'POST') return takeResult;
    if (path === 'events' && method === 'GET')
      return (request: IncomingMessage, response: ServerResponse) => {
        if (listen(learners, request, response)) learners.send('pace', pace, response);
      };
    if (path === 'teacher/pace' && method === 'POST') return takePace;
    if (path === 'teacher/events' && method === 'GET')
      return (request: IncomingMessage, response: ServerResponse) => {
        if (!listen(teachers, request, response)) return;
        teachers.send('results', [...known], response);
        teachers.send('class', stateNow(), response);
      };
    return undefined;
  }

  function arrive(address: string): void {
    if (LOOPBACK.test(address) || ownAddresses.includes(address) || arrived.has(address)) return;
    if (arrived.size >= MOST_CONNECTIONS) return;
    arrived.add(address);
    onArrival?.(address);
    tellTeachers();
  }

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const asked = askedAddress(request, names);
    if (asked && !asked.pathname.startsWith(prefix)) {
      if (`${asked.pathname}/` !== prefix) return refuse(response, 404, 'not found');
      answer(response, 302, prefix, { location: `${prefix}${asked.search}` });
      return;
    }
    const path = asked?.pathname.slice(prefix.length) ?? '';
    const act = asked && action(request.method ?? '', path);
    if (!asked || !act) {
      if (asked && ['', 'index.html'].includes(path)) arrive(addressOf(request));
      if (asked) request.url = `/${path}${asked.search}`;
      sendFile(request, response);
      return;
    }
    const headers = await securityHeaders(directory, '', new URLSearchParams());
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
    const isTeachers = path.startsWith('teacher/');
    const isHere = LOOPBACK.test(request.socket.remoteAddress ?? '') && asked.hostname === TEACHERS_NAME;
    if ((isTeachers && !isHere) || isOfAnotherPage(request, asked.host))
      return refuse(response, 403, 'this is not yours to ask');
    await act(request, response);
  }

  const times = {
    headersTimeout: patienceMs / 2,
    requestTimeout: patienceMs,
    connectionsCheckingInterval: patienceMs / 10,
    keepAliveTimeout: patienceMs / 2,
  };
  const server = createServer(times, (request, response) => {
    handle(request, response).catch(() => response.destroy());
  });
  server.maxConnections = MOST_CONNECTIONS;
  const { port: bound, close } = await listenFrom(server, {
    ...{ port: options.port, exact: options.exact },
    host: '0.0.0.0',
  });
  port = bound;
  return {
    /** On this machine, where the page has its GPU. */
    teachersUrl: `http://${TEACHERS_NAME}:${port}${prefix}`,
    learnersUrls: stateNow().addresses,
    async close() {
      teachers.close();
      learners.close();
      await close();
      await file.close();
    },
  };
}
