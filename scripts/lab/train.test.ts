import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, onTestFinished, test, vi } from 'vitest';
import { parseOptions } from '../lib/arguments.mjs';
import type { RunRecord } from './recorder.ts';
import { train } from './train.ts';

const folder = mkdtempSync(join(tmpdir(), 'train-'));
afterAll(() => rmSync(folder, { recursive: true }));

test('a run in Node is kept whole, with an SVG where no browser can draw a PNG', async () => {
  vi.stubEnv('CHROME_PATH', join(folder, 'missing'));
  vi.spyOn(console, 'error').mockImplementation(() => {});
  onTestFinished(() => {
    vi.unstubAllEnvs();
    vi.restoreAllMocks();
  });
  const argv = [
    '--rounds',
    '1',
    '--steps-per-round',
    '4',
    '--evaluation-interval',
    '2',
    '--evaluation-samples',
    '8',
  ];
  const { exitCode } = await train.run(
    parseOptions([...argv, '--seed', '7', '--out', folder], train.options),
  );
  expect(exitCode).toBe(0);
  expect(readdirSync(folder).sort()).toEqual(['frontier.svg', 'metrics.csv', 'run.json', 'run.zip']);
  const run = JSON.parse(readFileSync(join(folder, 'run.json'), 'utf8')) as RunRecord;
  expect(run.config).toMatchObject({ task: 'strings', method: 'brain', seed: 7, rounds: 1 });
  expect(run.steps.map(({ step }) => step)).toEqual([1, 2, 3, 4]);
  expect(run.evaluations.map(({ step }) => step)).toEqual([0, 1, 2, 4]);
  expect(run.samples).toHaveLength(8);
  expect(run.frontier.length).toBeGreaterThan(0);
  expect(run.provenance.backend?.name).toBe('cpu');
  expect(run.fault).toBeUndefined();
  const csv = readFileSync(join(folder, 'metrics.csv'), 'utf8').trim().split('\n');
  expect(csv).toHaveLength(1 + 5);
});
