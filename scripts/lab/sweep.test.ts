import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, onTestFinished, test, vi } from 'vitest';
import { type Sweep, sweepRequests } from '../../src/experiments/sweep/sweep.ts';
import { laboratory } from './laboratory.ts';

const folder = mkdtempSync(join(tmpdir(), 'sweep-'));
afterAll(() => rmSync(folder, { recursive: true }));

async function lab(...argv: string[]) {
  const printed: string[] = [];
  const complained: string[] = [];
  const code = await laboratory(
    ['sweep', ...argv],
    (text) => printed.push(text),
    (text) => complained.push(text),
  );
  return { code, printed: printed.join('\n'), complained: complained.join('\n') };
}

const TINY = '--rounds 1 --steps-per-round 4 --evaluation-interval 4 --evaluation-samples 8 --jobs 1'.split(
  ' ',
);

test('computes the runs of the same sweep as the page, draws them, and computes none twice', async () => {
  vi.stubEnv('CHROME_PATH', join(folder, 'missing'));
  const said: string[] = [];
  vi.spyOn(console, 'error').mockImplementation((line) => void said.push(line));
  onTestFinished(() => {
    vi.unstubAllEnvs();
    vi.restoreAllMocks();
  });
  const argv = ['--sweep', 'gamma:0.5,2', '--seeds', '3', ...TINY, '--out', folder];
  const { code, printed } = await lab(...argv);
  expect(code).toBe(0);
  expect(said[0]).toMatch(/^2 runs wanted, 0 of them known; 2 to compute, 1 at a time on cpu: about /);
  expect(said.filter((line) => line.startsWith('2/2 BRAIn on strings, gamma '))).toHaveLength(1);
  expect(printed).toMatch(/^BRAIn, 0\.5 .+ 1 of 1$/m);
  const sweep: Sweep = {
    task: 'strings',
    overrides: { rounds: 1, stepsPerRound: 4, evaluationInterval: 4, evaluationSamples: 8 },
    swept: [{ key: 'gamma', values: [0.5, 2] }],
    methods: ['brain'],
    seeds: [3],
  };
  const keys = sweepRequests(sweep).map(({ key }) => `${key}.json`);
  expect(readdirSync(join(folder, 'runs')).sort()).toEqual(keys.sort());
  expect(readdirSync(folder)).toEqual(
    expect.arrayContaining(['sweep.csv', 'sweep.json', 'sweep.md', 'sweep.tex', 'sweep-kl.svg']),
  );

  const before = readFileSync(join(folder, 'sweep.csv'), 'utf8');
  const again = await lab(...argv, '--json', '--quiet');
  expect(readFileSync(join(folder, 'sweep.csv'), 'utf8')).toBe(before);
  expect(JSON.parse(again.printed)).toMatchObject({
    sweep: 'gamma:0.5,2',
    overrides: sweep.overrides,
    failures: [],
    runs: [{ seed: 3, values: [0.5], step: 4 }, { values: [2] }],
  });
});

test.each([
  [[], 'invalid sweep: (empty) (expected setting:value,value, such as gamma:0.1,0.3,1)'],
  [['--sweep', 'gamma:0'], 'invalid gamma: 0 (expected 0.01..100)'],
  [['--sweep', 'learning-rate:2'], 'invalid learningRate: 2 (expected 0.000001..1)'],
  [['--sweep', 'gamma:1', '--methods', 'brian'], 'invalid methods: brian (expected some of brain, '],
  [['--sweep', 'gamma:1', '--seed', '2'], 'unknown option: --seed (expected '],
])('refuses %j', async (argv, problem) => {
  const { code, complained } = await lab(...argv, '--out', join(folder, 'refused'));
  expect(code).toBe(2);
  expect(complained).toContain(problem);
});
