// `lab weigh`: prints a method's coefficients for one prompt's samples, from a file or standard input.
import { readFileSync } from 'node:fs';
import { reasonOf } from '../../src/errors/reason.ts';
import { METHOD_NAMES, type MethodName } from '../../src/objectives/index.ts';
import { own, ruleProblem } from '../../src/objectives/own.ts';
import { type OptionValues, UsageError } from '../lib/arguments.mjs';
import { type LabCommand, textTable } from './command.ts';
import { type WeighedGroup, weighGroup } from './weigh_file.ts';

const STANDARD_INPUT = 0;
const OPTIONAL_FIELDS = [
  'alpha',
  'logPartition',
  'tokenCount',
  'pairs (winner, loser)',
  'klBaseline',
  'rewardBaseline',
  'tokens (logPolicy, logPrior, logProposal, value, oldValue, advantage, valueTarget)',
];

/** A rule is the own method's. */
function methodOf({ method, rule }: OptionValues): MethodName {
  if (rule === undefined) return (method ?? METHOD_NAMES[0]) as MethodName;
  const problem = ruleProblem(String(rule));
  if (problem !== undefined) throw new UsageError(`invalid --rule: ${problem}`);
  if (method === undefined || method === 'own') return 'own';
  throw new UsageError(`invalid --rule: ${method} has its own (expected --method own, or no method)`);
}

function weighInput(method: MethodName, input: string, rule: OptionValues[string]): WeighedGroup {
  try {
    const json = JSON.parse(readFileSync(input === '-' ? STANDARD_INPUT : input, 'utf8'));
    return weighGroup(method, rule === undefined ? json : { ...json, rule });
  } catch (error) {
    throw new UsageError(`invalid --input: ${input}: ${reasonOf(error)}`);
  }
}

/** A row per token, for methods with token-level coefficients. */
function tokenTable({ tokenCoefficients, valueCoefficients }: WeighedGroup): string[] {
  if (!tokenCoefficients) return [];
  const head = ['sample', 'token', 'coefficient', ...(valueCoefficients ? ['value coefficient'] : [])];
  const rows = tokenCoefficients.flatMap((coefficients, i) =>
    coefficients.map((c, t) => [
      String(i),
      String(t),
      c.toFixed(6),
      ...(valueCoefficients ? [valueCoefficients[i][t].toFixed(6)] : []),
    ]),
  );
  return [textTable([head, ...rows])];
}

export const weigh: LabCommand = {
  summary: 'coefficients, loss and diagnostics of a method on one group of samples',
  options: {
    method: { kind: 'choice', options: METHOD_NAMES, help: `Method; without it ${METHOD_NAMES[0]}` },
    rule: { kind: 'text', help: `Weighs with an own rule, such as ${own.settings.rule.default}` },
    input: {
      kind: 'text',
      help: `JSON file, or - for the standard input: logPolicy, logPrior, logProposal, reward (a number for each sample), gamma; optionally ${OPTIONAL_FIELDS.join(', ')}; and logProbReduction and the method's own settings (docs/methods.md lists them)`,
    },
  },
  async run(values) {
    if (values.input === undefined)
      throw new UsageError('no --input (expected a JSON file, or - for the standard input)');
    const result = weighInput(methodOf(values), String(values.input), values.rule);
    const text = [
      textTable([['sample', 'coefficient'], ...result.coefficients.map((c, i) => [String(i), c.toFixed(6)])]),
      ...tokenTable(result),
      textTable([
        ['loss', result.loss.toFixed(6)],
        ...Object.entries(result.diagnostics).map(([name, value]) => [name, value.toFixed(6)]),
      ]),
    ].join('\n\n');
    return { json: result, text };
  },
};
