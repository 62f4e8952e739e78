// `lab theorems`: checks the paper's theorems on a small table of outcomes. With --break each check runs broken and
// must fail. The exit code is 1 if a check gives the wrong answer.
import type { CheckResult } from '../../src/exact/check.ts';
import { theoremChecks } from '../../src/exact/checks.ts';
import { DEFAULT_WORLD, WORLD_BOUNDS, type WorldSettings } from '../../src/exact/world.ts';
import { type LabCommand, textTable } from './command.ts';

interface TheoremRow extends CheckResult {
  readonly id: string;
  readonly title: string;
  readonly broken: boolean;
  /** True if the check holds, or fails because it was broken. */
  readonly expected: boolean;
}

function option(name: keyof WorldSettings, help: string): LabCommand['options'][string] {
  const { integer, min, max } = WORLD_BOUNDS[name];
  return { kind: integer ? 'integer' : 'number', min, max, default: String(DEFAULT_WORLD[name]), help };
}

function verdict({ passed, expected }: TheoremRow): string {
  if (expected) return passed ? 'holds' : 'fails, as it must';
  return passed ? 'HOLDS ALTHOUGH BROKEN' : 'FAILS';
}

const HEAD = ['check', 'verdict', 'left', 'right', 'difference', 'tolerance'];

function readable(rows: readonly TheoremRow[], broken: boolean): string {
  const table = textTable([
    HEAD,
    ...rows.map((row) => [
      row.title,
      verdict(row),
      row.left.value.toPrecision(6),
      row.right.value.toPrecision(6),
      row.difference.toExponential(1),
      row.tolerance.toExponential(0),
    ]),
  ]);
  const labels = rows.map(({ title, left, right, note }) =>
    [`${title}: ${left.label}; ${right.label}.`, note].filter(Boolean).join(' '),
  );
  const reasons = theoremChecks.map(({ title, breakReason }) => `${title}: ${breakReason}`);
  const sections = [table, ['Left; right:', ...labels].join('\n')];
  if (broken) sections.push(['Broken by:', ...reasons].join('\n'));
  return sections.join('\n\n');
}

export const theorems: LabCommand = {
  summary: 'checks the theorems of the paper on a small table of outcomes, whole or broken on purpose',
  options: {
    break: { kind: 'flag', help: 'Break every check; each must then fail' },
    outcomes: option('outcomes', 'Outcomes in the table'),
    n: option('n', 'Samples in a tuple'),
    gamma: option('gamma', 'Goodness temperature'),
    seed: option('seed', 'Seed of prior, policy, proposal and rewards'),
  },
  async run(values) {
    const settings: WorldSettings = {
      outcomes: values.outcomes as number,
      n: values.n as number,
      gamma: values.gamma as number,
      seed: values.seed as number,
    };
    const broken = values.break === true;
    const rows = theoremChecks.map(({ id, title, run }): TheoremRow => {
      const result = run(settings, broken);
      return { id, title, broken, expected: result.passed !== broken, ...result };
    });
    return {
      json: { settings, checks: rows },
      text: readable(rows, broken),
      exitCode: rows.every(({ expected }) => expected) ? 0 : 1,
    };
  },
};
