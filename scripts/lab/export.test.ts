import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { unzipSync } from 'fflate';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
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

test('what is missing or no run is a mistake', async () => {
  await expect(run('--out x')).rejects.toThrow('no --run (expected a run.zip)');
  await expect(run(`--run ${join(folder, 'none.zip')}`)).rejects.toThrow(/^invalid --run .*none\.zip: /);
});

test('parity is skipped with a sentence where there is no PyTorch', async () => {
  const { text, exitCode } = await parity.run({ python: join(folder, 'no-python') });
  expect(text).toContain('has no PyTorch');
  expect(exitCode).toBeUndefined();
});
