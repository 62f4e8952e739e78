// What a first visit transfers until training has taken a step: the compressed sizes of the files it asks for.
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { dist } from '../scripts/lib/install.mjs';
import { expect, test } from './page.ts';

const SHORT =
  'samplesPerPrompt=4&promptsPerRound=2&groupsPerBatch=2&stepsPerRound=2&rounds=2&evaluationSamples=8&evaluationPrompts=1';

/** Bytes of a file as gzip sends it. */
function transferredBytes(file: string): number {
  const compressed = join(dist, `${file}.gz`);
  return statSync(existsSync(compressed) ? compressed : join(dist, file)).size;
}

for (const { task, mostBytes } of [
  { task: 'strings', mostBytes: 450_000 },
  { task: 'tldr', mostBytes: 900_000 },
]) {
  test(`${task}: at most ${mostBytes / 1000} kB before the first step, and no TensorFlow.js`, async ({
    page,
  }) => {
    const files = new Set<string>();
    page.context().on('request', (request) => {
      const path = new URL(request.url()).pathname.slice(1);
      files.add(path === '' ? 'index.html' : path);
    });
    await page.goto(`?task=${task}&${SHORT}`);
    // By the keyboard: a click may scroll to what a first visit does not see.
    await expect(page.getByRole('button', { name: 'Step', exact: true })).toBeEnabled();
    await page.keyboard.press('ArrowRight');
    await expect(page.getByText(/step 1 \//).first()).toBeVisible();
    const sizes = [...files].map((file) => ({ file, bytes: transferredBytes(file) }));
    const total = sizes.reduce((sum, { bytes }) => sum + bytes, 0);
    const list = sizes
      .sort((p, q) => q.bytes - p.bytes)
      .map(({ file, bytes }) => `${file} ${bytes}`)
      .join(', ');
    const names = [...files].join(' ');
    for (const needed of ['worker-', 'index-', 'engine-', `models/${task}/model.safetensors`])
      expect(names).toContain(needed);
    expect(names).not.toContain('tfjs');
    expect(total, list).toBeLessThanOrEqual(mostBytes);
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
