// The page's words: sentences that can be read in one breath, and terms that explain themselves.
import type { Page } from '@playwright/test';
import { glossary } from '../src/ui/words/glossary.ts';
import { expect, testOfOneLoad } from './page.ts';

const MOST_WORDS = 20;
const TINY =
  '?backend=cpu&samplesPerPrompt=4&promptsPerRound=2&groupsPerBatch=2&stepsPerRound=2&rounds=2&evaluationInterval=2&evaluationSamples=8';
const VIEWS = [
  'train?look=weights',
  'train?look=curves',
  'train?look=samples',
  'train?look=method',
  'train?look=bridges',
  'train?look=reward',
  'train?look=human',
  'variance',
  'exact',
  'reproduce',
  'sweep',
  'class',
  'benchmark',
  'lessons',
  'lessons?notes=frontier',
  'lessons?notes=hacking',
  'lessons?notes=samples',
  'lessons?notes=bridges',
  'lessons?worksheet=frontier&key',
  'lessons?worksheet=hacking&key',
  'lessons?worksheet=samples&key',
  'lessons?worksheet=bridges&key',
] as const;

const test = testOfOneLoad(async (page) => {
  await page.goto(`${TINY}#train`);
  await page.getByRole('button', { name: 'Step', exact: true }).click();
  await expect(page.getByRole('progressbar').first()).toHaveAttribute('aria-label', /step 1 /);
});

/** Sentences of the page with more words than that. Formulas, tables, and what models and visitors wrote are none. */
const longSentences = (page: Page) =>
  page.evaluate((most) => {
    const notProse =
      '.katex, table, pre, code, textarea, select, svg, .stage-prompt, .stage-answer, [data-written], [popover]';
    const blocks = document.querySelectorAll(
      'main p, main li, main figcaption, main dd, main dt, main summary, main label, main h2, main h3, main h4, main legend',
    );
    const found = new Set<string>();
    for (const block of blocks) {
      if (block.closest(notProse) || block.querySelector('p, li, dd, figcaption')) continue;
      const copy = block.cloneNode(true) as Element;
      for (const part of copy.querySelectorAll(notProse)) part.replaceWith('x');
      const text = (copy.textContent ?? '').replaceAll(/\s+/g, ' ');
      for (const sentence of text.split(/(?<=[.!?:;])\s/)) {
        const words = sentence.split(' ').filter((word) => /\p{L}/u.test(word));
        if (words.length > most) found.add(`${words.length}: ${sentence}`);
      }
    }
    return [...found];
  }, MOST_WORDS);

for (const view of VIEWS)
  test(`${view}: no sentence has more than ${MOST_WORDS} words`, async ({ page }) => {
    await page.evaluate((hash) => location.assign(hash), `#${view}`);
    await expect(page.getByText('Loading…')).toHaveCount(0);
    await page.evaluate(() => {
      for (const fold of document.querySelectorAll<HTMLDetailsElement>('main details')) fold.open = true;
    });
    expect(await longSentences(page)).toEqual([]);
  });

test('the stage explains each term of the glossary that it uses', async ({ page }) => {
  await page.evaluate(() => location.assign('#train'));
  const stage = page.locator('.stage');
  const text = (await stage.innerText()).toLowerCase();
  const explained = (await stage.locator('[data-explained]').allInnerTexts()).map((word) =>
    word.toLowerCase(),
  );
  const used = Object.values(glossary)
    .map(({ plain }) => plain)
    .filter((plain) => new RegExp(`\\b${plain}\\b`).test(text));
  expect(used.length).toBeGreaterThan(3);
  expect(used.filter((plain) => !explained.includes(plain))).toEqual([]);
});
