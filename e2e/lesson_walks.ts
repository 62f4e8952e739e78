// Walks through the lessons as a learner would, by their controls alone. An address may lock settings that shorten the
// runs: steps ask for finished runs, however long.
import { expect, type Page } from '@playwright/test';

const strip = (page: Page) => page.getByRole('complementary', { name: /^Lesson/ });
const inStrip = (page: Page, name: string) => strip(page).getByRole('button', { name, exact: true });
const main = (page: Page) => page.locator('[data-target="main-button"]');
const check = (page: Page, name: string) => strip(page).getByRole('radio', { name, exact: true }).check();

async function at(page: Page, title: string): Promise<void> {
  await expect(strip(page).getByRole('heading', { name: title })).toBeVisible();
}

/** The step is done, and has said so with numbers. */
async function next(page: Page, reply: RegExp): Promise<void> {
  await expect(strip(page).getByText(reply)).toBeVisible();
  await inStrip(page, 'Next').click();
}

async function setUp(page: Page): Promise<void> {
  await inStrip(page, 'Set it up for me').click();
  await expect(main(page)).toHaveText('Train it here');
  await expect(main(page)).toBeEnabled();
}

async function train(page: Page): Promise<void> {
  await main(page).click();
  await expect(main(page)).toHaveText('Train again');
}

async function step(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Step', exact: true }).click();
  // A slow step shows its answers twice: as they are weighed, and those it was taken with.
  await expect(page.getByRole('progressbar', { name: /^step 1 \// }).first()).toBeAttached();
}

/** Tries the dots until the step is content. */
async function chooseDot(page: Page, most: 'drift' | 'turn'): Promise<void> {
  const dots = strip(page).getByRole('combobox');
  const values = await dots
    .locator('option:not(:disabled)')
    .evaluateAll((options) => options.map((option) => (option as HTMLOptionElement).value));
  for (const value of most === 'drift' ? values.toReversed() : values) {
    await dots.selectOption(value);
    if ((await inStrip(page, 'Next').count()) > 0) return;
  }
}

const finished = (page: Page) =>
  expect(strip(page).getByText(/^That was the last step: all \d done/)).toBeVisible();

export async function walkFrontier(page: Page): Promise<void> {
  await at(page, 'Be the judge');
  for (const post of [1, 2, 3]) {
    await expect(strip(page).getByText(`Post ${post} of 3`)).toBeVisible();
    await strip(page).getByRole('button', { name: 'B is better' }).click();
  }
  await next(page, /agrees with you on \d of 3/);
  await at(page, 'Let it learn');
  await setUp(page);
  await check(page, 'Some more, but less than twice');
  await train(page);
  await next(page, /Reward −?[\d.]+ → [\d.]+/);
  await at(page, 'What did it cost?');
  await chooseDot(page, 'drift');
  await next(page, /^Right: reward/);
  await at(page, 'Place your bet');
  await setUp(page);
  const ring = page.getByRole('slider', { name: 'Your guess' });
  await ring.focus();
  const before = await ring.getAttribute('aria-valuetext');
  await ring.press('ArrowRight');
  await ring.press('Shift+ArrowUp');
  expect(await ring.getAttribute('aria-valuetext')).not.toBe(before);
  await check(page, 'Greedy means more of both');
  await train(page);
  await expect(page.getByRole('img', { name: /^Your guess: reward/ })).toBeVisible();
  await expect(page.getByRole('img', { name: /^Exact target: reward 5\.57 at drift 7/ })).toBeVisible();
  await next(page, /You said reward .* The exact target has reward/);
  await at(page, 'One step, slowly');
  await setUp(page);
  await step(page);
  const ups = strip(page).getByRole('button', { name: /: more likely$/ });
  await expect(ups).toHaveCount(5);
  for (const up of await ups.all()) await up.click();
  await next(page, /\d of 5 as the model does it/);
  await at(page, 'Take away the baseline');
  await page.getByRole('combobox', { name: 'Weigh with' }).selectOption('brain-without-baseline');
  await next(page, /With the baseline \d+ of \d+ are pushed down/);
  await at(page, 'Why noise matters');
  await expect(page.locator('[data-target="theta"]')).toBeVisible();
  await inStrip(page, 'Show me').click();
  await page.keyboard.press('End');
  await check(page, 'GDC');
  await next(page, /GDC’s variance goes from 0\.125 to 1\.57/);
  await at(page, 'Race');
  await setUp(page);
  await check(page, 'DPO-sft');
  await check(page, 'Some more, but less than twice');
  await train(page);
  await expect(strip(page).getByText(/At drift [\d.]+, which both reach/)).toBeVisible();
  await finished(page);
}

export async function walkHacking(page: Page): Promise<void> {
  await at(page, 'A reward learned from people');
  await setUp(page);
  await check(page, 'It rises less and less');
  await check(page, 'Every gap gets used');
  await train(page);
  await next(page, /You said: it rises less and less.* Learned: /);
  await at(page, 'Mark the turn');
  await chooseDot(page, 'turn');
  await next(page, /turn yet|Right, about step/);
  await at(page, 'Which one would you ship?');
  await check(page, 'None before people have read some');
  await next(page, /By the learned reward step \d+ wins/);
  await at(page, 'Trust it less');
  await setUp(page);
  await check(page, 'The answers please that reward');
  await train(page);
  await expect(strip(page).getByText(/With gamma 0\.01: the gap grew/)).toBeVisible();
  await finished(page);
}

export async function walkSamples(page: Page): Promise<void> {
  await at(page, 'How many tries?');
  await check(page, 'It keeps rising with n');
  await next(page, /Noted/);
  await at(page, 'Your point of the curve');
  await setUp(page);
  await check(page, 'It rises, then flattens');
  await train(page);
  await next(page, /Your point, seed 1, n 8: reward/);
  await at(page, 'The other end');
  await setUp(page);
  await train(page);
  await next(page, /n 2: reward .* n 8: reward .* 4 times as many answers/);
  await at(page, 'How sure are you?');
  await check(page, 'More was better once');
  await strip(page).getByRole('radio', { name: 'It rises, then flattens' }).check();
  await finished(page);
}

export async function walkBridges(page: Page): Promise<void> {
  const box = (bridge: string, name: RegExp) =>
    page.getByRole('group', { name: bridge }).getByRole('radio', { name }).check();
  await at(page, 'Answers to weigh');
  await setUp(page);
  await step(page);
  await next(page, /32 answers, rewards from/);
  await at(page, 'A narrow win is a narrow win');
  await box('From DPO-sft to BRAIn', /^argmax → softmax/);
  await check(page, 'Nearly half each');
  await next(page, /Softmax: \d+ % and \d+ %/);
  await at(page, 'From two to many');
  await box('From DPO-sft to BRAIn', /^2 → n samples/);
  await next(page, /32 answers share the weight/);
  await at(page, 'Write, then look again');
  await box('From DPO-sft to BRAIn', /^fixed → updated proposal/);
  await check(page, 'Good answers become frequent');
  await next(page, /The pushes sum to 0\.00/);
  await at(page, 'The other bank: GDC');
  await box('From GDC to BRAIn', /^\+ baseline/);
  await check(page, 'Pushes the overdone down');
  await next(page, /\d+ of 32 in BRAIn’s weights/);
  await at(page, 'The far end');
  await train(page);
  await next(page, /BRAIn ends with reward/);
  await at(page, 'Does the walk pay?');
  await setUp(page);
  await check(page, 'Fresh answers');
  await train(page);
  await expect(strip(page).getByText(/At drift [\d.]+, which both reach/)).toBeVisible();
  await finished(page);
}
