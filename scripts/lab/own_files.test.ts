// A reward model from the command line: the run's fingerprint names its kind, and one reward is given.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { classifierFiles, type Files, fixture } from '../lib/fixture_folder.ts';
import { ownFiles } from './own_files.ts';

const folder = mkdtempSync(join(tmpdir(), 'own-files-'));
afterAll(() => rmSync(folder, { recursive: true }));

function written(files: Files): string {
  const path = mkdtempSync(join(folder, 'model-'));
  for (const [name, bytes] of files) writeFileSync(join(path, name), bytes);
  return path;
}
const model = written(fixture('llama-gqa'));
const data = join(folder, 'prompts.jsonl');
writeFileSync(data, '{"prompt":"w1 w2"}\n{"prompt":"w2 w3"}\n');
const rule = join(folder, 'rule.js');
writeFileSync(rule, '({ tokens }) => tokens');
const values = { model, data, 'run-length': 32, 'new-tokens': 8 };
const say = () => {};

test('a reward model rates in place of a rule', async () => {
  const rated = await ownFiles({ ...values, 'reward-model': written(classifierFiles('llama-gqa')) }, say);
  expect(rated?.id).toMatch(/^model-[0-9a-f]{12}$/);
  const ruled = await ownFiles({ ...values, 'reward-rule': rule }, say);
  expect(ruled?.id).toMatch(/^[0-9a-f]{12}$/);
});

test('one of both is given, and a model of words is no reward model', async () => {
  const both = { ...values, 'reward-rule': rule, 'reward-model': model };
  await expect(ownFiles(both, say)).rejects.toThrow(
    '--reward-rule and --reward-model (expected one of them)',
  );
  await expect(ownFiles({ ...values, 'reward-model': model }, say)).rejects.toThrow(
    /expected \w+ForSequenceClassification/,
  );
  await expect(ownFiles({ ...values, 'reward-model': rule }, say)).rejects.toThrow(
    `invalid --reward-model: ${rule} (expected a folder)`,
  );
});
