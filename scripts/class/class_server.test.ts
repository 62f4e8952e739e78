import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it, onTestFinished } from 'vitest';
import { madeUpCode } from '../../src/class/made_up_results.ts';
import { type ClassServerOptions, serveClass } from './class_server.ts';
import { openResultsFile } from './results_file.ts';

const SECRET = 'outside of the folder';
const folder = mkdtempSync(join(tmpdir(), 'class-'));
const directory = mkdtempSync(join(folder, 'dist-'));
writeFileSync(join(folder, 'secret.txt'), SECRET);
writeFileSync(join(directory, 'index.html'), '<meta charset="utf-8" /><title>page</title>');
writeFileSync(join(directory, 'a.js'), 'export {};');
afterAll(() => rmSync(folder, { recursive: true }));

let files = 0;
const code = (seed: number) => madeUpCode({ seed }, { seat: seed });

async function served(more: Partial<ClassServerOptions> = {}) {
  const path = join(folder, `results-${files++}.jsonl`);
  const heard: string[] = [];
  const server = await serveClass({
    ...{ directory, word: 'tulip', port: 0, ownAddresses: [], intervalMs: 0 },
    file: more.file ?? (await openResultsFile(path)),
    onArrival: (address) => heard.push(address),
    ...more,
  });
  onTestFinished(server.close);
  const url = server.teachersUrl;
  const lines = () => readFileSync(path, 'utf8').split('\n').filter(Boolean);
  return {
    url,
    path,
    lines,
    heard,
    port: Number(new URL(url).port),
    learner: url.replace('127.0.0.1', 'localhost'),
  };
}

const post = (url: string, body: string, headers: Record<string, string> = {}) =>
  fetch(url, { method: 'POST', body, headers });
const statusOf = async (asked: Promise<Response>) => (await asked).status;

/** The first events of a stream, as [name, data]. */
async function events(url: string, count: number, meanwhile?: () => Promise<unknown>) {
  const stop = new AbortController();
  const response = await fetch(url, { signal: stop.signal });
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  let acted = meanwhile === undefined;
  const all = () =>
    [...text.matchAll(/event: (.+)\ndata: (.+)\n\n/g)].map(([, name, data]) => [name, JSON.parse(data)]);
  while (all().length < count) {
    const { value, done } = await reader.read();
    if (done) break;
    text += value;
    if (!acted && all().length > 0) {
      acted = true;
      await meanwhile!();
    }
  }
  stop.abort();
  return all();
}

describe('the page', () => {
  it('is served below the word, and nowhere else', async () => {
    const { url, port } = await served();
    expect(await (await fetch(url)).text()).toContain('<title>page</title>');
    expect((await fetch(`${url}a.js`)).headers.get('content-security-policy')).toContain(
      "default-src 'none'",
    );
    for (const path of ['', 'a.js', 'class-rose/', 'class-rose/a.js', 'class-tulipa.js', 'class-tuli/'])
      expect(await statusOf(fetch(`http://127.0.0.1:${port}/${path}`))).toBe(404);
    const turned = await fetch(`http://127.0.0.1:${port}/class-tulip?task=strings`, { redirect: 'manual' });
    expect([turned.status, turned.headers.get('location')]).toEqual([302, '/class-tulip/?task=strings']);
  });

  it('nothing outside of its folder is sent', async () => {
    const { port } = await served();
    for (const path of [
      '../secret.txt',
      '%2e%2e/secret.txt',
      '..%2fsecret.txt',
      '..%5csecret.txt',
      './/../secret.txt',
    ])
      for (const prefix of ['', 'class-tulip/']) {
        const text = await raw(
          port,
          `GET /${prefix}${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nConnection: close\r\n\r\n`,
        );
        expect(text).toMatch(/^HTTP\/1\.1 404 /);
        expect(text).not.toContain(SECRET);
      }
  });

  it('is not served under a name that is not this machine’s', async () => {
    const { port } = await served();
    const asked = (host: string) =>
      raw(port, `GET /class-tulip/ HTTP/1.1\r\nHost: ${host}:${port}\r\nConnection: close\r\n\r\n`);
    expect(await asked('evil.example')).toMatch(/^HTTP\/1\.1 421 /);
    expect(await asked('localhost')).toMatch(/^HTTP\/1\.1 200 /);
  });
});

/** The whole answer to the bytes, until the connection is closed. */
const raw = (port: number, bytes: string | Buffer, patienceMs = 5000): Promise<string> =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    let answer = '';
    socket.setTimeout(patienceMs, () => socket.destroy());
    socket.on('data', (part) => {
      answer += part.toString('latin1');
    });
    socket.on('close', () => resolve(answer)).on('error', () => {});
    socket.write(bytes);
  });

describe('results', () => {
  it('are taken once, appended to the file, and told to the teacher', async () => {
    const { url, learner, lines } = await served();
    const told = await events(`${url}teacher/events`, 3, async () => {
      expect(await statusOf(post(`${learner}results`, `my result: ${code(1)}`))).toBe(200);
      expect(await statusOf(post(`${learner}results`, code(1).toLowerCase()))).toBe(200);
    });
    expect(told.map(([name]) => name)).toEqual(['results', 'class', 'results']);
    expect(told[2][1]).toEqual([code(1)]);
    expect(lines().map((line) => JSON.parse(line).code)).toEqual([code(1)]);
  });

  it('that are none are refused: empty, two at once, damaged, too large, another method', async () => {
    const { learner, lines } = await served();
    const ask = (body: string) => statusOf(post(`${learner}results`, body));
    expect(await ask('')).toBe(400);
    expect(await ask('hello')).toBe(400);
    expect(await ask(`${code(1)} ${code(2)}`)).toBe(400);
    expect(await ask(code(1).slice(0, -3))).toBe(400);
    expect(await ask(`${code(1)}${' '.repeat(2048)}`)).toBe(413);
    expect(await statusOf(fetch(`${learner}results`))).toBe(404);
    expect(await statusOf(fetch(`${learner}results`, { method: 'DELETE' }))).toBe(405);
    expect(lines()).toEqual([]);
  });

  it('come one a second from an address', async () => {
    const { learner } = await served({ intervalMs: 60_000 });
    expect(await statusOf(post(`${learner}results`, code(1)))).toBe(200);
    const second = await post(`${learner}results`, code(2));
    expect([second.status, second.headers.get('retry-after')]).toEqual([429, '1']);
  });

  it('are at most 200, and those that are there may come again', async () => {
    const path = join(folder, 'full.jsonl');
    const all = Array.from({ length: 200 }, (_, at) => code(at + 1));
    writeFileSync(path, all.map((one) => `${JSON.stringify({ at: '', code: one })}\n`).join(''));
    const { learner } = await served({ file: await openResultsFile(path) });
    expect(await statusOf(post(`${learner}results`, code(201)))).toBe(409);
    expect(await statusOf(post(`${learner}results`, code(7)))).toBe(200);
  });

  it('go on with a file that a crash has cut', async () => {
    const path = join(folder, 'cut.jsonl');
    writeFileSync(path, `${JSON.stringify({ at: 'x', code: code(1) })}\n{"at":"x","co`);
    const { url, learner } = await served({ file: await openResultsFile(path) });
    const [[, codes]] = await events(`${url}teacher/events`, 1);
    expect(codes).toEqual([code(1)]);
    await post(`${learner}results`, code(2));
    const kept = await openResultsFile(path);
    expect(kept.codes).toEqual([code(1), code(2)]);
    await kept.close();
  });
});

describe('the pace', () => {
  const json = { 'content-type': 'application/json' };

  it('is told to every page, and to who comes late', async () => {
    const { url, learner } = await served();
    const pace = { paused: true, goTo: { step: 3, call: 1 }, fresh: 0 };
    const told = await events(`${learner}events`, 2, () =>
      post(`${url}teacher/pace`, JSON.stringify(pace), json),
    );
    expect(told).toEqual([
      ['pace', { paused: false, fresh: 0 }],
      ['pace', pace],
    ]);
    expect(await events(`${learner}events`, 1)).toEqual([['pace', pace]]);
  });

  it('is the teacher’s: not a learner’s, not another page’s, and nothing else than a pace', async () => {
    const { url, learner } = await served();
    const pace = JSON.stringify({ paused: true, fresh: 0 });
    expect(await statusOf(post(`${learner}teacher/pace`, pace, json))).toBe(403);
    expect(await statusOf(fetch(`${learner}teacher/events`))).toBe(403);
    expect(await statusOf(post(`${url}teacher/pace`, pace, { origin: 'http://evil.example' }))).toBe(403);
    expect(await statusOf(post(`${url}teacher/pace`, pace, { 'sec-fetch-site': 'cross-site' }))).toBe(403);
    for (const odd of [
      '',
      'null',
      '[]',
      '{"paused":1}',
      '{"paused":true,"fresh":-1}',
      `"${'x'.repeat(3000)}"`,
    ])
      expect(await statusOf(post(`${url}teacher/pace`, odd, json))).toBe(400);
    expect(await events(`${url}events`, 1)).toEqual([['pace', { paused: false, fresh: 0 }]]);
  });
});

describe('who means harm', () => {
  /** Reproducible: xorshift. */
  function numbers(seed: number) {
    let state = seed;
    return (below: number) => {
      state ^= state << 13;
      state ^= state >>> 17;
      state ^= state << 5;
      return (state >>> 0) % below;
    };
  }

  function malformed(any: (below: number) => number, port: number): Buffer {
    const pick = <T>(...items: readonly T[]) => items[any(items.length)];
    const junk = (length: number) => Buffer.from(Array.from({ length }, () => any(256)));
    const path = pick(
      '/class-tulip/results',
      '/class-tulip/events',
      '/class-tulip/teacher/pace',
      '/class-tulip/',
      '/class-tulip/%',
      '/class-tulip/%ff%fe',
      '/class-tulip/../../../../etc/passwd',
      '/class-tulip/..%2f..%2fsecret.txt',
      '//evil',
      '*',
      'http://evil.example/',
      '/class-tulip/results?c=%00',
      `/${junk(6).toString('latin1')}`,
      `/${'a'.repeat(any(9000))}`,
    );
    const host = pick(
      `127.0.0.1:${port}`,
      'evil.example',
      '',
      `localhost:${port}`,
      '[::1',
      '127.0.0.1:99999',
    );
    const body = pick(
      '',
      'BRAIN1',
      code(1).slice(0, any(200)),
      '{"paused":',
      '\0'.repeat(50),
      junk(60).toString('latin1'),
    );
    const length = pick(`${body.length}`, '-1', '1e9', 'x', `${body.length + 50}`, '0');
    const head = `${pick('GET', 'POST', 'PUT', 'BREW', '', '\0', 'OPTIONS')} ${path} HTTP/${pick('1.1', '1.0', '9', '')}`;
    const lines = pick('\r\n', '\n', '\r\n \r\n', '');
    const request = pick(
      () => `${head}\r\nHost: ${host}\r\nContent-Length: ${length}\r\nConnection: close${lines}\r\n${body}`,
      () =>
        `${head}\r\nHost: ${host}\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n${pick('zz\r\n', '5\r\nab', '0\r\n\r\n', 'fffffffff\r\n')}`,
      () => `${head}\r\n${junk(40).toString('latin1')}\r\n\r\n`,
      () => junk(any(200)).toString('latin1'),
    )();
    return Buffer.from(request, 'latin1');
  }

  it('10,000 malformed requests: it keeps serving, and its file stays readable', async () => {
    const { url, learner, lines, port } = await served();
    const any = numbers(2402);
    const send = (bytes: Buffer) =>
      new Promise<void>((resolve) => {
        const socket = connect(port, '127.0.0.1', () => socket.end(bytes));
        socket.on('data', () => socket.destroy());
        socket.on('close', () => resolve()).on('error', () => {});
      });
    for (let sent = 0; sent < 10_000; sent += 100) {
      await Promise.all(Array.from({ length: 100 }, () => send(malformed(any, port))));
      if (sent % 2000 === 0)
        expect(await statusOf(post(`${learner}results`, code(1 + sent / 2000)))).toBe(200);
    }
    expect(await statusOf(fetch(url))).toBe(200);
    expect(lines().map((line) => JSON.parse(line).code)).toEqual([1, 2, 3, 4, 5].map(code));
    expect(await events(`${url}events`, 1)).toEqual([['pace', { paused: false, fresh: 0 }]]);
  });

  it('a slow writer loses its connection, and others do not wait for it', async () => {
    const { url, port } = await served({ patienceMs: 400 });
    const head = `POST /class-tulip/results HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n`;
    const slow = Promise.all([
      ...Array.from({ length: 50 }, () => raw(port, `${head}Content-Length: 100\r\n\r\nBR`, 60_000)),
      ...Array.from({ length: 50 }, () => raw(port, head, 60_000)),
    ]);
    expect(await statusOf(fetch(url))).toBe(200);
    for (const answer of await slow) expect(answer).toMatch(/^(HTTP\/1\.1 408 |$)/);
  });

  it('a body without an end is not read: 100 MB announced, or sent in pieces', async () => {
    const { url, port } = await served();
    const head = `POST /class-tulip/results HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n`;
    expect(await raw(port, `${head}Content-Length: 100000000\r\n\r\n${'x'.repeat(1e6)}`)).toMatch(
      /^(HTTP\/1\.1 413 |$)/,
    );
    const pieces = `10000\r\n${'x'.repeat(0x10000)}\r\n`.repeat(40);
    expect(await raw(port, `${head}Transfer-Encoding: chunked\r\n\r\n${pieces}`)).toMatch(
      /^(HTTP\/1\.1 413 |$)/,
    );
    expect(await statusOf(fetch(url))).toBe(200);
  });

  it('more pages than a class has may not listen', async () => {
    const { learner } = await served();
    const stop = new AbortController();
    const listening = await Promise.all(
      Array.from({ length: 61 }, () => fetch(`${learner}events`, { signal: stop.signal })),
    );
    expect(listening.filter(({ status }) => status === 503)).toHaveLength(1);
    stop.abort();
  });
});
