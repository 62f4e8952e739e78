// What `npm run check:gpu` prints: a line a suite, then every failure with its words.

export interface Outcome {
  readonly suite: string;
  readonly name: string;
  readonly milliseconds: number;
  /** Of what was compared, as a share of the largest number there. */
  readonly largestError: number;
  readonly skipped?: boolean;
  /** Absent: it passed. */
  readonly problem?: string;
}

export function outcomeTable(outcomes: readonly Outcome[]): string {
  const suites = [...new Set(outcomes.map(({ suite }) => suite))];
  const rows = suites.map((suite) => {
    const own = outcomes.filter((outcome) => outcome.suite === suite);
    const failed = own.filter(({ problem }) => problem !== undefined).length;
    const skipped = own.filter((outcome) => outcome.skipped).length;
    const largest = Math.max(...own.map(({ largestError }) => largestError));
    const seconds = own.reduce((sum, { milliseconds }) => sum + milliseconds, 0) / 1000;
    return [
      suite,
      String(own.length - failed - skipped),
      String(failed),
      String(skipped),
      largest > 0 ? largest.toExponential(1) : '',
      seconds.toFixed(1),
    ];
  });
  const lines = [['checks', 'passed', 'failed', 'skipped', 'largest error', 's'], ...rows];
  const widths = lines[0].map((_, c) => Math.max(...lines.map((line) => line[c].length)));
  const table = lines.map((line) =>
    line.map((cell, c) => (c === 0 ? cell.padEnd(widths[c]) : cell.padStart(widths[c]))).join('  '),
  );
  const failures = outcomes.flatMap(({ suite, name, problem }) =>
    problem === undefined ? [] : [`FAILED ${suite}: ${name}\n  ${problem.split('\n').join('\n  ')}`],
  );
  const failed = failures.length;
  const passed = outcomes.filter(({ problem, skipped }) => problem === undefined && !skipped).length;
  return [...table, '', ...failures, `${passed} passed, ${failed} failed`].join('\n');
}
