// The stages of `npm test`, run one after the other, and the table at the end. Its last line is for machines:
// `N passed, M failed`, summed over the runners' own reports.
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describeOptions, parseOptions, UsageError } from './arguments.mjs';
import { ensureBrowser } from './browser.mjs';
import { ensureDependencies, npm, root } from './install.mjs';

const reports = join(root, '.cache/test');

/**
 * @typedef {{ passed: number, failed: number }} Count
 * @typedef {{ name: string, ok: boolean, seconds: number, note: string } & Count} Result
 * @typedef {{ name: string, script: string, args?: string[], report?: (text: string) => Count, needsBrowser?: boolean }} Stage
 */

/** @param {string} text a report of Vitest's JSON reporter */
export function countVitest(text) {
  const { numPassedTests, numFailedTests } = JSON.parse(text);
  return { passed: numPassedTests, failed: numFailedTests };
}

/** @param {string} text a report of Playwright's JSON reporter */
export function countPlaywright(text) {
  const { expected, flaky, unexpected } = JSON.parse(text).stats;
  return { passed: expected + flaky, failed: unexpected };
}

/** @param {string} name */
const reportPath = (name) => join(reports, `${name}.json`);
/** @param {string} name */
const vitestArguments = (name) => [
  '--reporter=default',
  '--reporter=json',
  `--outputFile.json=${reportPath(name)}`,
];

/** @type {Stage[]} */
const stages = [
  { name: 'types', script: 'types' },
  { name: 'lint', script: 'lint' },
  { name: 'unit', script: 'test:unit', args: vitestArguments('unit'), report: countVitest },
  { name: 'build', script: 'build' },
  { name: 'paper', script: 'reproduce', args: ['--smoke', '--out', join(reports, 'reproduction')] },
  {
    name: 'browser',
    script: 'test:browser',
    args: vitestArguments('browser'),
    report: countVitest,
    needsBrowser: true,
  },
  {
    name: 'e2e',
    script: 'test:e2e',
    args: ['--reporter=list,json'],
    report: countPlaywright,
    needsBrowser: true,
  },
];

/**
 * @param {Stage} stage
 * @param {NodeJS.ProcessEnv} env
 * @returns {Result}
 */
function runStage({ name, script, args = [], report }, env) {
  console.log(`\n=== ${name}: npm run ${script}`);
  const began = performance.now();
  const ok = npm(['run', '--silent', script, '--', ...args], {
    stdio: 'inherit',
    env: { ...env, PLAYWRIGHT_JSON_OUTPUT_FILE: reportPath(name) },
  });
  const seconds = (performance.now() - began) / 1000;
  const result = { name, ok, seconds, note: '', passed: 0, failed: 0 };
  if (report === undefined) return result;
  try {
    return { ...result, ...report(readFileSync(reportPath(name), 'utf8')) };
  } catch {
    return { ...result, ok: false, note: 'the runner left no report' };
  }
}

/**
 * The closing lines. A stage that failed without a failed test (types, lint, build, a runner that did not start)
 * counts as one failure, so that a red run never ends in `0 failed`.
 * @param {readonly Result[]} results
 */
export function summary(results) {
  const rows = results.map(({ name, ok, seconds, passed, failed, note }) => {
    const tests = passed + failed > 0 ? `${passed} passed, ${failed} failed` : '';
    return `${name.padEnd(9)}${(ok ? 'ok' : 'FAILED').padEnd(8)}${seconds.toFixed(1).padStart(7)} s  ${[tests, note].filter(Boolean).join('; ')}`.trimEnd();
  });
  const passed = results.reduce((sum, result) => sum + result.passed, 0);
  const failed = results.reduce((sum, result) => sum + Math.max(result.failed, result.ok ? 0 : 1), 0);
  return ['', 'stage    result     time', ...rows, '', `${passed} passed, ${failed} failed`].join('\n');
}

/** @type {Record<string, import('./arguments.mjs').OptionSpec>} */
const options = { help: { kind: 'flag', help: 'Show this text' } };

/**
 * Exit code.
 * @param {readonly string[]} argv
 */
export async function test(argv) {
  try {
    if (parseOptions(argv, options).help) {
      const names = stages.map(({ name, script }) => `  ${name.padEnd(9)}npm run ${script}`).join('\n');
      console.log(`Usage: npm test\n\nRuns every stage:\n${names}\n\n${describeOptions(options)}`);
      return 0;
    }
    ensureDependencies();
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    return error instanceof UsageError ? 2 : 1;
  }
  rmSync(reports, { recursive: true, force: true });
  mkdirSync(reports, { recursive: true });
  /** @type {NodeJS.ProcessEnv} */
  const env = { ...process.env };
  let browserProblem = '';
  try {
    env.CHROME_PATH = await ensureBrowser();
    console.log(`Browser: ${env.CHROME_PATH}`);
  } catch (error) {
    browserProblem = error instanceof Error ? error.message : String(error);
    console.error(browserProblem);
  }
  const results = stages.map((stage) => {
    if (!stage.needsBrowser || browserProblem === '') return runStage(stage, env);
    return { name: stage.name, ok: false, seconds: 0, passed: 0, failed: 0, note: browserProblem };
  });
  console.log(summary(results));
  return results.every(({ ok }) => ok) ? 0 : 1;
}
