import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { root } from './install.mjs';
import { readPlaywright, readVitest } from './reports.mjs';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'reports-'));
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'), 'junction');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Runs a runner that is expected to fail. Returns its report. */
function reportOf(runner: string, args: readonly string[]): string {
  const report = join(folder, 'report.json');
  try {
    execFileSync(process.execPath, [join(root, 'node_modules', runner), ...args], {
      cwd: folder,
      env: { ...process.env, PLAYWRIGHT_JSON_OUTPUT_FILE: report },
      stdio: 'ignore',
    });
  } catch {
    return readFileSync(report, 'utf8');
  }
  throw new Error(`${runner} found no failed test`);
}

const tests = (runner: string) => `import { expect, test } from '${runner}';
test('adds', () => expect(1 + 1).toBe(2));
test('subtracts', () => expect(1 - 1).toBe(7));
`;

test('Vitest’s report says which test failed and why, and which file', () => {
  writeFileSync(join(folder, 'sums.test.ts'), tests('vitest'));
  writeFileSync(join(folder, 'broken.test.ts'), `throw new Error('no tests here');`);
  const args = ['run', '--root', folder, '--reporter=json', '--outputFile=report.json'];
  const { passed, failed, failures } = readVitest(reportOf('vitest/vitest.mjs', args));
  expect([passed, failed]).toEqual([1, 1]);
  expect(failures).toHaveLength(2);
  const sorted = failures.toSorted();
  expect(sorted[0]).toMatch(/broken\.test\.ts\n {2}.*no tests here/);
  expect(sorted[1]).toMatch(/sums\.test\.ts > subtracts\n {2}AssertionError: expected \+?0 to be 7/);
});

test('Playwright’s report says which test failed and why', () => {
  writeFileSync(join(folder, 'sums.spec.ts'), tests('@playwright/test'));
  const { passed, failed, failures } = readPlaywright(
    reportOf('@playwright/test/cli.js', ['test', '--reporter=json']),
  );
  expect([passed, failed]).toEqual([1, 1]);
  expect(failures).toHaveLength(1);
  expect(failures[0]).toMatch(/^sums\.spec\.ts:3 > subtracts\n/);
  expect(failures[0]).toContain('Expected: 7');
  expect(failures[0]).not.toContain('\u001b');
});

test('Playwright’s report says which file cannot be loaded', () => {
  writeFileSync(join(folder, 'broken.spec.ts'), `throw new Error('no tests here');`);
  const { failures } = readPlaywright(reportOf('@playwright/test/cli.js', ['test', '--reporter=json']));
  expect(failures[0]).toMatch(/broken\.spec\.ts\n {2}.*no tests here/);
});

test('a flaky test counts as passed', () => {
  const report = { suites: [], stats: { expected: 4, unexpected: 0, flaky: 1, skipped: 3 } };
  expect(readPlaywright(JSON.stringify(report))).toEqual({ passed: 5, failed: 0, failures: [] });
});
