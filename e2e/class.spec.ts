// A class: learners hand in lines, the teacher pastes a chat; and the same over the teacher's own server, paced.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { serveClass } from '../scripts/class/class_server.ts';
import { openResultsFile } from '../scripts/class/results_file.ts';
import { dist } from '../scripts/lib/install.mjs';
import { violations } from './accessibility.ts';
import { keptIn } from './kept.ts';
import { expect, test } from './page.ts';

const TINY = '?backend=cpu&task=strings&rounds=2&stepsPerRound=4&evaluationInterval=4&evaluationSamples=16';

async function trained(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Train it here' }).click();
  await expect(page.getByRole('button', { name: 'Train again' })).toBeVisible();
}

/** Opens the panel, and gives the line in it. */
async function handIn(page: Page, nickname: string): Promise<string> {
  await page.getByRole('button', { name: 'Menu' }).click();
  await page.getByRole('button', { name: 'Hand in' }).click();
  await page.getByLabel('Nickname, if you like').fill(nickname);
  const line = page.getByLabel('Your result');
  await expect(line).toHaveValue(/^BRAIN1[0-9A-Z]+\.$/);
  return line.inputValue();
}

/** Number of results that the browser keeps. */
const keptCodes = async (page: Page) =>
  (await keptIn<{ 'class-codes': unknown }>(page, 'class-codes'))['class-codes'].length;

test('a pasted chat becomes one experiment: damage is named, a run again gives its curve, and all is forgotten', async ({
  page,
}) => {
  const lines: string[] = [];
  for (const [gamma, name] of [
    ['0.5', 'Ada'],
    ['2', '=SUM(A1)'],
  ]) {
    await page.goto(`${TINY}&gamma=${gamma}`);
    await trained(page);
    lines.push(await handIn(page, name));
  }
  expect(lines[0]).not.toBe(lines[1]);
  await page.goto(`${TINY}#class`);
  const box = page.getByLabel('Paste anything: the whole chat is fine');
  await box.fill(`Ada: ${lines[0]}\nBob: ${lines[1].toLowerCase()}\n\n${lines[0]}\n${lines[1].slice(0, 50)}`);
  await page.getByRole('button', { name: 'Find results' }).click();
  await expect(page.getByText('2 new results. 1 came twice: line 4. 1 is damaged: line 5 (')).toBeVisible();

  const row = page.getByRole('row', { name: /gamma 0\.5/ });
  await expect(page.getByText('Ada')).toHaveCount(0);
  await page.getByRole('button', { name: 'Show names' }).click();
  await expect(row).toContainText('Ada');
  await row.getByRole('button', { name: /^Run again/ }).click();
  await expect(row.getByText('Same curve')).toBeVisible();
  for (const name of ['Every curve', 'Reward over gamma', 'Drift over gamma'])
    await expect(page.getByRole('figure', { name })).toBeVisible();
  await expect(page.getByText('gamma 0.5 ends with more drift than gamma 2')).toBeVisible();
  await expect(page.getByText('a second one shows how much seeds differ').first()).toBeVisible();
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'CSV', exact: true }).click();
  const csv = await readFile(await (await download).path(), 'utf8');
  expect(csv.trim().split('\r\n')).toHaveLength(3);
  expect(csv).toContain(",'=SUM(A1),BRAIN1");
  expect(await violations(page)).toEqual([]);

  await page.reload();
  await expect(page.getByText('2 results', { exact: true })).toBeVisible();
  await page.getByRole('button', { name: 'Forget this class' }).click();
  await page.getByRole('button', { name: 'Forget all 2?' }).click();
  await expect(page.getByText('2 results', { exact: true })).toHaveCount(0);
  await expect.poll(() => keptCodes(page)).toBe(0);
  await page.reload();
  await expect(box).toBeVisible();
  await expect(page.getByRole('figure', { name: 'Every curve' })).toHaveCount(0);
});

test('over the teacher’s own server, learners send their results, and the teacher paces them', async ({
  page: teacher,
  browser,
}) => {
  const folder = mkdtempSync(join(tmpdir(), 'class-'));
  const path = join(folder, 'results.jsonl');
  const file = await openResultsFile(path);
  const server = await serveClass({ directory: dist, word: 'tulip', port: 0, ownAddresses: [], file });
  const learnersUrl = server.teachersUrl.replace('127.0.0.1', 'localhost');
  try {
    await teacher.goto(`${server.teachersUrl}${TINY}#class`);
    await expect(teacher.getByText('0 pages are open now', { exact: false })).toBeVisible();
    const learners = await Promise.all(
      [1, 2].map(async (seed) => {
        const context = await browser.newContext({ serviceWorkers: 'block' });
        const learner = await context.newPage();
        await learner.goto(`${learnersUrl}${TINY}&seed=${seed}&seat=${seed}&lesson=frontier&step=2`);
        await trained(learner);
        await handIn(learner, '');
        return learner;
      }),
    );
    await expect(teacher.getByText('2 pages are open now', { exact: false })).toBeVisible();
    await Promise.all(
      learners.map(async (learner) => {
        await learner.getByRole('button', { name: 'Send to the teacher' }).click();
        await expect(learner.getByText('It has arrived.')).toBeVisible();
      }),
    );
    await expect(teacher.getByText('2 results', { exact: true })).toBeVisible();
    expect(readFileSync(path, 'utf8').trim().split('\n')).toHaveLength(2);

    await teacher.getByRole('button', { name: 'Pause the class' }).click();
    for (const learner of learners)
      await expect(learner.getByRole('dialog', { name: 'Your teacher has paused the class.' })).toBeVisible();
    await teacher.getByRole('button', { name: 'Go on' }).click();
    for (const learner of learners)
      await expect(learner.getByRole('dialog', { name: 'Your teacher has paused the class.' })).toBeHidden();
    const strip = (learner: Page) => learner.getByRole('complementary', { name: /^Lesson: / });
    await teacher.getByLabel('Step', { exact: true }).fill('4');
    await teacher.getByRole('button', { name: 'Go to this step' }).click();
    for (const learner of learners) await expect(strip(learner)).toContainText('4 / ');
    await teacher.getByRole('button', { name: 'All start afresh' }).click();
    for (const learner of learners) {
      await expect(strip(learner)).toContainText('1 / ');
      await expect(learner.getByRole('button', { name: 'Train it here' })).toBeVisible();
    }
    await expect(teacher.getByRole('rowheader', { name: 'seat 2' })).toBeVisible();
    expect(await violations(teacher)).toEqual([]);
    for (const learner of learners) await learner.context().close();
  } finally {
    // A page that still listens would complain of the server's end.
    await teacher.goto('about:blank');
    await server.close();
    rmSync(folder, { recursive: true });
  }
});
