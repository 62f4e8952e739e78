import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { settings } from '../../src/config/schema.ts';
import { kebabCase } from '../lib/arguments.mjs';
import { root } from '../lib/install.mjs';
import { laboratory } from './laboratory.ts';

const folder = mkdtempSync(join(tmpdir(), 'laboratory-'));
afterAll(() => rmSync(folder, { recursive: true }));

async function lab(...argv: string[]) {
  const [printed, complained]: [string[], string[]] = [[], []];
  const exitCode = await laboratory(
    argv,
    (text) => printed.push(text),
    (text) => complained.push(text),
  );
  return { exitCode, printed: printed.join('\n'), complained: complained.join('\n') };
}

test('--help lists every command and every setting', async () => {
  const { exitCode, printed } = await lab('--help');
  expect(exitCode).toBe(0);
  for (const command of ['train', 'gaussian', 'weigh']) expect(printed).toContain(`\n${command}: `);
  for (const key of Object.keys(settings)) expect(printed).toContain(`--${kebabCase(key)} `);
});

test.each([
  [[], 'no command (expected train, sweep, gaussian, weigh'],
  [['toString'], 'unknown command: toString (expected train, sweep, gaussian, weigh'],
  [['train', '--gama', '1'], 'unknown option: --gama (expected --task, --method, '],
  [
    ['train', '--backend', 'cuda'],
    'invalid --backend: cuda (expected webgpu, cpu, tfjs-webgpu, tfjs-wasm, tfjs-cpu)',
  ],
  [
    ['gaussian', '--thetas', '0,nine'],
    'invalid --thetas: 0,nine (expected numbers -3..3 separated by commas)',
  ],
  [['weigh'], 'no --input'],
])('%j is a mistake: exit code 2', async (argv, message) => {
  const { exitCode, printed, complained } = await lab(...argv);
  expect(complained).toContain(message);
  expect(printed).toBe('');
  expect(exitCode).toBe(2);
});

test('gaussian --json prints one line with every figure', async () => {
  const { exitCode, printed } = await lab('gaussian', '--repeats', '200', '--thetas', '0,1', '--json');
  expect(exitCode).toBe(0);
  expect(printed).not.toContain('\n');
  const result = JSON.parse(printed);
  expect(result.theta).toEqual([0, 1]);
  for (const name of ['gdc', 'gdc++', 'brain'])
    for (const quantity of ['variance', 'mean', 'mse']) expect(result[name][quantity]).toHaveLength(2);
  // (1 + 1) - 1 over 8 samples: the closed form at theta 0.
  expect(result.exact.gdc.variance[0]).toBeCloseTo(1 / 8, 12);
});

const group = {
  logPolicy: [-1, -2],
  logPrior: [-1, -2],
  logProposal: [-1, -2],
  reward: [Math.log(3), 0],
  gamma: 1,
};

test('weigh: alpha 3/4 and 1/4, beta 1/2 each', async () => {
  const input = join(folder, 'group.json');
  writeFileSync(input, JSON.stringify(group));
  const { exitCode, printed } = await lab('weigh', '--method', 'brain', '--input', input, '--json');
  expect(exitCode).toBe(0);
  const [first, second] = JSON.parse(printed).coefficients;
  expect(first).toBeCloseTo(0.25, 12);
  expect(second).toBeCloseTo(-0.25, 12);
});

test('weigh: token by token where the method pushes tokens', async () => {
  const input = join(folder, 'tokens.json');
  const token = { logPolicy: [-1, -1], logPrior: [-1, -1], logProposal: [-1, -1], value: [0, 0] };
  const cached = { ...token, advantage: [2, -4], valueTarget: [0, 10] };
  writeFileSync(input, JSON.stringify({ ...group, tokens: [cached, cached] }));
  const ppo = await lab('weigh', '--method', 'ppo', '--input', input, '--json');
  expect(JSON.parse(ppo.printed).tokenCoefficients).toEqual([
    [0.5, -1],
    [0.5, -1],
  ]);
  expect(JSON.parse(ppo.printed).valueCoefficients[1][1]).toBeCloseTo((0.1 * 10) / 4, 12);
  const table = await lab('weigh', '--method', 'ppo', '--input', input);
  expect(table.printed).toMatch(
    /sample +token +coefficient +value coefficient\n0 +0 +0\.500000 +-?0\.000000\n/,
  );
  const grpo = await lab('weigh', '--method', 'grpo', '--input', input);
  expect(grpo.printed).toMatch(/sample +token +coefficient\n/);
});

test.each([
  ['cut.json', '{'],
  ['short.json', JSON.stringify({ ...group, reward: [1] })],
  ['missing.json', undefined],
])('%s cannot be weighed: exit code 2, naming the file', async (name, text) => {
  const input = join(folder, name);
  if (text !== undefined) writeFileSync(input, text);
  const { exitCode, complained } = await lab('weigh', '--input', input);
  expect(complained).toContain(`invalid --input: ${input}: `);
  expect(exitCode).toBe(2);
});

test('the command reads the standard input and sets the exit code of its process', () => {
  const args = ['--import', 'tsx', 'scripts/lab.ts', 'weigh', '--input', '-'];
  const run = (input: string) => spawnSync(process.execPath, args, { cwd: root, encoding: 'utf8', input });
  expect(run('{').status).toBe(2);
  const { status, stdout } = run(JSON.stringify(group));
  expect(status).toBe(0);
  expect(stdout).toContain('0.250000');
});
