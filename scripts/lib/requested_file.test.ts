// Requests as no browser would send them, byte by byte, to a real server.
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { serve } from './serve.mjs';

const outside = mkdtempSync(join(tmpdir(), 'outside-'));
const directory = join(outside, 'served');
const SECRET = 'secret of this machine';
const PAGE_POLICY = "default-src 'none'; script-src 'self'";
mkdirSync(join(directory, 'assets'), { recursive: true });
mkdirSync(join(directory, '.git'));
const files = {
  '../secret.txt': SECRET,
  '../secret.txt.br': SECRET,
  '.env': SECRET,
  '.git/config': SECRET,
  'index.html': `<meta charset="utf-8" /><meta http-equiv="Content-Security-Policy" content="${PAGE_POLICY}" />`,
  'sandbox.html': `<meta charset="utf-8" /><meta http-equiv="Content-Security-Policy" content="${PAGE_POLICY}" />`,
  'assets/judge_worker-abcdefgh.js': 'judge',
  'assets/worker-abcdefgh.js': 'worker',
  'a b.txt': 'a space',
};
for (const [name, text] of Object.entries(files)) writeFileSync(join(directory, name), text);
symlinkSync(join(outside, 'secret.txt'), join(directory, 'link.txt'));
symlinkSync(outside, join(directory, 'folder'));
symlinkSync(join(outside, 'secret.txt'), join(directory, 'a b.txt.br'));
symlinkSync(join(directory, 'index.html'), join(directory, 'inside.html'));
afterAll(() => rmSync(outside, { recursive: true }));

let port: number;
let close: () => Promise<void>;
beforeAll(async () => {
  const server = await serve({ directory, port: 0 });
  port = Number(new URL(server.url).port);
  close = server.close;
});
afterAll(() => close());

/** The whole answer to the bytes, until the server closes the connection. */
const answerTo = (bytes: string): Promise<string> =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    let answer = '';
    socket.setEncoding('latin1').on('data', (part) => {
      answer += part;
    });
    socket.on('close', () => resolve(answer)).on('error', () => {});
    socket.write(bytes);
  });

interface Sent {
  readonly method?: string;
  readonly host?: string;
  readonly more?: string;
}

async function ask(target: string, { method = 'GET', host = `127.0.0.1:${port}`, more = '' }: Sent = {}) {
  const text = await answerTo(
    `${method} ${target} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n${more}\r\n`,
  );
  const [head, body = ''] = text.split('\r\n\r\n');
  const [line, ...lines] = head.split('\r\n');
  const headers = Object.fromEntries(
    lines.map((entry) => {
      const at = entry.indexOf(':');
      return [entry.slice(0, at).toLowerCase(), entry.slice(at + 1).trim()];
    }),
  );
  return { status: Number(line?.split(' ')[1]), headers, body, text };
}

describe('what lies outside, and what is hidden, is not sent', () => {
  it.each([
    '/../secret.txt',
    '/%2e%2e/secret.txt',
    '/..%2fsecret.txt',
    '/%2e%2e%2fsecret.txt',
    '/..%5csecret.txt',
    '/..\\secret.txt',
    '/%252e%252e/secret.txt',
    '/assets/..%2f..%2fsecret.txt',
    '/assets/%2e%2e/%2e%2e/secret.txt',
    '/.env',
    '/%2eenv',
    '/.git/config',
    '/assets/../.env',
    '/link.txt',
    '/folder/secret.txt',
    '/a%20b.txt',
    '/index.html%00.txt',
    '/assets',
    '/assets/',
    '/%',
    '/%ff',
  ])('%s', async (target) => {
    for (const more of ['', 'Accept-Encoding: br, gzip\r\n']) {
      const { status, text } = await ask(target, { more });
      expect(status).toBe(404);
      expect(text).not.toContain(SECRET);
    }
  });

  it('a link within the folder is followed', async () => {
    expect((await ask('/inside.html')).body).toContain('charset');
  });
});

describe('who may ask', () => {
  it('this machine by its names, with the port', async () => {
    for (const name of ['127.0.0.1', 'localhost', '[::1]', 'LOCALHOST'])
      expect((await ask('/', { host: `${name}:${port}` })).status).toBe(200);
  });

  it.each(['evil.example', 'localhost', '127.0.0.1:1', 'localhost.evil.example:PORT', '0.0.0.0:PORT', ''])(
    'no other host: %j',
    async (host) => {
      const { status, body } = await ask('/', { host: host.replace('PORT', String(port)) });
      expect(status).toBe(421);
      expect(body).toContain(`this server answers to http://127.0.0.1:${port}/ alone`);
    },
  );

  it('not without a host', async () => {
    expect(await answerTo('GET / HTTP/1.1\r\nConnection: close\r\n\r\n')).toMatch(/^HTTP\/1.1 400 /);
    expect(await answerTo('GET / HTTP/1.0\r\n\r\n')).toMatch(/^HTTP\/1.1 421 /);
  });

  it('a whole address in the first line counts, and not the header', async () => {
    expect((await ask('http://evil.example/')).status).toBe(421);
    expect((await ask('//evil.example/')).status).toBe(421);
    expect((await ask('https://127.0.0.1/')).status).toBe(421);
    expect((await ask('http://evil.example/../secret.txt')).text).not.toContain(SECRET);
    expect((await ask(`http://127.0.0.1:${port}/`, { host: 'evil.example' })).status).toBe(200);
  });
});

describe('how', () => {
  it.each(['POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'TRACE', 'PROPFIND'])('not by %s', async (method) => {
    const { status, headers, body } = await ask('/', { method, more: 'Content-Length: 0\r\n' });
    expect(status).toBe(405);
    expect(headers.allow).toBe('GET, HEAD');
    expect(body).toContain(`${method} is not offered here`);
  });

  it('HEAD has the headers of GET, and no body', async () => {
    const [head, get] = [await ask('/', { method: 'HEAD' }), await ask('/')];
    expect(head.status).toBe(200);
    expect(head.body).toBe('');
    for (const name of ['content-length', 'content-type', 'content-security-policy'])
      expect(head.headers[name]).toBe(get.headers[name]);
  });

  it('headers without an end are refused, and the server stays', async () => {
    const { status } = await ask('/', { more: `Cookie: ${'a'.repeat(1_000_000)}\r\n` });
    expect(status).toBe(431);
    expect((await ask(`/?${'a'.repeat(20_000)}`)).status).toBe(431);
    expect(await answerTo('nonsense\r\n\r\n')).toMatch(/^HTTP\/1.1 400 /);
    expect((await ask('/')).status).toBe(200);
  });

  it('a range that ends before it begins does no harm', async () => {
    const { status, body } = await ask('/', { more: 'Range: bytes=9-2\r\n' });
    expect(status).toBe(200);
    expect(body).toContain('charset');
  });
});

describe('every answer says what a browser may do with it', () => {
  it.each(['/', '/missing.js', '/assets/worker-abcdefgh.js'])('%s', async (target) => {
    const { headers } = await ask(target);
    expect(headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
    });
    expect(headers['content-security-policy']).toMatch(/^default-src 'none'; .*frame-ancestors 'none'$/);
  });

  it('a page has the policy that it states, and is framed only where its address asks for it', async () => {
    const policy = async (target: string) => (await ask(target)).headers['content-security-policy'];
    expect(await policy('/')).toBe(`${PAGE_POLICY}; frame-ancestors 'none'`);
    expect(await policy('/?task=strings&embed')).toBe(`${PAGE_POLICY}; frame-ancestors *`);
    expect(await policy('/inside.html?embed')).toBe(`${PAGE_POLICY}; frame-ancestors 'none'`);
  });

  it('the frame of a reward rule is framed by the page alone, and with an embedded page by what frames that', async () => {
    const policy = async (target: string) => (await ask(target)).headers['content-security-policy'];
    expect(await policy('/sandbox.html')).toBe(`${PAGE_POLICY}; frame-ancestors 'self'`);
    expect(await policy('/sandbox.html?embed')).toBe(`${PAGE_POLICY}; frame-ancestors *`);
  });

  it("the judge's worker connects to the origin that its address names; the others to this server", async () => {
    const policy = async (target: string) =>
      (await ask(`/assets/${target}`)).headers['content-security-policy'];
    const judge = (origin: string) =>
      policy(`judge_worker-abcdefgh.js?connect=${encodeURIComponent(origin)}`);
    expect(await policy('worker-abcdefgh.js?connect=https://api.example')).toContain("connect-src 'self';");
    expect(await judge('https://api.example')).toContain('connect-src https://api.example;');
    expect(await judge('http://127.0.0.1:11434')).toContain('connect-src http://127.0.0.1:11434;');
    for (const odd of [
      '',
      '*',
      'https:',
      'https://a.example/path',
      "https://a; script-src 'unsafe-inline'",
      'data:x',
    ])
      expect(await judge(odd)).toContain("connect-src 'none';");
  });
});
