// A run that was saved on the way and resumed ends as one that went on: in Node, on the CPU engine.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { resumedCheckpoint } from '../../src/session/journal/resumed_checkpoint.ts';
import { readRunFile } from '../../src/storage/runs/file/read_run_file.ts';
import { writeRunFile } from '../../src/storage/runs/file/write_run_file.ts';
import { keeperInMemory } from '../../src/store/keeper_in_memory.ts';
import { taskOf } from '../../src/tasks/index.ts';
import { parseOptions } from '../lib/arguments.mjs';
import type { RunRecord } from './recorder.ts';
import { train } from './train.ts';

const folder = mkdtempSync(join(tmpdir(), 'resume-'));
beforeAll(() => {
  vi.stubEnv('CHROME_PATH', join(folder, 'missing'));
  vi.spyOn(console, 'error').mockImplementation(() => {});
});
afterAll(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
  rmSync(folder, { recursive: true });
});

const tiny =
  '--rounds 3 --prompts-per-round 2 --samples-per-prompt 4 --steps-per-round 2 --groups-per-batch 2 --evaluation-interval 2 --evaluation-samples 8';

const run = (out: string, options: string) =>
  train.run(parseOptions([...options.split(' '), '--out', join(folder, out), '--quiet'], train.options));
const fileOf = (out: string) => readRunFile(readFileSync(join(folder, out, 'run.zip')));
const recordOf = (out: string) =>
  JSON.parse(readFileSync(join(folder, out, 'run.json'), 'utf8')) as RunRecord;

/** All that a run goes on from, without what it took. */
function endOf(out: string) {
  const { kept, pieces } = fileOf(out);
  const { counters, ...end } = resumedCheckpoint(
    {
      state: pieces.findLast(({ state }) => state)!.state!,
      groups: pieces.map(({ groups }) => groups),
      nextIndex: 0,
      config: kept.config,
      frontierKnown: true,
    },
    taskOf(kept.config),
    kept.config,
  );
  return { ...end, samplesDrawn: counters.samplesDrawn, trainedTokens: counters.trainedTokens };
}

/** Figures without times. */
const told = ({ steps, evaluations, samples }: RunRecord) => ({
  steps: steps.map(({ step, loss, meanReward, gradientNorm, diagnostics }) => [
    ...[step, loss, meanReward, gradientNorm],
    diagnostics,
  ]),
  evaluations: evaluations.map(({ seconds: _, ...figures }) => figures),
  samples,
});

/** Saves a run as it was after one of its states. */
async function saveAt(out: string, name: string, step: number): Promise<string> {
  const keeper = keeperInMemory(() => {});
  const { origin, ...parts } = fileOf(out);
  await keeper.adopt(1, parts);
  const { index } = parts.kept.pieces.find((piece) => piece.step === step && piece.stateBytes > 0)!;
  const path = join(folder, `${name}.zip`);
  writeFileSync(path, writeRunFile({ ...(await keeper.parts(1, index)), origin }));
  return path;
}

test('goes on to the same bits, figures and samples', async () => {
  await run('whole', tiny);
  const path = await saveAt('whole', 'middle', 2);
  const { exitCode } = await run('resumed', `--resume ${path}`);
  expect(exitCode).toBe(0);
  expect(endOf('resumed')).toEqual(endOf('whole'));
  expect(told(recordOf('resumed'))).toEqual(told(recordOf('whole')));
  expect(recordOf('whole').steps).toHaveLength(6);
  const [whole, resumed] = ['whole', 'resumed'].map(fileOf);
  expect(resumed.kept).toMatchObject({ key: whole.kept.key, status: 'finished', step: 6 });
});

test('a run that is done goes on where more rounds are asked for', async () => {
  await run('short', tiny.replace('--rounds 3', '--rounds 2'));
  await run('longer', `--resume ${join(folder, 'short', 'run.zip')} --rounds 3`);
  expect(recordOf('longer').steps.map(({ step }) => step)).toEqual([1, 2, 3, 4, 5, 6]);
  const [short, longer] = ['short', 'longer'].map(fileOf);
  expect(longer.kept.parent).toEqual({ key: short.kept.key, step: 4 });
  expect(longer.kept.config.rounds).toBe(3);
});

test('a file that is none, and a setting that cannot change, are mistakes', async () => {
  const path = join(folder, 'none.zip');
  writeFileSync(path, 'text');
  await expect(run('none', `--resume ${path}`)).rejects.toThrow(
    `invalid --resume ${path}: invalid run file: 4 bytes without an entry (expected a zip)`,
  );
  await expect(run('none', '--resume /nowhere/run.zip')).rejects.toThrow(
    /^invalid --resume \/nowhere\/run\.zip: /,
  );
  await expect(run('none', `--resume ${join(folder, 'whole', 'run.zip')} --task tldr`)).rejects.toThrow(
    'invalid --task: tldr (expected strings: the run goes on in its world)',
  );
});
