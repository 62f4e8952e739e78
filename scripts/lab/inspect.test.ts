import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { type Files, fixture, withConfig, withFile } from '../lib/fixture_folder.ts';
import { laboratory } from './laboratory.ts';

const top = mkdtempSync(join(tmpdir(), 'inspect-'));
afterAll(() => rmSync(top, { recursive: true }));

async function inspect(files: Files, ...options: string[]) {
  const folder = mkdtempSync(join(top, 'model-'));
  for (const [name, bytes] of files) writeFileSync(join(folder, name), bytes);
  const [printed, complained]: [string[], string[]] = [[], []];
  const argv = ['inspect', '--model', folder, ...options];
  const exitCode = await laboratory(
    argv,
    (text) => printed.push(text),
    (text) => complained.push(text),
  );
  return { exitCode, printed: printed.join('\n'), complained: complained.join('\n') };
}

const llama = fixture('llama-gqa');

it('prints the card of a folder', async () => {
  const { exitCode, printed } = await inspect(llama);
  expect(exitCode).toBe(0);
  expect(printed).toMatch(/^type +llama$/m);
  expect(printed).toMatch(/^parameters +54,048$/m);
  expect(printed).toMatch(/^layers, width, heads +2, 48, 6, of keys 2$/m);
  expect(printed).toMatch(/^context +64 tokens, a run 64$/m);
  expect(printed).toMatch(/^[0-9a-f]{64} {2}model\.safetensors$/m);
});

it('prints the same as JSON', async () => {
  const { printed } = await inspect(llama, '--json', '--run-length', '20');
  expect(JSON.parse(printed)).toMatchObject({
    type: 'llama',
    parameters: 54_048,
    vocabulary: 97,
    tokens: 97,
    endToken: 2,
    context: 64,
    runLength: 20,
    formats: ['F32'],
    bytes: { full: 6 * 4 * 54_048 },
  });
});

it('says what is wrong, and fails', async () => {
  const wrong = withConfig(llama, { hidden_act: 'gelu', attention_bias: true });
  expect(await inspect(wrong)).toEqual({
    exitCode: 1,
    printed: '',
    complained:
      'config.json: unsupported hidden_act: "gelu" (expected silu, swish)\nconfig.json: unsupported attention_bias: true (expected false)',
  });
  const torn = withFile(llama, 'model.safetensors', llama.get('model.safetensors')!.subarray(0, 9000));
  expect((await inspect(torn)).complained).toMatch(
    /^model.safetensors: invalid tensor .+ the end of the file\)$/,
  );
  expect((await inspect(llama, '--run-length', '65')).exitCode).toBe(1);
});

it('asks for a folder', async () => {
  const complained: string[] = [];
  const run = (...argv: string[]) =>
    laboratory(
      ['inspect', ...argv],
      () => {},
      (text) => complained.push(text),
    );
  expect([await run(), await run('--model', join(top, 'none'))]).toEqual([2, 2]);
  expect(complained[0]).toBe('no --model (expected a folder)');
});
