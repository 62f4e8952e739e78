// What tests bring to the page "Bring your own", and how they give it.
import type { Page } from '@playwright/test';
import { encode, type Files, fixture } from '../scripts/lib/fixture_folder.ts';
import { expect } from './page.ts';

export const fileOf = (name: string, bytes: Uint8Array | string) => ({
  name,
  mimeType: 'application/octet-stream',
  buffer: Buffer.from(typeof bytes === 'string' ? encode(bytes) : bytes),
});
export const folderOf = (files: Files) => Array.from(files, ([name, bytes]) => fileOf(name, bytes));

/** As transformers saved it: random numbers, grouped heads, 97 tokens. */
export const MODEL = folderOf(fixture('llama-gqa'));
const linesOf = (rows: readonly object[]) => rows.map((row) => JSON.stringify(row)).join('\n');
const PROMPTS = Array.from({ length: 12 }, (_, i) => ({ prompt: `w${i} w${i + 1}` }));

export const step = (page: Page, name: string) => page.getByRole('region', { name });
export const chooseFiles = (page: Page, name: string) => step(page, name).getByLabel('Choose files…');

/** A model and rows with prompts, for runs of 64 tokens. */
export async function bring(page: Page, rows: readonly object[] = PROMPTS): Promise<void> {
  await chooseFiles(page, '1. A model').setInputFiles(MODEL);
  await expect(step(page, '1. A model').getByText('llama', { exact: true })).toBeVisible();
  await chooseFiles(page, '2. Prompts').setInputFiles(fileOf('prompts.jsonl', linesOf(rows)));
  await step(page, '2. Prompts').getByLabel('Run length').selectOption('64');
  await step(page, '2. Prompts').getByLabel('Tokens of an answer').selectOption('16');
  await expect(page.getByText(`${rows.length} of ${rows.length} lines fit 64 tokens.`)).toBeVisible();
}

/** Of the latest evaluation, as the chart says it. */
export async function meanReward(page: Page): Promise<number> {
  const chart = page.getByRole('img', { name: /^Reward against drift/ });
  const said = /mean reward (−?[\d.]+)/.exec((await chart.getAttribute('aria-label')) ?? '');
  return Number((said?.[1] ?? 'NaN').replace('−', '-'));
}
