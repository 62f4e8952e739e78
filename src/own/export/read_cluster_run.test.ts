// fixtures/continued: 16 steps here, and three rounds more under torchrun with two processes (PyTorch 1.13, gloo).
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { sourceOfBytes } from '../../formats/byte_source.ts';
import { frontierProblem } from './frontier_problem.ts';
import { type ReturnedRun, readClusterRun } from './read_cluster_run.ts';

const encoder = new TextEncoder();
const fixture = (name: string) => readFileSync(`src/own/export/fixtures/continued/${name}`, 'utf8');
const json = fixture('run.json');
const table = fixture('metrics.csv');

const read = (run = json, metrics = table) =>
  readClusterRun([
    sourceOfBytes('brain/run.json', encoder.encode(run)),
    sourceOfBytes('brain/metrics.csv', encoder.encode(metrics)),
    sourceOfBytes('config.json', encoder.encode('{}')),
  ]);
async function messageOf(run?: string, metrics?: string): Promise<string> {
  const result = await read(run, metrics);
  if (!('problems' in result)) throw new Error('not refused');
  return result.problems.map(({ file, message }) => `${file}: ${message}`).join('\n');
}
const changed = (fields: object) => JSON.stringify({ ...JSON.parse(json), ...fields });

test('a run that a cluster went on with comes back as points', async () => {
  const run = (await read()) as ReturnedRun;
  expect(run).toMatchObject({
    method: 'brain',
    step: 40,
    round: 5,
    leftAtStep: 16,
    computedOn: 'torch 1.13.0a0, 2 x cpu, ddp over gloo',
  });
  expect(run.config).toMatchObject({ task: 'strings', gamma: 1 });
  expect(run.points.map(({ step }) => step)).toEqual([0, 1, 2, 4, 8, 16, 24, 32, 40]);
  const [prior] = run.points;
  const last = run.points[run.points.length - 1];
  expect(prior.kl.mean).toBe(0);
  expect(last.round).toBe(5);
  expect(last.reward.mean).toBeCloseTo(0.822, 3);
  expect(last.reward.standardError).toBeGreaterThan(0.01);
  expect(last.kl.mean).toBeGreaterThan(run.points[5].kl.mean);
  expect(last.meanLength).toBe(5);
});

test('stands on the frontier of the same task alone', async () => {
  const run = (await read()) as ReturnedRun;
  expect(frontierProblem(run, { ...run.config, gamma: 2, method: 'dpo' })).toBeUndefined();
  expect(frontierProblem(run, { ...run.config, task: 'tldr' })).toBe(
    'the run has task strings (expected tldr, as the frontier that is shown)',
  );
});

test.each([
  ['no JSON', '{', 'brain/run.json: invalid run.json: no JSON (expected an object)'],
  ['a list', '[]', 'brain/run.json: invalid run.json: the whole (expected'],
  ['another schema', changed({ schema: 'brain-run' }), 'schema (expected brain-cluster-run)'],
  ['a newer version', changed({ version: 2 }), 'version (expected at most 1: open it with a newer page)'],
  ['an unknown method', changed({ method: 'ppo2' }), 'method (expected a method)'],
  ['a negative step', changed({ step: -1 }), 'step (expected a whole number of 0 or more)'],
  ['a step that is no number', changed({ step: '40' }), 'step (expected a whole number of 0 or more)'],
  [
    'more steps on the page than in all',
    changed({ continued_from_step: 41 }),
    'continued_from_step 41 (expected at most its step, 40)',
  ],
  ['another gamma', changed({ gamma: 0.5 }), 'gamma 0.5 (expected 1, with which the run left'],
  [
    'a long label',
    changed({ computed_on: 'x'.repeat(201) }),
    'computed_on (expected at most 200 characters)',
  ],
  [
    'settings out of bounds',
    changed({ config: { task: 'strings', gamma: -1 } }),
    'config (expected settings',
  ],
  ['a key twice', json.replace('"seed"', '"step": 3, "seed"'), 'twice (expected distinct keys)'],
])('refuses %s', async (_, run, reason) => {
  expect(await messageOf(run)).toContain(reason);
});

const [header, ...lines] = table.trim().split('\n');
/** The table with another cell in its last row. */
const withCell = (column: string, cell: string) => {
  const names = header.split(',');
  const cells = lines[lines.length - 1].split(',');
  cells[names.indexOf(column)] = cell;
  return [header, ...lines.slice(0, -1), cells.join(',')].join('\n');
};

test.each([
  ['an empty table', '', 'no column step (expected step, round'],
  [
    'no points',
    [header, ...lines.filter((line) => line.startsWith('3,'))].join('\n'),
    'expected a point or more',
  ],
  ['a column twice', table.replace('loss', 'step'), 'column step twice'],
  ['a missing column', table.replace('evaluation.kl.mean', 'kl'), 'no column evaluation.kl.mean'],
  ['a short row', `${table}41,5\n`, 'has 2 cells (expected'],
  ['steps out of order', [header, ...lines, lines[3]].join('\n'), 'steps in their order'],
  ['a later step', withCell('step', '41'), 'step 41 (expected 40..40'],
  ['a reward that is no number', withCell('evaluation.reward.mean', 'nan'), 'evaluation.reward.mean nan'],
  ['an infinite KL', withCell('evaluation.kl.mean', '1e999'), 'evaluation.kl.mean 1e999'],
  ['a negative KL', withCell('evaluation.kl.mean', '-1'), 'expected a number of 0 or more'],
  ['a negative error', withCell('evaluation.kl.standardError', '-1'), 'expected a number of 0 or more'],
  ['a broken round', withCell('round', '1.5'), 'round 1.5 (expected a whole number)'],
  ['a formula', withCell('evaluation.reward.mean', '=1+1'), 'evaluation.reward.mean =1+1'],
  ['an open quote', `${table}"`, 'expected closed quotes'],
])('refuses %s', async (_, metrics, reason) => {
  expect(await messageOf(json, metrics)).toContain(reason);
});

test('names what is missing, there twice, or too large', async () => {
  const run = sourceOfBytes('run.json', encoder.encode(json));
  expect(await readClusterRun([run])).toEqual({
    problems: [
      { file: 'metrics.csv', message: 'metrics.csv is missing (expected the folder brain/ of a run)' },
    ],
  });
  expect(await readClusterRun([run, sourceOfBytes('other/run.json', encoder.encode(json))])).toEqual({
    problems: [{ file: 'run.json', message: '2 files are named run.json (expected one run)' }],
  });
  const large = { ...sourceOfBytes('metrics.csv', new Uint8Array()), size: 2 ** 30 };
  expect(await readClusterRun([run, large])).toEqual({
    problems: [
      { file: 'metrics.csv', message: 'invalid metrics.csv: 1073741824 bytes (expected at most 16777216)' },
    ],
  });
  expect(await readClusterRun([run, sourceOfBytes('metrics.csv', Uint8Array.of(255))])).toEqual({
    problems: [{ file: 'metrics.csv', message: 'invalid metrics.csv: not UTF-8 (expected text)' }],
  });
});
