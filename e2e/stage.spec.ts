// The first screen: at four sizes it shows the text, the dot and the one button, and is not crowded.
import type { Locator, Page } from '@playwright/test';
import { violations } from './accessibility.ts';
import { expect, test } from './page.ts';

/** The task of a first visit, with little to compute for a dot. */
const VISIT =
  '?task=tldr&backend=cpu&promptsPerRound=4&stepsPerRound=4&rounds=2&evaluationPrompts=8&evaluationSamples=2&evaluationInterval=4';
const SIZES = [
  { name: 'a desktop', width: 1440, height: 900 },
  { name: 'a projector', width: 1024, height: 768 },
  { name: 'a phone', width: 390, height: 844 },
  { name: 'a desktop at 200 % zoom', width: 720, height: 450 },
] as const;
const MOST_WORDS = 120;
const MOST_CONTROLS = 14;
/** Once there is a time to go back to. More would be too many at any moment. */
const WITH_TIME_LINE = MOST_CONTROLS + 1;
const SMALLEST_TARGET_PX = 24;

const button = (page: Page) => page.getByRole('button', { name: 'Train it here' });
const settingsButton = (page: Page) => page.getByRole('button', { name: 'All settings' });

async function whollyInView(element: Locator): Promise<boolean> {
  return element.evaluate((box) => {
    const { left, top, right, bottom } = box.getBoundingClientRect();
    return left >= 0 && top >= 0 && right <= innerWidth && bottom <= innerHeight;
  });
}

/** Words with a letter that can be seen, without those of pictures and those that a model wrote. */
const visibleWords = (page: Page) =>
  page.evaluate(() => {
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const range = document.createRange();
    const words: string[] = [];
    for (let node = texts.nextNode(); node; node = texts.nextNode()) {
      const parent = node.parentElement!;
      if (
        parent.closest(
          'script, style, svg, option, [hidden], .visually-hidden, .stage-answer p, [popover]:not(:popover-open)',
        )
      )
        continue;
      range.selectNodeContents(node);
      const { width, bottom, top } = range.getBoundingClientRect();
      if (width > 1 && bottom > 0 && top < innerHeight)
        words.push(...node.textContent!.split(/\s+/).filter((word) => /\p{L}/u.test(word)));
    }
    return words;
  });

/** Stops of the Tab key that can be seen, without the words that explain themselves. */
const visibleControls = (page: Page) =>
  page.evaluate(() =>
    [
      ...document.querySelectorAll<HTMLElement>(
        'a[href], button, input, select, textarea, summary, [tabindex]',
      ),
    ]
      .filter((control) => {
        const { width, bottom, top } = control.getBoundingClientRect();
        const isStop = control.tabIndex >= 0 && !control.matches(':disabled') && control.checkVisibility();
        return isStop && width > 1 && bottom > 0 && top < innerHeight && !('explained' in control.dataset);
      })
      .map((control) => control.ariaLabel ?? control.textContent?.trim().slice(0, 20) ?? ''),
  );

for (const { name, width, height } of SIZES)
  test(`on ${name} the newest sentence, the dot and the button are in view once it trains`, async ({
    page,
  }) => {
    await page.setViewportSize({ width, height });
    await page.goto(VISIT);
    await expect(button(page)).toBeEnabled();
    expect(await whollyInView(button(page))).toBe(true);
    await button(page).click();
    await expect(page.getByRole('img', { name: /drift: at step [1-9]/ })).toBeVisible();
    const sentence = page.locator('.stage-answer[data-part="now"]');
    await expect(sentence).toContainText(/step [1-9]/);
    expect(await page.evaluate(() => scrollY)).toBe(0);
    for (const part of [
      sentence.locator('p'),
      page.locator('.stage-chart canvas'),
      page.locator('.stage-transport button').first(),
    ])
      expect(await whollyInView(part)).toBe(true);
    await expect
      .poll(() => page.evaluate(() => document.documentElement.scrollWidth))
      .toBeLessThanOrEqual(width);
  });

test('it is not crowded, before a run and once there is a time to go back to', async ({ page }) => {
  await page.setViewportSize(SIZES[0]);
  const look = async (mostControls: number) => {
    const [words, controls] = [await visibleWords(page), await visibleControls(page)];
    expect(words.length, words.join(' ')).toBeLessThanOrEqual(MOST_WORDS);
    expect(controls.length, controls.join(', ')).toBeLessThanOrEqual(mostControls);
  };
  await page.goto('?task=tldr&backend=cpu');
  await expect(button(page)).toBeEnabled();
  await look(MOST_CONTROLS);
  await button(page).click();
  await expect(page.getByRole('img', { name: /drift: at step [1-9]/ })).toBeVisible();
  await expect(page.getByRole('slider', { name: 'Back in time' })).toBeVisible();
  await look(WITH_TIME_LINE);
});

test('the main button is among the first six stops of the keyboard', async ({ page }) => {
  await page.goto(VISIT);
  await expect(button(page)).toBeEnabled();
  const stops: string[] = [];
  for (let stop = 0; stop < 6; stop++) {
    await page.keyboard.press('Tab');
    stops.push(await page.evaluate(() => document.activeElement?.textContent ?? ''));
  }
  expect(
    stops.some((text) => text.includes('Train it here')),
    stops.join(', '),
  ).toBe(true);
});

test('everything on it can be hit, and axe finds nothing serious before and during a run', async ({
  page,
}) => {
  await page.goto(VISIT);
  await expect(button(page)).toBeEnabled();
  const small = await page.evaluate(
    (least) =>
      [...document.querySelectorAll<HTMLElement>('a[href], button, input, select, summary')]
        .filter((control) => control.checkVisibility() && !('explained' in control.dataset))
        .filter((control) => !control.closest('footer') && getComputedStyle(control).position !== 'absolute')
        .filter((control) => {
          const { width, height } = control.getBoundingClientRect();
          return Math.min(width, height) < least;
        })
        .map((control) => control.outerHTML.slice(0, 120)),
    SMALLEST_TARGET_PX,
  );
  expect(small).toEqual([]);
  expect(await violations(page)).toEqual([]);
  await settingsButton(page).click();
  await expect(page.getByRole('dialog', { name: 'All settings' })).toBeVisible();
  expect(await violations(page)).toEqual([]);
  await page.keyboard.press('Escape');
  await button(page).click();
  await expect(page.getByRole('button', { name: 'Train again' })).toBeVisible();
  expect(await violations(page)).toEqual([]);
});

test('before its scripts the page has the recorded text and frontier', async ({ page, noise }) => {
  noise.allow(/request failed: .*\.js$|Failed to load resource/);
  await page.route('**/*.js', (route) => route.abort());
  await page.goto('/').catch(() => {});
  await expect(page.getByRole('img', { name: /^Recorded run/ })).toBeVisible();
  await expect(page.locator('.stage-answer')).toHaveCount(2);
  await expect(page.getByText(/^recorded, seed \d+$/)).toBeVisible();
});

test('a chip names a changed setting and takes it back; the end is told in a sentence', async ({ page }) => {
  await page.goto(VISIT);
  const chips = page.getByRole('region', { name: 'First settings' }).getByRole('listitem');
  await expect(chips.first()).toBeVisible();
  const before = await chips.count();
  await chips
    .getByRole('button', { name: /^Evaluate every 4/ })
    .or(chips.getByRole('button').first())
    .first()
    .click();
  await expect(page).not.toHaveURL(/promptsPerRound=4.*stepsPerRound=4.*rounds=2/);
  expect(await chips.count()).toBeLessThanOrEqual(before);
  await page.goto(VISIT);
  await expect(button(page)).toBeEnabled();
  // The second step comes behind the test that follows the first.
  for (const step of [1, 2]) {
    await expect(page.getByRole('button', { name: 'Step', exact: true })).toBeEnabled();
    await page.keyboard.press('ArrowRight');
    await expect(page.getByRole('progressbar').first()).toHaveAttribute('aria-label', `step ${step} / 8`);
  }
  await expect(page.getByRole('img', { name: /drift: at step 1 / })).toBeVisible();
  await expect(page.locator('.stage-story')).toHaveCount(0); // it has only begun
  await page.getByRole('button', { name: 'Go on' }).click();
  await expect(page.getByRole('button', { name: 'Train again' })).toBeVisible();
  await expect(page.locator('.stage-story')).toHaveText(/\. Try .+ [\d.]+$/);
  await page.locator('.stage-story button').click();
  await expect(page).toHaveURL(/rounds=4|gamma=0\.03|proximalWeight=/);
});
