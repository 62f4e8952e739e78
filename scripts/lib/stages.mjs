// Runs the stages of `npm test`, two at a time if there are two cores. Prints what failed and a table at the end. The
// last line is for machines: `N passed, M failed`, summed over the runners' reports.
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { describeOptions, parseOptions, UsageError } from './arguments.mjs';
import { ensureBrowser } from './browser.mjs';
import { ensureDependencies, npmOutput, root } from './install.mjs';
import { readPlaywright, readVitest } from './reports.mjs';

const reports = join(root, '.cache/test');

/**
 * @import { Report } from './reports.mjs'
 * @typedef {{ name: string, ok: boolean, seconds: number, note: string } & Report} Result
 * @typedef {{ name: string, script: string, args?: string[], report?: (text: string) => Report, needsBrowser?: boolean,
 *   after?: string }} Stage `after`: the stage whose result it needs
 */

/** @param {string} name */
const reportPath = (name) => join(reports, `${name}.json`);
/** @param {string} name */
const vitestArguments = (name) => [
  '--reporter=default',
  '--reporter=json',
  `--outputFile.json=${reportPath(name)}`,
];

/** In the order in which they begin: the longest early, so that none is left alone at the end. @type {Stage[]} */
const stages = [
  { name: 'types', script: 'types' },
  { name: 'build', script: 'build' },
  { name: 'lint', script: 'lint' },
  {
    name: 'e2e',
    script: 'test:e2e',
    args: ['--reporter=list,json'],
    report: readPlaywright,
    needsBrowser: true,
    after: 'build',
  },
  {
    name: 'browser',
    script: 'test:browser',
    args: vitestArguments('browser'),
    report: readVitest,
    needsBrowser: true,
  },
  { name: 'unit', script: 'test:unit', args: vitestArguments('unit'), report: readVitest },
  { name: 'paper', script: 'reproduce', args: ['--smoke', '--out', join(reports, 'reproduction')] },
];

/**
 * Runs jobs in their order, at most `places` at a time. A job that waits for another holds no place.
 * @template Result
 * @param {readonly { name: string, after?: string, run: () => Promise<Result> }[]} jobs
 * @param {number} places
 * @returns {Promise<Result[]>} in the jobs' order
 */
export async function runSideBySide(jobs, places) {
  /** @type {Map<string, Result>} */
  const results = new Map();
  const waiting = [...jobs];
  /** @type {Map<string, Promise<void>>} */
  const running = new Map();
  while (waiting.length > 0 || running.size > 0) {
    const next = waiting.findIndex(({ after }) => after === undefined || results.has(after));
    if (next >= 0 && running.size < places) {
      const [{ name, run }] = waiting.splice(next, 1);
      const end = run().then((result) => {
        results.set(name, result);
        running.delete(name);
      });
      running.set(name, end);
    } else await Promise.race(running.values());
  }
  return jobs.map(({ name }) => /** @type {Result} */ (results.get(name)));
}

/**
 * Runs a stage and prints its output in one piece at the end.
 * @param {Stage} stage
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<Result>}
 */
async function runStage({ name, script, args = [], report }, env) {
  console.log(`${name}: begins`);
  const began = performance.now();
  const { ok, output } = await npmOutput(['run', '--silent', script, '--', ...args], {
    ...env,
    PLAYWRIGHT_JSON_OUTPUT_FILE: reportPath(name),
  });
  const seconds = (performance.now() - began) / 1000;
  console.log(`\n=== ${name}: npm run ${script}\n${output}`);
  const result = { name, ok, seconds, note: '', passed: 0, failed: 0, failures: [] };
  if (report === undefined) return result;
  try {
    return { ...result, ...report(readFileSync(reportPath(name), 'utf8')) };
  } catch {
    return { ...result, ok: false, note: 'the runner left no report' };
  }
}

/**
 * The closing lines. A stage can fail without a failed test: types, lint, build, a runner that did not start. It counts
 * as one failure, so that a red run never ends in `0 failed`.
 * @param {readonly Result[]} results
 */
export function summary(results) {
  const rows = results.map(({ name, ok, seconds, passed, failed, note }) => {
    const tests = passed + failed > 0 ? `${passed} passed, ${failed} failed` : '';
    return `${name.padEnd(9)}${(ok ? 'ok' : 'FAILED').padEnd(8)}${seconds.toFixed(1).padStart(7)} s  ${[tests, note].filter(Boolean).join('; ')}`.trimEnd();
  });
  const passed = results.reduce((sum, result) => sum + result.passed, 0);
  const failed = results.reduce((sum, result) => sum + Math.max(result.failed, result.ok ? 0 : 1), 0);
  const failures = results.flatMap(({ name, failures }) =>
    failures.map((text) => `FAILED in ${name}: ${text}\n`),
  );
  return [
    '',
    ...failures,
    'stage    result     time',
    ...rows,
    '',
    `${passed} passed, ${failed} failed`,
  ].join('\n');
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
  /** @param {Stage} stage @returns {Promise<Result>} */
  const run = async (stage) => {
    if (!stage.needsBrowser || browserProblem === '') return runStage(stage, env);
    return {
      name: stage.name,
      ok: false,
      seconds: 0,
      passed: 0,
      failed: 0,
      failures: [],
      note: browserProblem,
    };
  };
  const jobs = stages.map((stage) => ({ ...stage, run: () => run(stage) }));
  const results = await runSideBySide(jobs, Math.min(2, availableParallelism()));
  console.log(summary(results));
  return results.every(({ ok }) => ok) ? 0 : 1;
}
