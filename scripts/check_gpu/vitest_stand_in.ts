// Stands in for `vitest` where the browser tests of the engine run in Node: it collects the checks and leaves running them
// to `npm run check:gpu`. The matchers are Vitest's own.
import { chai, JestAsymmetricMatchers, JestChaiExpect } from '@vitest/expect';
import type { ExpectStatic } from 'vitest';
import { seen } from '../../src/engine/kernel_checks.ts';

type Run = () => void | Promise<void>;

export interface Check {
  /** Names of the suites around it. */
  readonly suite: readonly string[];
  readonly name: string;
  readonly run: () => Promise<void>;
  readonly skipped: boolean;
}

const checks: Check[] = [];
let suite: readonly string[] = [];
let skipping = false;
let before: Run[] = [];
let after: Run[] = [];

/** The checks that importing a file has declared, each with the file's hooks around it. */
export async function collected(importFile: () => Promise<unknown>): Promise<readonly Check[]> {
  checks.length = 0;
  before = [];
  after = [];
  await importFile();
  return checks.slice();
}

/** Vitest's `$name` and `%s`. */
function nameOf(template: string, row: unknown): string {
  const values = Array.isArray(row) ? [...row] : [row];
  return template
    .replace(/\$(\w+)/g, (_, key) => String((row as Record<string, unknown>)[key]))
    .replace(/%[sidf]/g, () => String(values.shift()));
}

const forEach =
  (declare: (name: string, body: (...row: never[]) => void | Promise<void>) => void) =>
  (rows: readonly unknown[]) =>
  (template: string, body: (...row: never[]) => void | Promise<void>) => {
    for (const row of rows) {
      const given = (Array.isArray(row) ? row : [row]) as never[];
      declare(nameOf(template, row), () => body(...given));
    }
  };

function declareSuite(name: string, body: () => void | Promise<void>): void {
  const around = suite;
  suite = [...suite, name];
  void body();
  suite = around;
}

function declareCheck(name: string, body: Run): void {
  const [begin, end] = [before, after];
  const run = async () => {
    for (const hook of begin) await hook();
    await body();
    for (const hook of end) await hook();
  };
  checks.push({ suite, name, run, skipped: skipping });
}

export const describe = Object.assign(declareSuite, {
  each: forEach(declareSuite),
  skipIf: (condition: boolean) => (name: string, body: () => void) => {
    skipping = condition;
    declareSuite(name, body);
    skipping = false;
  },
});
export const it = Object.assign(declareCheck, { each: forEach(declareCheck) });
export const beforeEach = (hook: Run) => void before.push(hook);
export const afterEach = (hook: Run) => void after.push(hook);

chai.use(JestChaiExpect);
chai.use(JestAsymmetricMatchers);
chai.use(({ Assertion }, { overwriteMethod }) => {
  overwriteMethod(
    Assertion.prototype,
    'toBeCloseTo',
    (original: (...given: unknown[]) => void) =>
      function (this: { _obj: number }, expected: number, ...given: unknown[]) {
        seen.error(Math.abs(this._obj - expected) / Math.max(1, Math.abs(expected)));
        return original.apply(this, [expected, ...given]);
      },
  );
});
export const expect = chai.expect as unknown as ExpectStatic;
