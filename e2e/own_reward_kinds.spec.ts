// The kinds of reward beside a rule: a language model that compares within a price cap, a reward model of the visitor's
// files, and one that is trained on their pairs. Each is tried, seen and trained with.
import type { Page } from '@playwright/test';
import { classifierFiles, type Files, fixture } from '../scripts/lib/fixture_folder.ts';
import { fakeServer, judging } from '../src/judge/fake_server.ts';
import { violations } from './accessibility.ts';
import { bring, fileOf, step } from './own_folder.ts';
import { expect, test } from './page.ts';

const folderOf = (files: Files) => Array.from(files, ([name, bytes]) => fileOf(name, Buffer.from(bytes)));
const reward = (page: Page) => step(page, '3. A reward');
const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click();

/** The arrow keys choose, as in any group. */
async function choose(page: Page, kind: string): Promise<void> {
  await reward(page).getByRole('radio', { name: 'A rule' }).focus();
  const chosen = reward(page).getByRole('radio', { name: kind, exact: true });
  for (let presses = 0; presses < 3 && !(await chosen.isChecked()); presses++)
    await page.keyboard.press('ArrowRight');
  await expect(chosen).toBeChecked();
}

async function train(page: Page, fingerprint: RegExp): Promise<void> {
  await press(page, 'Read the files and go to Train');
  await expect(page).toHaveURL(fingerprint);
  await expect(page.getByRole('button', { name: 'Step', exact: true })).toBeEnabled();
  await page
    .getByRole('button', { name: /^Train/ })
    .first()
    .click();
}

const stepsTaken = async (page: Page) =>
  Number(/step ([\d,]+)/i.exec(await page.getByRole('main').innerText())?.[1].replace(',', '') ?? 0);

test('a judge rates within its price cap; at the cap the run rests, and goes on with another', async ({
  page,
}) => {
  const count = (text: string) => text.split(' ').filter((word) => word === 'w5').length;
  const server = await fakeServer(
    judging((a, b) => (count(a) > count(b) ? 'A' : count(a) < count(b) ? 'B' : 'tie')),
  );
  await page.goto('?backend=cpu#own');
  await bring(page);
  await choose(page, 'A language model');
  const field = (name: string) => reward(page).getByLabel(name, { exact: true });
  for (const [name, value] of Object.entries({
    Address: server.url,
    Model: 'm',
    'What makes an answer better, in a sentence': 'It says w5.',
    'Price per million tokens in': '1',
    'Price per million tokens out': '10',
    'Spend at most': '0.2',
    'Requests per minute': '60000',
  }))
    await field(name).fill(value);
  await press(page, 'Try on samples');
  await expect(reward(page).getByText(/^Spent 0\.\d{4} of 0\.2/)).toBeVisible();
  await expect(page.getByRole('button', { name: 'Train with this judge' })).toBeEnabled();
  await expect(reward(page).getByRole('img', { name: /^Histogram of the reward/ })).toBeVisible();
  expect(await violations(page)).toEqual([]);
  await press(page, 'Train with this judge');
  await expect(page.getByText(/^The judge gets at most \d+ requests a round/)).toBeVisible();
  await train(page, /own=judge-[0-9a-f]{12}/);
  const fault = page.getByRole('alert').filter({ hasText: 'Paused: answers could not be rated' });
  await expect(fault).toContainText('could pass the price cap of 0.2');
  await expect(fault).toContainText('nothing is lost');
  await expect(page.getByText(/^The judge has spent 0\.\d{4} of 0\.2, in [\d,]+ requests\.$/)).toBeVisible();
  const asked = server.requests.length;
  await page.evaluate(() => {
    location.hash = '#own';
  });
  await expect(field('Address')).toHaveValue(server.url);
  await field('Spend at most').fill('100');
  await press(page, 'Use these limits');
  await page.evaluate(() => {
    location.hash = '#train';
  });
  await page
    .getByRole('button', { name: /^(Train|Play|Go on)/ })
    .first()
    .click();
  await expect.poll(() => server.requests.length).toBeGreaterThan(asked + 50);
  await expect(fault).toHaveCount(0);
  await expect(page.getByText(/^The judge has spent \d+\.\d{4} of 100, in/)).toBeVisible();
  await server.close();
});

test('a reward model is dropped, tried and trained with', async ({ page }) => {
  await page.goto('?backend=cpu#own');
  await bring(page);
  await choose(page, 'A reward model');
  await expect(reward(page).getByText('No reward model? Train one on pairs of your data.')).toBeVisible();
  const files = reward(page).getByLabel('Choose files…');
  await files.setInputFiles(folderOf(fixture('llama-gqa')));
  await expect(reward(page).getByRole('alert')).toContainText('ForSequenceClassification');
  await files.setInputFiles(folderOf(classifierFiles('llama-gqa')));
  await expect(reward(page).getByText('llama', { exact: true })).toBeVisible();
  await press(page, 'Try on samples');
  await expect(reward(page).getByRole('img', { name: /^Histogram of the reward over/ })).toBeVisible();
  await expect(reward(page).getByText(/^Training uses \(reward/)).toBeVisible();
  expect(await violations(page)).toEqual([]);
  await press(page, 'Train with this reward model');
  await train(page, /own=model-[0-9a-f]{12}/);
  await expect.poll(() => stepsTaken(page)).toBeGreaterThan(2);
});

test('a reward model is trained on pairs, and says how often it is right', async ({ page }) => {
  await page.goto('?backend=cpu#own');
  const rows = Array.from({ length: 40 }, (_, i) => ({
    prompt: `w${i} w${i + 1}`,
    chosen: ` w5 w${10 + ((7 * i) % 40)}`,
    rejected: ` w60 w${10 + ((7 * i) % 40)}`,
  }));
  const lines = rows.map((row) => JSON.stringify(row)).join('\n');
  await bring(page, fileOf('pairs.jsonl', Buffer.from(lines)), rows.length);
  await choose(page, 'A reward model');
  await reward(page).getByText('No reward model? Train one on pairs of your data.').click();
  await reward(page).getByRole('textbox', { name: 'Steps' }).fill('40');
  await reward(page).getByRole('textbox', { name: 'Learning rate' }).fill('0.005');
  await press(page, 'Train a reward model');
  const said = reward(page).getByText(/^Right on \d+ % of \d+ held-out pairs/);
  await expect(said).toBeVisible();
  expect(Number(/\d+/.exec(await said.innerText())![0])).toBeGreaterThan(80);
  expect(await violations(page)).toEqual([]);
  await press(page, 'Rate with it');
  await press(page, 'Try on samples');
  await press(page, 'Train with this reward model');
  await train(page, /own=model-[0-9a-f]{12}/);
  await expect.poll(() => stepsTaken(page)).toBeGreaterThan(2);
});

test('a link names the kind of reward that is missing', async ({ page }) => {
  await page.goto('?backend=cpu&v=1&task=own&own=judge-0123456789ab#train');
  await expect(
    page.getByText(/judge-0123456789ab \(expected a model, prompts and a language model as the judge/),
  ).toBeVisible();
});
