import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, onTestFinished, test } from 'vitest';
import { serve } from './serve.mjs';

const directory = mkdtempSync(join(tmpdir(), 'serve-'));
for (const name of ['index.html', 'a.js', 'a.wasm', 'a.json', 'a.safetensors'])
  writeFileSync(join(directory, name), name);
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
