import { afterEach, describe, expect, it, vi } from 'vitest';
import { theoremChecks } from '../../src/exact/checks.ts';
import { laboratory } from './laboratory.ts';

async function lab(...argv: string[]) {
  const [printed, complained]: [string[], string[]] = [[], []];
  const exitCode = await laboratory(
    ['theorems', ...argv],
    (text) => printed.push(text),
    (text) => complained.push(text),
  );
  return { exitCode, printed: printed.join('\n'), complained: complained.join('\n') };
}

afterEach(() => {
  vi.restoreAllMocks();
});

describe('lab theorems', () => {
  it('has a line for every check, and all hold', async () => {
    const { exitCode, printed } = await lab();
    expect(exitCode).toBe(0);
    const lines = printed.split('\n');
    for (const { title } of theoremChecks)
      expect(lines.find((line) => line.startsWith(`${title} `))).toMatch(/ holds /);
  });

  it('--break --json: every check fails, which is no failure', async () => {
    const { exitCode, printed } = await lab(
      '--break',
      '--json',
      '--outcomes',
      '4',
      '--n',
      '2',
      '--seed',
      '7',
    );
    expect(exitCode).toBe(0);
    expect(printed).not.toContain('\n');
    const { settings, checks } = JSON.parse(printed);
    expect(settings).toEqual({ outcomes: 4, n: 2, gamma: 0.5, seed: 7 });
    expect(checks.map(({ id }: { id: string }) => id)).toEqual(theoremChecks.map(({ id }) => id));
    for (const check of checks) expect(check).toMatchObject({ broken: true, passed: false, expected: true });
  });

  it.each([[[]], [['--break']]])('exits with 1 where %j gives the wrong verdict', async (argv) => {
    const [check] = theoremChecks;
    const { run } = check;
    vi.spyOn(check, 'run').mockImplementation((settings, broken) => run(settings, !broken));
    const { exitCode, printed } = await lab(...argv);
    expect(exitCode).toBe(1);
    expect(printed).toMatch(argv.length > 0 ? / HOLDS ALTHOUGH BROKEN / : / FAILS /);
  });

  it('refuses a world out of bounds: exit code 2', async () => {
    const { exitCode, complained } = await lab('--outcomes', '9');
    expect(complained).toContain('invalid --outcomes: 9 (expected an integer 4..8)');
    expect(exitCode).toBe(2);
  });
});
