// Five ways out of the frame of a reward rule, each against what would let it through. The same attempts get out of a
// loosened frame, so that none fails for another reason.
import { createHash } from 'node:crypto';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { dist } from '../scripts/lib/install.mjs';
import { serve } from '../scripts/lib/serve.mjs';
import { test as base, expect } from './page.ts';

/** A server that answers any request of any page, and any WebSocket. */
async function welcomingServer() {
  const requests: string[] = [];
  let sockets = 0;
  const server = createServer(({ url = '' }, response) => {
    requests.push(url);
    const type = url.startsWith('/events') ? 'text/event-stream' : 'text/javascript';
    response.writeHead(200, { 'content-type': type, 'access-control-allow-origin': '*' });
    response.end(type === 'text/javascript' ? 'self.arrived = 1;' : 'data: 1\n\n');
  });
  server.on('upgrade', ({ headers }, socket) => {
    sockets++;
    // RFC 6455, 4.2.2.
    const accept = createHash('sha1')
      .update(`${headers['sec-websocket-key']}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`)
      .digest('base64');
    socket.write(
      `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`,
    );
    socket.on('error', () => {});
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    host: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    sockets: () => sockets,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}
type WelcomingServer = Awaited<ReturnType<typeof welcomingServer>>;

/** The built page with a frame that allows everything. */
function loosened(): string {
  const directory = mkdtempSync(join(tmpdir(), 'loosened-'));
  cpSync(dist, directory, { recursive: true, filter: (path) => !/\.(br|gz)$|models/.test(path) });
  const file = join(directory, 'sandbox.html');
  const html = readFileSync(file, 'utf8')
    .replace(
      /content="default-src[^"]*"/,
      `content="default-src * blob: data: 'unsafe-inline' 'unsafe-eval'"`,
    )
    .replace("'allow-scripts'", "'allow-scripts allow-same-origin allow-top-navigation'")
    .replace("|| origin !== 'null'", '');
  writeFileSync(file, html);
  return directory;
}

const test = base.extend<{ elsewhere: WelcomingServer; loose: Page }>({
  elsewhere: async ({ noise }, use) => {
    noise.allow(/Content Security Policy|request failed|Failed to load resource|sandboxed|ERR_|WebSocket/);
    const server = await welcomingServer();
    await use(server);
    server.close();
  },
  /** A page whose frame allows everything. */
  loose: async ({ context }, use) => {
    const directory = loosened();
    const server = await serve({ directory, port: 0 });
    const page = await context.newPage();
    await page.goto(`${server.url}lab.html`);
    await use(page);
    await page.close();
    await server.close();
    rmSync(directory, { recursive: true });
  },
});

const response = (text: string) => ({ prompt: 'p', response: text, meta: {}, ended: true, tokens: 1 });
const three = ['a', 'bb', 'ccc'].map(response);

/** Rewards, or what the call fails with. */
const score = (page: Page, text: string, responses = three) =>
  page.evaluate(([rule, asked]) => window.scoreByRule(rule, asked).catch(({ message }: Error) => message), [
    text,
    responses,
  ] as const);

/** A rule that begins its attempts as soon as it is there. Each call tells what has become of them. */
const attempting = (attempts: Readonly<Record<string, string>>) => `(() => {
  const outcomes = {};
  const attempt = async (name, work) => {
    outcomes[name] = 'under way';
    try { await work(); outcomes[name] = 'done'; } catch (error) { outcomes[name] = 'refused'; }
  };
  ${Object.entries(attempts)
    .map(([name, work]) => `attempt(${JSON.stringify(name)}, () => ${work});`)
    .join('\n  ')}
  return () => { throw new Error(JSON.stringify(outcomes)); };
})()`;

/** What has become of a rule's attempts once none is under way. */
async function outcomesOf(page: Page, attempts: Readonly<Record<string, string>>) {
  const text = attempting(attempts);
  let outcomes: Record<string, string> = {};
  await expect
    .poll(async () => {
      const said = String(await score(page, text));
      outcomes = JSON.parse(/\{.*\}/.exec(said)?.[0] ?? '{}');
      return Object.keys(outcomes).length > 0 && !Object.values(outcomes).includes('under way') ? '' : said;
    })
    .toBe('');
  return outcomes;
}
/** Attempts from a frame's document itself: a text, because a function would not reach into the frame. */
const reaching = (attempts: Readonly<Record<string, string>>) => `(() => {
  const reach = (work) => {
    try {
      work();
      return 'done';
    } catch {
      return 'refused';
    }
  };
  return { ${Object.entries(attempts)
    .map(([name, work]) => `${name}: reach(() => { ${work} })`)
    .join(', ')} };
})()`;
const all = (attempts: object, outcome: string) =>
  Object.fromEntries(Object.keys(attempts).map((name) => [name, outcome]));

test.beforeEach(async ({ page }) => {
  await page.goto('lab.html');
});

test('a rule rates responses, and its errors say where they are', async ({ page }) => {
  expect(await score(page, '({ response }) => response.length')).toEqual([1, 2, 3]);
  expect(await score(page, '({ response }) => {\n  return 1 +* 2;\n}')).toMatch(
    /line 2, column 13 of the rule/,
  );
});

test('network: nothing is asked for', async ({ page, loose, elsewhere }) => {
  const at = (path: string) => `'http://${elsewhere.host}/${path}'`;
  const attempts = {
    fetch: `fetch(${at('fetch')})`,
    request: `(() => { const r = new XMLHttpRequest(); r.open('GET', ${at('xhr')}, false); r.send(); })()`,
    script: `importScripts(${at('script')})`,
    module: `import(${at('module')})`,
    font: `new FontFace('f', 'url(' + ${at('font')} + ')').load().catch((e) => { if (e.name === 'NetworkError') throw e; })`,
    events: `new Promise((resolve, reject) => { const s = new EventSource(${at('events')}); s.onopen = () => { s.close(); resolve(); }; s.onerror = reject; })`,
    worker: `new Promise((resolve, reject) => {
      const text = 'fetch(${at('nested').replaceAll("'", '"')}).then(() => postMessage(1), () => postMessage(0))';
      const worker = new Worker(URL.createObjectURL(new Blob([text])));
      worker.onmessage = ({ data }) => (data ? resolve() : reject());
      worker.onerror = reject;
    })`,
    blob: `importScripts(URL.createObjectURL(new Blob(['1'])))`,
    eval: `eval('1')`,
  };
  expect(await outcomesOf(page, attempts)).toEqual(all(attempts, 'refused'));
  expect(elsewhere.requests).toEqual([]);
  expect(await outcomesOf(loose, attempts)).toEqual({ ...all(attempts, 'done'), font: expect.any(String) });
  expect(elsewhere.requests.map((url) => url.slice(1)).sort()).toEqual(
    ['events', 'fetch', 'font', 'module', 'nested', 'script', 'xhr'].sort(),
  );
});

test('WebSocket: no connection is made', async ({ page, loose, elsewhere }) => {
  const attempts = {
    socket: `new Promise((resolve, reject) => {
      const socket = new WebSocket('ws://${elsewhere.host}/');
      socket.onopen = resolve;
      socket.onerror = reject;
    })`,
  };
  expect(await outcomesOf(page, attempts)).toEqual({ socket: 'refused' });
  expect(elsewhere.sockets()).toBe(0);
  expect(await outcomesOf(loose, attempts)).toEqual({ socket: 'done' });
  expect(elsewhere.sockets()).toBe(1);
});

test('storage: nothing is read or kept', async ({ page, loose, elsewhere }) => {
  expect(elsewhere.sockets()).toBe(0);
  const attempts = {
    database: `new Promise((resolve, reject) => { const r = indexedDB.open('out'); r.onsuccess = resolve; r.onerror = reject; })`,
    caches: `caches.open('out')`,
    files: `navigator.storage.getDirectory()`,
    locks: `navigator.locks.request('out', () => {})`,
  };
  const inFrame = reaching({
    local: "localStorage.setItem('out', '1')",
    session: "sessionStorage.setItem('out', '1')",
    cookies: "document.cookie = 'out=1'",
  });
  for (const [where, outcome] of [
    [page, 'refused'],
    [loose, 'done'],
  ] as const) {
    expect(await outcomesOf(where, attempts)).toEqual(all(attempts, outcome));
    const frames = () => where.frames().filter((candidate) => candidate.url() === 'about:srcdoc');
    await expect.poll(() => frames().length).toBe(1);
    expect(await frames()[0].evaluate(inFrame)).toEqual({
      local: outcome,
      session: outcome,
      cookies: outcome,
    });
  }
  const kept = () => indexedDB.databases().then((found) => found.map(({ name }) => name));
  expect(await page.evaluate(kept)).not.toContain('out');
  expect(await loose.evaluate(kept)).toContain('out');
});

test('the page: it is not reached, nor what it asks forged', async ({ page, loose, elsewhere }) => {
  expect(elsewhere.sockets()).toBe(0);
  const watch = () => {
    const heard: unknown[] = [];
    addEventListener('message', ({ data }) => heard.push(data));
    new BroadcastChannel('out').addEventListener('message', ({ data }) => heard.push(data));
    Object.assign(window, { heard, before: document.body.innerHTML });
  };
  const seen = () => {
    const { heard, before } = window as unknown as { heard: unknown[]; before: string };
    for (const frame of document.querySelectorAll('iframe')) frame.remove();
    return { heard, untouched: document.body.innerHTML === before, title: document.title };
  };
  // Every word of the worker is forged threefold: to nobody, to another question, and to one before it.
  const forging = `(() => {
    const { postMessage: say } = MessagePort.prototype;
    MessagePort.prototype.postMessage = function (word) {
      for (const id of [0, word.id + 1, 'x']) say.call(this, { type: 'scores', id, scores: [7, 7, 7] });
      say.call(this, word);
    };
    for (const name of ['parent', 'top', 'opener', 'frameElement', 'document', 'window'])
      if (name in globalThis) throw new Error(name);
    postMessage({ type: 'scores', id: 1, scores: [9, 9, 9] });
    new BroadcastChannel('out').postMessage('reached');
    return ({ response }) => response.length;
  })()`;
  const inFrame = reaching({
    parent: 'parent.document.body',
    top: "top.document.title = 'reached'",
    element: 'if (frameElement === null) throw 0',
    address: "top.location.hash = 'reached'",
  });
  for (const [where, outcome] of [
    [page, 'refused'],
    [loose, 'done'],
  ] as const) {
    await where.evaluate(watch);
    const { title, url } = { title: await where.title(), url: where.url() };
    expect(await score(where, forging)).toEqual([1, 2, 3]);
    expect(await score(where, forging)).toEqual([1, 2, 3]);
    const frame = where.frames().find((candidate) => candidate.url() === 'about:srcdoc')!;
    const attempts = { parent: outcome, top: outcome, element: outcome, address: outcome };
    expect(await frame.evaluate(inFrame)).toEqual(attempts);
    const reached = outcome === 'done';
    expect(await where.evaluate(seen)).toEqual({
      heard: reached ? ['reached'] : [],
      untouched: true,
      title: reached ? 'reached' : title,
    });
    expect(where.url() === url).toBe(!reached);
  }
});

test('a loop without end: it is ended, the page stays awake, and the next call works', async ({ page }) => {
  const looping = '({ response }) => { while (response === "bb"); return response.length; }';
  const { said, ticks } = await page.evaluate(
    async ([text, asked]) => {
      let ticks = 0;
      const timer = setInterval(() => ticks++, 10);
      const said = await window.scoreByRule(text, asked).catch(({ message }: Error) => message);
      clearInterval(timer);
      return { said, ticks };
    },
    [looping, three] as const,
  );
  expect(said).toBe('the rule took longer than 250 ms for 3 responses: ended at response 2');
  expect(ticks).toBeGreaterThan(1);
  // The thread is gone with its frame.
  await expect.poll(() => page.workers().length).toBe(1);
  expect(page.frames()).toHaveLength(1);
  expect(await score(page, looping, [three[0], three[2]])).toEqual([1, 3]);
});

test.describe('without a network', () => {
  test.use({ serviceWorkers: 'allow' });

  test('the frame comes after one visit of the page', async ({ page, noise }) => {
    noise.allow(/Failed to load resource|request failed|ERR_/);
    const server = await serve({ directory: dist, port: 0 });
    await page.goto(server.url);
    await page.evaluate(() => navigator.serviceWorker.ready.then(() => true));
    await server.close();
    await page.reload();
    const answer = await page.evaluate(async () => {
      const [control, work] = [new MessageChannel(), new MessageChannel()];
      const frame = Object.assign(document.createElement('iframe'), { src: 'sandbox.html', hidden: true });
      document.body.append(frame);
      await new Promise((resolve) => frame.addEventListener('load', resolve));
      const script = 'onmessage = ({ ports: [port] }) => port.postMessage(origin)';
      frame.contentWindow!.postMessage(script, '*', [control.port2, work.port2]);
      return new Promise((resolve) => {
        work.port1.onmessage = ({ data }) => resolve(data);
      });
    });
    expect(answer).toBe('null');
  });
});
