import { expect, test } from 'vitest';
import { isStale } from './install.mjs';
import { nodeProblem } from './node_version.mjs';
import { runSideBySide, summary } from './stages.mjs';

const result = (name: string, ok: boolean, passed = 0, failed = 0, failures: readonly string[] = []) => ({
  name,
  ok,
  seconds: 1.25,
  note: '',
  passed,
  failed,
  failures,
});
const lastLine = (text: string) => text.split('\n').at(-1);

test('the last line sums the runners', () => {
  const text = summary([result('types', true), result('unit', true, 90, 0), result('e2e', false, 8, 2)]);
  expect(lastLine(text)).toBe('98 passed, 2 failed');
  expect(text).toContain('unit     ok          1.3 s  90 passed, 0 failed');
  expect(text).toContain('e2e      FAILED');
});

test('a stage that failed without a failed test counts as one failure', () => {
  expect(lastLine(summary([result('lint', false), result('unit', true, 90, 0)]))).toBe('90 passed, 1 failed');
  expect(lastLine(summary([result('unit', false, 90, 0)]))).toBe('90 passed, 1 failed');
});

test('what failed is said again at the end, before the table', () => {
  const text = summary([
    result('unit', true, 9),
    result('e2e', false, 8, 1, ['runs.spec.ts:8 > reloads\n  timeout']),
  ]);
  expect(text).toContain('FAILED in e2e: runs.spec.ts:8 > reloads\n  timeout\n\nstage ');
});

test('jobs begin in order, two at a time, after their dependencies; results keep the order', async () => {
  const begun: string[] = [];
  const finish = new Map<string, () => void>();
  const job = (name: string, after?: string) => ({
    name,
    after,
    run: () =>
      new Promise<string>((resolve) => {
        begun.push(name);
        finish.set(name, () => resolve(`${name} ended`));
      }),
  });
  const results = runSideBySide([job('types'), job('build'), job('e2e', 'build'), job('unit')], 2);
  const end = async (name: string) => {
    finish.get(name)!();
    await new Promise((resolve) => setImmediate(resolve));
    return begun.join();
  };
  expect(begun.join()).toBe('types,build');
  expect(await end('types')).toBe('types,build,unit');
  expect(await end('unit')).toBe('types,build,unit');
  expect(await end('build')).toBe('types,build,unit,e2e');
  await end('e2e');
  expect(await results).toEqual(['types ended', 'build ended', 'e2e ended', 'unit ended']);
});

test('an old Node is told so', () => {
  expect(nodeProblem('20.19.0')).toBeUndefined();
  expect(nodeProblem('22.0.0')).toBeUndefined();
  expect(nodeProblem('20.18.1')).toBe(
    'Node 20.18.1 is too old: the playground needs Node 20.19 or newer (https://nodejs.org).',
  );
  expect(nodeProblem('18.20.0')).toContain('too old');
});

test('dependencies are stale if one is missing or has another version, except for other platforms', () => {
  const wanted = {
    '': {},
    'node_modules/a': { version: '1.0.0' },
    'node_modules/b': { version: '2.0.0', optional: true },
  };
  expect(isStale(wanted, { 'node_modules/a': { version: '1.0.0' } })).toBe(false);
  expect(isStale(wanted, { 'node_modules/a': { version: '1.0.1' } })).toBe(true);
  expect(isStale(wanted, {})).toBe(true);
});
