// A tiny model of somebody's own with prompts and a rule, and how a visitor brings them.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { root } from '../scripts/lib/install.mjs';
import { wordTokenizerFiles } from '../src/tokenizer/hugging_face/word_files.ts';
import { WordTokenizer } from '../src/tokenizer/word.ts';
import { expect } from './page.ts';

/** As transformers saved it: random numbers, grouped heads, 97 tokens. */
export const FIXTURE = join(root, 'src/model/fixtures/llama-gqa');
const words = WordTokenizer.fromWords(Array.from({ length: 94 }, (_, i) => `w${i}`));
export const fileOf = (name: string, buffer: Buffer) => ({
  name,
  mimeType: 'application/octet-stream',
  buffer,
});
export const MODEL = [
  ...['config.json', 'model.safetensors'].map((name) => fileOf(name, readFileSync(join(FIXTURE, name)))),
  ...wordTokenizerFiles(words, 64).map(({ name, text }) => fileOf(name, Buffer.from(text))),
];
const PROMPTS = Array.from({ length: 12 }, (_, i) => JSON.stringify({ prompt: `w${i} w${i + 1}` })).join(
  '\n',
);
export const DATA = fileOf('prompts.jsonl', Buffer.from(PROMPTS));
export const RULE = '({ response }) => response.split(" ").filter((word) => word === "w5").length';

export const step = (page: Page, name: string) => page.getByRole('region', { name });
export const chooseFiles = (page: Page, name: string) => step(page, name).getByLabel('Choose files…');

export async function bring(page: Page, data = DATA, rows = 12): Promise<void> {
  await chooseFiles(page, '1. A model').setInputFiles(MODEL);
  await expect(step(page, '1. A model').getByText('llama', { exact: true })).toBeVisible();
  await chooseFiles(page, '2. Prompts').setInputFiles(data);
  await step(page, '2. Prompts').getByLabel('Run length').selectOption('64');
  await step(page, '2. Prompts').getByLabel('Tokens of an answer').selectOption('16');
  await expect(page.getByText(`${rows} of ${rows} lines fit 64 tokens.`)).toBeVisible();
}

/** Tries the rule and takes it, then goes to the run. */
export async function begin(page: Page): Promise<void> {
  await page.getByRole('textbox', { name: 'A function that rates one answer' }).fill(RULE);
  await page.getByRole('button', { name: 'Try on samples' }).click();
  await page.getByRole('button', { name: 'Train with this rule' }).click();
  await page.getByRole('button', { name: 'Read the files and go to Train' }).click();
  await expect(page).toHaveURL(/task=own&own=[0-9a-f]{12}.*#train/);
  await expect(page.getByRole('button', { name: 'Step', exact: true })).toBeEnabled();
}
