import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, onTestFinished, test } from 'vitest';
import { precompress } from './precompress.mjs';
import { serve } from './serve.mjs';

const directory = mkdtempSync(join(tmpdir(), 'serve-'));
for (const name of ['index.html', 'a.js', 'a.wasm', 'a.json', 'a.safetensors'])
  writeFileSync(join(directory, name), name);
const SOURCE = 'export const repeated = "repeated repeated repeated repeated repeated repeated";\n';
mkdirSync(join(directory, 'assets'));
writeFileSync(join(directory, 'assets/index-Cdlglot9.js'), SOURCE);
await precompress(directory);
afterAll(() => rmSync(directory, { recursive: true }));

async function served(options: { port: number; exact?: boolean }) {
  const server = await serve({ directory, ...options });
  onTestFinished(server.close);
  return server;
}

test.each([
  ['', 'text/html'],
  ['a.js', 'text/javascript'],
  ['a.wasm', 'application/wasm'],
  ['a.json', 'application/json'],
  ['a.safetensors', 'application/octet-stream'],
])('/%s is served as %s', async (path, type) => {
  const { url } = await served({ port: 0 });
  const response = await fetch(url + path);
  expect(response.status).toBe(200);
  expect(response.headers.get('content-type')).toContain(type);
});

const HASHED = 'assets/index-Cdlglot9.js';

test('what lies compressed beside a file is sent to those who read it, brotli first', async () => {
  const { url } = await served({ port: 0 });
  const ask = (accepted: string) =>
    fetch(url + HASHED, { headers: { 'accept-encoding': accepted } }).then(async (response) => ({
      encoding: response.headers.get('content-encoding'),
      type: response.headers.get('content-type'),
      text: await response.text(),
    }));
  const type = expect.stringContaining('text/javascript');
  expect(await ask('gzip, br')).toEqual({ encoding: 'br', type, text: SOURCE });
  expect(await ask('gzip')).toEqual({ encoding: 'gzip', type, text: SOURCE });
  expect(await ask('identity')).toEqual({ encoding: null, type, text: SOURCE });
});

test('a hashed file is immutable; any other is asked for again', async () => {
  const { url } = await served({ port: 0 });
  const cached = async (path: string) => (await fetch(url + path)).headers.get('cache-control');
  expect(await cached(HASHED)).toBe('public, max-age=31536000, immutable');
  for (const path of ['', 'index.html', 'a.js', 'a.safetensors']) expect(await cached(path)).toBe('no-cache');
});

test('an unchanged file is not sent twice', async () => {
  const { url } = await served({ port: 0 });
  const etag = (await fetch(`${url}index.html`)).headers.get('etag')!;
  const again = await fetch(`${url}index.html`, { headers: { 'if-none-match': etag } });
  expect(again.status).toBe(304);
});

test('what is not there is 404, and so is what lies outside', async () => {
  const { url } = await served({ port: 0 });
  expect((await fetch(`${url}missing.js`)).status).toBe(404);
  // `fetch` would normalise the path before sending it.
  const status = await new Promise((resolve, reject) => {
    const { port } = new URL(url);
    request({ host: '127.0.0.1', port, path: '/../../../../etc/hosts' }, (response) => {
      response.resume();
      resolve(response.statusCode);
    })
      .on('error', reject)
      .end();
  });
  expect(status).toBe(404);
});

test('a taken port: the next one, or an error if it was asked for by number', async () => {
  const first = await served({ port: 0 });
  const port = Number(new URL(first.url).port);
  const second = await served({ port });
  expect(Number(new URL(second.url).port)).toBeGreaterThan(port);
  await expect(serve({ directory, port, exact: true })).rejects.toThrow(`port ${port} is taken`);
});
