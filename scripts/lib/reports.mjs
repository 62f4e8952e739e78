// The runners' reports: how many tests passed, and which failed.

/**
 * @typedef {{ passed: number, failed: number, failures: readonly string[] }} Report `failures`: a text for each failed
 *   test, its name first, then the error
 */

/** The most lines of an error that the closing lines repeat. The stage's own output has it whole. */
const errorLines = 12;

// biome-ignore lint/suspicious/noControlCharactersInRegex: the runners colour their errors
const colours = /\u001b\[[0-9;]*m/g;

/**
 * @param {string} name
 * @param {string | undefined} error
 */
const failure = (name, error) => {
  const lines = (error ?? '').replace(colours, '').trim().split('\n').slice(0, errorLines);
  return [name, ...lines.map((line) => `  ${line}`.trimEnd())].join('\n').trimEnd();
};

/**
 * @param {string} text a report of Vitest's JSON reporter
 * @returns {Report}
 */
export function readVitest(text) {
  const { numPassedTests, numFailedTests, testResults } = JSON.parse(text);
  /** @type {string[]} */
  const failures = [];
  for (const { name: file, status, message, assertionResults } of testResults) {
    /** @type {{ status: string, fullName: string, failureMessages?: string[] }[]} */
    const failed = assertionResults.filter(
      (/** @type {{ status: string }} */ test) => test.status === 'failed',
    );
    for (const test of failed)
      failures.push(failure(`${file} > ${test.fullName}`, test.failureMessages?.[0]));
    // A file that cannot be loaded fails without a test.
    if (status === 'failed' && failed.length === 0) failures.push(failure(file, message));
  }
  return { passed: numPassedTests, failed: numFailedTests, failures };
}

/**
 * @typedef {{ file: string, line: number, title: string, ok: boolean,
 *   tests: { results: { error?: { message?: string, snippet?: string } }[] }[] }} Spec
 * @typedef {{ suites?: Suite[], specs?: Spec[] }} Suite
 */

/** @param {Suite} suite @returns {Spec[]} */
const specsOf = ({ suites = [], specs = [] }) => [...specs, ...suites.flatMap(specsOf)];

/**
 * @param {string} text a report of Playwright's JSON reporter
 * @returns {Report}
 */
export function readPlaywright(text) {
  const report = JSON.parse(text);
  const { expected, flaky, unexpected } = report.stats;
  const failures = specsOf(report)
    .filter(({ ok }) => !ok)
    .map(({ file, line, title, tests }) => {
      const error = tests.flatMap(({ results }) => results).find((result) => result.error)?.error;
      return failure(
        `${file}:${line} > ${title}`,
        [error?.message, error?.snippet].filter(Boolean).join('\n'),
      );
    });
  // A file that cannot be loaded fails without a test.
  /** @type {{ message?: string, location?: { file: string } }[]} */
  const errors = report.errors ?? [];
  failures.push(
    ...errors.map(({ message, location }) => failure(location?.file ?? 'before any test', message)),
  );
  return { passed: expected + flaky, failed: unexpected, failures };
}
