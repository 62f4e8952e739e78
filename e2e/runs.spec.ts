// Runs outlive their tab: they come back where they stood, go on exactly, fork, and are written by one tab at a time.
import type { Page } from '@playwright/test';
import { keptIn } from './kept.ts';
import { expect, test } from './page.ts';

const TINY =
  '?v=1&backend=cpu&samplesPerPrompt=4&promptsPerRound=2&groupsPerBatch=2&stepsPerRound=2&rounds=3&evaluationInterval=2&evaluationSamples=8';

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
const list = (page: Page) => page.locator('details', { has: page.getByText(/^\d+ runs?$/) });
const item = (page: Page, run: string) => list(page).getByRole('listitem').filter({ hasText: run });
const onReturn = (page: Page) => page.getByText(/^BRAIn on Strings, step /);
const slider = (page: Page) => page.getByRole('slider', { name: 'Back in time' });
const stepOf = async (page: Page) =>
  (await page.getByRole('progressbar').first().getAttribute('aria-label')) ?? '';

async function open(page: Page, address = TINY): Promise<void> {
  await page.goto(address);
  await expect(button(page, 'Step')).toBeEnabled();
}

/** One step at a time, each told and kept. */
async function takeSteps(page: Page, from: number, to: number): Promise<void> {
  for (let step = from; step <= to; step++) {
    await expect(button(page, 'Step')).toBeEnabled();
    await button(page, 'Step').click();
    await expect.poll(() => stepOf(page)).toBe(`step ${step} / 6`);
  }
  await expect.poll(() => keptSteps(page)).toContain(to);
}

/** What the browser keeps: the step of each run, oldest first. */
const keptSteps = async (page: Page) => (await kept(page)).map(({ step }) => step);

/** Names of the locks under which tabs write runs. */
const heldRuns = (page: Page) =>
  page.evaluate(async () => {
    const { held = [] } = await navigator.locks.query();
    return held.flatMap(({ name }) => (name?.startsWith('brain-run ') ? [name] : []));
  });

interface Kept {
  readonly step: number;
  /** Each test: step, reward and drift, in full precision. */
  readonly tests: readonly (readonly number[])[];
}

interface Stores {
  readonly runs: { readonly key: string; readonly step: number; readonly createdMs: number };
  /** By the run's key and the piece's number. */
  readonly 'run-histories': { readonly history: Uint8Array };
}

async function kept(page: Page): Promise<Kept[]> {
  const { runs, 'run-histories': histories } = await keptIn<Stores>(page, 'runs', 'run-histories');
  return runs
    .map(([, run]) => run)
    .sort((a, b) => a.createdMs - b.createdMs)
    .map(({ key, step }) => {
      const own = histories.flatMap(([of, { history }]) =>
        (of as [string, number])[0] === key ? [history] : [],
      );
      const events = own.flatMap((history) => JSON.parse(new TextDecoder().decode(history)).events);
      const evaluations = events.flatMap(({ type, evaluation }) =>
        type === 'evaluation' ? [evaluation] : [],
      );
      return { step, tests: evaluations.map((one) => [one.step, one.reward.mean, one.kl.mean]) };
    });
}

test('a reloaded run is back where it stood, and goes on as if nothing had happened', async ({ page }) => {
  await open(page);
  await takeSteps(page, 1, 3);
  await page.reload();
  await expect(onReturn(page)).toHaveText(/step 3 of 6, paused just now\. Start afresh$/);
  expect(await stepOf(page)).toBe('step 3 / 6');
  await expect(page.locator('.stage-answer[data-part="now"]')).toContainText(/step [23]/);
  await button(page, 'Go on').click();
  await expect(button(page, 'Train again')).toBeVisible();
  await expect(onReturn(page)).toHaveCount(0);
  await button(page, 'Train again').click();
  await expect(item(page, 'current')).toContainText('finished at step 6');
  const [interrupted, whole] = await kept(page);
  expect(whole.tests.at(-1)?.[0]).toBe(6);
  expect(interrupted.tests).toEqual(whole.tests);
});

test('a run is back after its tab was closed; it can be looked back on, forked, removed and undone', async ({
  page,
  context,
}) => {
  await open(page);
  await takeSteps(page, 1, 4);
  const later = await context.newPage();
  await later.goto('sandbox.html'); // a page of the same place, that runs nothing
  expect(await heldRuns(later)).toHaveLength(1);
  await page.close();
  await expect.poll(() => heldRuns(later)).toEqual([]); // the browser takes a moment to free what a closed tab held
  await open(later, '?backend=cpu'); // it asks for no settings
  await expect(onReturn(later)).toHaveText(/step 4 of 6, paused just now\. Start afresh$/);
  await slider(later).focus();
  await later.keyboard.press('Home');
  await expect(slider(later)).toHaveAttribute('aria-valuetext', /^step 1, reward /);
  await expect(later.getByText('As it was at step 1 of 6.')).toBeVisible();
  await expect(later.getByRole('img', { name: /drift: at step 1 / })).toBeVisible();
  await later.getByRole('slider', { name: 'Greediness gamma' }).press('ArrowLeft');
  await later.getByRole('button', { name: /^Go on from here with gamma/ }).click();
  await expect(button(later, 'Train again')).toBeVisible();
  await expect(item(later, '#1').getByRole('listitem')).toContainText('from step 1 of #1');
  await later.getByRole('button', { name: /^Remove: #1 / }).click();
  await expect(later.getByText('Run #1 is removed.')).toBeVisible();
  await expect(item(later, '#1 BRAIn')).toHaveCount(0);
  await button(later, 'Undo').click();
  await later.getByRole('button', { name: /^Go on: #1 / }).click();
  await expect.poll(() => stepOf(later)).toBe('step 6 / 6');
});

test('a second tab watches the run of the first, and takes over when that is closed', async ({
  page,
  context,
}) => {
  await open(page);
  await takeSteps(page, 1, 1);
  const second = await context.newPage();
  await open(second);
  await expect(onReturn(second)).toHaveText(/step 1 of 6, goes on in another tab\./);
  await expect(item(second, 'open in another tab')).toContainText('step 1 of 6');
  await page.bringToFront();
  await takeSteps(page, 2, 2);
  await expect(item(second, 'open in another tab')).toContainText('step 2 of 6');
  await page.close();
  await second.getByRole('button', { name: /^Go on: #/ }).click();
  await expect.poll(() => stepOf(second)).toBe('step 6 / 6');
});
