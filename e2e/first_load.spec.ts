// What a first visit transfers until training has taken a step: the compressed sizes of the files it asks for.
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Page, Request } from '@playwright/test';
import { dist } from '../scripts/lib/install.mjs';
import { expect, test } from './page.ts';

const SHORT =
  'samplesPerPrompt=4&promptsPerRound=2&groupsPerBatch=2&stepsPerRound=2&rounds=2&evaluationSamples=8&evaluationPrompts=1';

/** Bytes of a file as gzip sends it. */
function transferredBytes(file: string): number {
  const compressed = join(dist, `${file}.gz`);
  return statSync(existsSync(compressed) ? compressed : join(dist, file)).size;
}

/** Files that a visit asks for until training has taken a step. */
async function visitedFiles(page: Page, query: string): Promise<string[]> {
  const files = new Set<string>();
  const note = (request: Request) => {
    const path = new URL(request.url()).pathname.slice(1);
    files.add(path === '' ? 'index.html' : path);
  };
  page.context().on('request', note);
  await page.goto(`${query}&${SHORT}`);
  // By the keyboard: a click may scroll to what a first visit does not see.
  await expect(page.getByRole('button', { name: 'Step', exact: true })).toBeEnabled();
  await page.keyboard.press('ArrowRight');
  await expect(page.getByText(/step 1 \//).first()).toBeVisible();
  page.context().off('request', note);
  return [...files];
}

for (const { task, mostBytes } of [
  { task: 'strings', mostBytes: 450_000 },
  { task: 'tldr', mostBytes: 900_000 },
]) {
  test(`${task}: at most ${mostBytes / 1000} kB before the first step, and no TensorFlow.js`, async ({
    page,
    browser,
    baseURL,
  }) => {
    const withoutCard = await visitedFiles(page, `?task=${task}`);
    // The first visit's run is not kept for the second.
    const second = await browser.newPage({ baseURL });
    // The software adapter is taken where it is asked for alone.
    const onWebGpu = await visitedFiles(second, `?task=${task}&backend=webgpu`);
    await second.close();
    const withCard = [...new Set([...withoutCard, ...onWebGpu])];
    // A card is measured against the CPU, so a visit with one has both.
    const engines = ['engine-', 'webgpu_backend-'];
    for (const [files, needed, idle] of [
      [withoutCard, engines.slice(0, 1), engines.slice(1)],
      [withCard, engines, []],
    ]) {
      const sizes = files.map((file) => ({ file, bytes: transferredBytes(file) }));
      const total = sizes.reduce((sum, { bytes }) => sum + bytes, 0);
      const list = sizes
        .sort((p, q) => q.bytes - p.bytes)
        .map(({ file, bytes }) => `${file} ${bytes}`)
        .join(', ');
      const names = files.join(' ');
      for (const name of ['worker-', 'index-', `models/${task}/model.safetensors`, ...needed])
        expect(names).toContain(name);
      for (const name of ['tfjs', ...idle]) expect(names).not.toContain(name);
      expect(total, list).toBeLessThanOrEqual(mostBytes);
    }
  });
}

test('no worker begins with TensorFlow.js in it', () => {
  const assets = join(dist, 'assets');
  const workers = readdirSync(assets).filter((file) => /worker-.{8}\.js$/.test(file));
  expect(workers.length).toBeGreaterThanOrEqual(6);
  const own = (file: string) => readFileSync(join(assets, file), 'utf8');
  expect(workers.filter((file) => own(file).includes('tensorflowjs_models'))).toEqual([]);
  // The control: the part that is loaded on demand does have it.
  const onDemand = readdirSync(assets).filter((file) => /^(tfjs_backends|tidy)-.{8}\.js$/.test(file));
  expect(onDemand.some((file) => own(file).includes('tensorflowjs_models'))).toBe(true);
});
