// The lessons on WebGPU. Runs are short: the software adapter is slow, and the steps are the same.
import { shortReviews, shortStrings } from '../lesson_links.ts';
import { walkBridges, walkFrontier, walkHacking, walkSamples } from '../lesson_walks.ts';
import { test } from '../page.ts';

test('Better, but not too far', async ({ page }) => {
  await page.goto(shortStrings('frontier', 'webgpu'));
  await walkFrontier(page);
});

test('Cheat the reward', async ({ page }) => {
  await page.goto(shortReviews('hacking', 'webgpu'));
  await walkHacking(page);
});

test('Does n matter?', async ({ page }) => {
  await page.goto(shortStrings('samples', 'webgpu'));
  await walkSamples(page);
});

test('From DPO and GDC to BRAIn', async ({ page }) => {
  await page.goto(shortStrings('bridges', 'webgpu'));
  await walkBridges(page);
});
