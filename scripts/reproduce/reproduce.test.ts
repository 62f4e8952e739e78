import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { readRecorded } from '../../src/experiments/report/recorded.ts';
import { fakeServer, judging } from '../../src/judge/fake_server.ts';
import { UsageError } from '../lib/arguments.mjs';
import { reproduce } from './reproduce.ts';

const out = mkdtempSync(join(tmpdir(), 'reproduction-'));
afterAll(() => rmSync(out, { recursive: true }));

const linesIn = async (folder: string, ...argv: string[]) => {
  const lines: string[] = [];
  const code = await reproduce([...argv, '--smoke', '--out', folder], (line) => lines.push(line));
  return { code, lines };
};
const linesOf = (...argv: string[]) => linesIn(out, ...argv);

test('runs what is asked for, reports it, and runs nothing twice', async () => {
  // The experiment on KL estimators uses Table 2's run of BRAIn.
  const first = await linesOf('kl-estimators', 'table2');
  expect(first.code).toBe(0);
  expect(first.lines[0]).toContain('4 runs');
  expect(readdirSync(join(out, 'runs'))).toHaveLength(4);
  const files = readdirSync(out);
  for (const name of [
    'report.html',
    'report.json',
    'runs.json',
    'table2.csv',
    'kl-estimators.svg',
    'README.md',
  ])
    expect(files).toContain(name);
  const report = JSON.parse(readFileSync(join(out, 'report.json'), 'utf8'));
  expect(report.experiments.map(({ experiment }: { experiment: { id: string } }) => experiment.id)).toEqual([
    'table2',
    'kl-estimators',
  ]);
  expect(report.failures).toEqual([]);

  const dates = report.experiments.map(({ provenance }: { provenance: { to: string } }) => provenance.to);
  expect((await linesOf('kl-estimators', 'table2')).code).toBe(0);
  const again = JSON.parse(readFileSync(join(out, 'report.json'), 'utf8'));
  expect(again.experiments.map(({ provenance }: { provenance: { to: string } }) => provenance.to)).toEqual(
    dates,
  );
});

test('writes its report in short for the page', async () => {
  const { code, lines } = await linesOf('--record');
  expect(code).toBe(0);
  expect(lines).toEqual([`${out}/recorded.json, of 4 runs`]);
  const { experiments } = readRecorded(readFileSync(join(out, 'recorded.json'), 'utf8'));
  expect(experiments.map(({ id, size }) => [id, size])).toEqual([
    ['table2', 'smoke'],
    ['kl-estimators', 'smoke'],
  ]);
});

test('computes parts that merge by copying, and checks what was copied', async () => {
  const [first, second] = ['first', 'second'].map((name) => join(out, name));
  const part = (folder: string, shard: string) =>
    linesIn(folder, 'kl-estimators', '--seeds', '2', '--shard', shard);
  expect((await part(first, '1/2')).code).toBe(0);
  expect(existsSync(join(first, 'report.html'))).toBe(false);
  await part(second, '2/2');
  const [ofFirst, ofSecond] = [first, second].map((folder) => readdirSync(join(folder, 'runs')));
  expect([ofFirst.length, ofSecond.length]).toEqual([1, 1]);
  expect(ofFirst).not.toEqual(ofSecond);

  cpSync(second, first, { recursive: true });
  const { lines } = await linesIn(first, 'kl-estimators', '--seeds', '2');
  expect(lines[0]).toBe('2 runs wanted, 2 of them known');
  expect(existsSync(join(first, 'report.html'))).toBe(true);

  const file = join(first, 'runs', ofSecond[0]);
  const stored = JSON.parse(readFileSync(file, 'utf8'));
  writeFileSync(file, JSON.stringify({ ...stored, models: 'others' }));
  await expect(linesIn(first, 'kl-estimators', '--seeds', '2')).rejects.toThrow(
    'was made with other models of strings: delete it to run it again',
  );
  const provenance = { ...stored.provenance, version: '0.0.0' };
  writeFileSync(file, JSON.stringify({ ...stored, provenance }));
  await expect(linesIn(first, 'kl-estimators', '--seeds', '2')).rejects.toThrow(
    'was made with version 0.0.0',
  );
});

test('says what is missing without computing it, and extends a report by seeds', async () => {
  const { lines } = await linesOf('kl-estimators', '--seeds', '3', '--plan');
  expect(lines).toHaveLength(1);
  expect(lines[0]).toMatch(/^3 runs wanted, \d of them known; \d to compute, \d+ at a time on cpu: about /);
});

test('asks a judge once, and says where it failed without failing', async () => {
  const server = await fakeServer(judging((a, b) => (a < b ? 'A' : 'B')));
  const judge = ['--judge', server.url, '--judge-model', 'alphabet', '--judge-answers', '4'];
  const { code, lines } = await linesOf('table2', ...judge);
  expect(code).toBe(0);
  expect(lines.join('\n')).toMatch(/judge: (\d+) of \1 pairs judged by alphabet/);
  const requestsBefore = server.requests.length;
  expect(requestsBefore).toBeGreaterThan(0);
  await linesOf('table2', ...judge);
  expect(server.requests).toHaveLength(requestsBefore);
  await server.close();

  const gone = await linesOf(
    'table2',
    '--judge',
    server.url,
    '--judge-model',
    'gone',
    '--judge-answers',
    '2',
  );
  expect(gone.code).toBe(0);
  expect(gone.lines.join('\n')).toContain('Could not reach');
});

test.each([
  [['table9'], 'unknown experiment: table9 (expected table1, '],
  [['--race', 'brian'], 'invalid --race: brian (expected some of brain, '],
  [['--quick'], '--quick and --smoke exclude each other'],
  [['--lora'], '--lora and --smoke exclude each other'],
  [['--shard', '3/2'], 'invalid shard: 3/2 (expected i/n'],
  [['--judge', 'ftp://x', '--judge-model', 'm'], 'invalid judge endpoint: "ftp://x"'],
] as const)('refuses %j', async (argv, problem) => {
  const refused = reproduce([...argv, '--smoke', '--out', out], () => {});
  await expect(refused).rejects.toThrow(UsageError);
  await expect(refused).rejects.toThrow(problem);
});
