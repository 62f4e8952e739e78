import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { unzipSync } from 'fflate';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { checksumOf } from '../../src/formats/checksum.ts';
import type { OwnNeeds } from '../../src/own/workshop/own_needs.ts';
import { readRunFile } from '../../src/storage/runs/file/read_run_file.ts';
import { writeRunFile } from '../../src/storage/runs/file/write_run_file.ts';
import { wordTokenizerFiles } from '../../src/tokenizer/hugging_face/word_files.ts';
import { WordTokenizer } from '../../src/tokenizer/word.ts';
import { parseOptions } from '../lib/arguments.mjs';
import { exportCommand } from './export.ts';
import { parity } from './parity/parity.ts';
import { train } from './train.ts';

const folder = mkdtempSync(join(tmpdir(), 'export-'));
const zip = join(folder, 'run', 'run.zip');
beforeAll(async () => {
  vi.stubEnv('CHROME_PATH', join(folder, 'missing'));
  vi.spyOn(console, 'error').mockImplementation(() => {});
  const tiny =
    '--rounds 1 --prompts-per-round 2 --samples-per-prompt 4 --steps-per-round 2 --groups-per-batch 2 --evaluation-samples 8 --lora-rank 2 --quiet';
  await train.run(parseOptions([...tiny.split(' '), '--out', join(folder, 'run')], train.options));
});
afterAll(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
  rmSync(folder, { recursive: true });
});

const run = (options: string) => exportCommand.run(parseOptions(options.split(' '), exportCommand.options));

test('writes a saved run as a folder and a zip of it', async () => {
  const [out, packed] = [join(folder, 'out'), join(folder, 'out.zip')];
  const { text, json } = await run(`--run ${zip} --out ${out} --zip ${packed} --licence mit`);
  expect(text).toContain(`train_brain.py --folder ${out} --check`);
  const { files } = json as { files: string[] };
  for (const name of files) expect(existsSync(join(out, name)), name).toBe(true);
  expect(files).toEqual(
    expect.arrayContaining(['adapter_model.safetensors', 'base/config.json', 'brain/ts_after.safetensors']),
  );
  const entries = unzipSync(readFileSync(packed));
  expect(Object.keys(entries).sort()).toEqual(files.map((name) => `run/${name}`).sort());
  const metrics = readFileSync(join(out, 'brain/metrics.csv'), 'utf8').trim().split('\n');
  expect(metrics[0]).toMatch(/^step,round,loss,/);
  expect(metrics.at(-1)).toMatch(/^2,1,/);
  expect(readFileSync(join(out, 'README.md'), 'utf8')).toContain('license: "mit"');
});

test('merged adapters are a model without moments', async () => {
  const out = join(folder, 'merged');
  const { json } = await run(`--run ${zip} --out ${out} --merged`);
  const { files, check } = json as { files: string[]; check: boolean };
  expect(files).toContain('model.safetensors');
  expect(files).not.toContain('brain/optimizer.safetensors');
  expect(check).toBe(false);
});

const MODEL = 'src/model/fixtures/llama-gqa';
const words = WordTokenizer.fromWords(Array.from({ length: 94 }, (_, i) => `w${i}`));

/** A run of one's own with lengths that no option of the export names. */
async function ownRun(): Promise<{ readonly own: string; readonly zip: string }> {
  const model = join(folder, 'model');
  mkdirSync(model, { recursive: true });
  for (const name of ['config.json', 'model.safetensors']) copyFileSync(join(MODEL, name), join(model, name));
  for (const { name, text } of wordTokenizerFiles(words, 64)) writeFileSync(join(model, name), text);
  const prompts = Array.from({ length: 8 }, (_, i) => `${JSON.stringify({ prompt: `w${i} w${i + 1}` })}\n`);
  writeFileSync(join(folder, 'prompts.jsonl'), prompts.join(''));
  writeFileSync(join(folder, 'rule.js'), '({ tokens }) => tokens % 5');
  writeFileSync(join(folder, 'other.js'), '({ tokens }) => tokens % 3');
  const own = `--model ${model} --data ${folder}/prompts.jsonl --reward-rule ${folder}/rule.js`;
  const small =
    '--rounds 1 --prompts-per-round 2 --samples-per-prompt 4 --steps-per-round 1 --groups-per-batch 2 --evaluation-samples 2 --evaluation-prompts 2 --lora-rank 2 --quiet';
  const out = join(folder, 'own');
  await train.run(
    parseOptions(`${own} ${small} --run-length 40 --new-tokens 9 --out ${out}`.split(' '), train.options),
  );
  return { own, zip: join(out, 'run.zip') };
}

test('a run of one’s own has its lengths by itself, and other files are refused', async () => {
  const { own, zip: owned } = await ownRun();
  const out = join(folder, 'own-out');
  const { text } = await run(`--run ${owned} --out ${out} ${own} --run-length 32`);
  expect(text).toContain('The run has --run-length 40 and --new-tokens 9: these are used.');
  const { max_new_tokens } = JSON.parse(readFileSync(join(out, 'brain/run.json'), 'utf8'));
  expect(max_new_tokens).toBe(9);
  await expect(run(`--run ${owned} --out ${out}`)).rejects.toThrow('no --model (expected --model and --data');
  await expect(run(`--run ${owned} --out ${out} ${own} --end-token w60`)).rejects.toThrow(
    /^invalid --end-token: answers of the run end with token 2 \(expected its text, not that of token \d+\)/,
  );
  const file = readRunFile(new Uint8Array(readFileSync(owned)));
  const older = join(folder, 'older.zip');
  writeFileSync(older, writeRunFile({ ...file, inputs: {} }));
  await expect(run(`--run ${older} --out ${out} ${own.replace('rule.js', 'other.js')}`)).rejects.toThrow(
    /^other files than those of the run .*; the fingerprint of the run is [0-9a-f]{12}$/,
  );
});

test('a run keeps its rule and lengths, and knows its files and the scale of its rewards', async () => {
  const { own, zip: owned } = await ownRun();
  const recordOf = (path: string) => {
    const bytes = readFileSync(path);
    return { name: basename(path), bytes: bytes.length, sha256: checksumOf(bytes) };
  };
  const names = ['model.safetensors', 'config.json', 'tokenizer.json', 'tokenizer_config.json'];
  const needs: OwnNeeds = {
    model: { files: names.map((name) => recordOf(join(folder, 'model', name))) },
    data: recordOf(join(folder, 'prompts.jsonl')),
    plan: { length: 40, answerTokens: 9, tooLong: 'skip' },
    rule: readFileSync(join(folder, 'rule.js'), 'utf8'),
    figures: { samples: 8, prompts: 4, mean: 0.25, spread: 3, withinShare: 1 },
  };
  const out = join(folder, 'page-out');
  const file = readRunFile(new Uint8Array(readFileSync(owned)));
  const kept = JSON.parse(new TextDecoder().decode(file.inputs['own.json']));
  expect(kept).toEqual({ ...needs, figures: expect.objectContaining({ mean: expect.any(Number) }) });
  expect(kept.figures.spread).not.toBeCloseTo(3, 3);
  const scaleIn = () => JSON.parse(readFileSync(join(out, 'brain/run.json'), 'utf8')).reward.scale;
  // Measured anew where the run keeps none.
  const older = join(folder, 'without.zip');
  writeFileSync(older, writeRunFile({ ...file, inputs: {} }));
  await run(`--run ${older} --out ${out} ${own} --run-length 40 --new-tokens 9`);
  expect(scaleIn()).toEqual({ mean: kept.figures.mean, spread: kept.figures.spread });
  const saved = join(folder, 'page.zip');
  const inputs = { 'own.json': new TextEncoder().encode(JSON.stringify(needs)) };
  writeFileSync(saved, writeRunFile({ ...file, inputs }));
  const [model, data] = own.split(' --').map((option, i) => (i === 0 ? option : `--${option}`));
  expect((await run(`--run ${saved} --out ${out} ${model} ${data}`)).text).toContain('--new-tokens 9');
  expect(scaleIn()).toEqual({ mean: 0.25, spread: 3 });
  writeFileSync(join(folder, 'others.jsonl'), `${JSON.stringify({ prompt: 'w1 w2' })}\n`);
  await expect(run(`--run ${saved} --out ${out} ${model} --data ${folder}/others.jsonl`)).rejects.toThrow(
    /^invalid --data: other rows \(expected prompts\.jsonl, SHA-256 [0-9a-f]{64}\)/,
  );
  await expect(run(`--run ${saved} --out ${out} ${own.replace('rule.js', 'other.js')}`)).rejects.toThrow(
    /^invalid --reward-rule: another rule/,
  );
});

test('what is missing or no run is a mistake', async () => {
  await expect(run('--out x')).rejects.toThrow('no --run (expected a run.zip)');
  await expect(run(`--run ${join(folder, 'none.zip')}`)).rejects.toThrow(/^invalid --run .*none\.zip: /);
});

test('parity is skipped with a sentence where there is no PyTorch', async () => {
  const { text, exitCode } = await parity.run({ python: join(folder, 'no-python') });
  expect(text).toContain('has no PyTorch');
  expect(exitCode).toBeUndefined();
});
