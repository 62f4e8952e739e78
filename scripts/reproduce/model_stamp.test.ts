import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { checkStamp, modelStamp, taskStamp } from './model_stamp.ts';

const folder = mkdtempSync(join(tmpdir(), 'models-'));
afterAll(() => rmSync(folder, { recursive: true }));
const [models, out] = [join(folder, 'models'), join(folder, 'out')];

function write(path: string, text: string): void {
  mkdirSync(join(models, path, '..'), { recursive: true });
  writeFileSync(join(models, path), text);
}

test('a folder of outcomes is of one set of models, and says which are others', () => {
  write('tldr/model.safetensors', 'abc');
  write('tldr/reward/model.safetensors', '');
  write('tldr/card.json', '{}');
  // The digests of FIPS 180-4's one-block example and of nothing.
  expect(modelStamp(models)).toBe(
    'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad  tldr/model.safetensors\n' +
      'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855  tldr/reward/model.safetensors\n',
  );
  checkStamp(out, modelStamp(models));
  write('tldr/card.json', '{"steps":1}');
  checkStamp(out, modelStamp(models));
  write('tldr/reward/model.safetensors', 'other');
  expect(() => checkStamp(out, modelStamp(models))).toThrow(
    `the runs in ${out} were made with other models than tldr/reward/model.safetensors: choose another --out, or delete them`,
  );
});

test('the digest of a task changes with its models alone', () => {
  const stamp = 'aa  tldr/model.safetensors\nbb  dialog/model.safetensors\n';
  const other = 'aa  tldr/model.safetensors\ncc  dialog/model.safetensors\n';
  expect(taskStamp(stamp, 'tldr')).toBe(taskStamp(other, 'tldr'));
  expect(taskStamp(stamp, 'dialog')).not.toBe(taskStamp(other, 'dialog'));
});
