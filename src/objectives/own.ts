// A rule of the visitor's own: c_i is one expression over the group's vectors, parsed here and never run as code.
// Loss: -sum_i c_i l_i with c held constant. It is a surrogate: its slope is the update, its value means nothing else.
import { sum } from '../math/statistics.ts';
import { choice, real } from '../settings/setting.ts';
import { checkGroup, finiteResult, skippedGroup, weightedSum } from './checks.ts';
import { hues } from './hues.ts';
import { method, type RuleSettings } from './method.ts';
import { checkedRuleValue } from './own/evaluate_rule.ts';
import { LONGEST_RULE, type ParsedRule, parseRule } from './own/parse_rule.ts';
import { type RuleFormula, ruleFigures, ruleFormula } from './own/rule_formula.ts';
import type { Pushes } from './pushes.ts';

export const DEFAULT_RULE = 'softmax(r/gamma + lp - lq0) - softmax(lq - lq0)';

interface OwnSettings {
  readonly rule: string;
  readonly ruleLambda: number;
}
type Settings = OwnSettings & RuleSettings;

interface Known {
  readonly text: string;
  readonly parsed: ParsedRule;
  readonly formula?: RuleFormula;
}
/** The latest rule: every group of every step asks for the same one. */
let latest: Known | undefined;

function known(text: string): Known {
  if (latest?.text === text) return latest;
  const parsed = parseRule(text);
  latest = { text, parsed, formula: 'tree' in parsed ? ruleFormula(parsed.tree) : undefined };
  return latest;
}

/** What is wrong with a rule, with the place in it; undefined: nothing. */
export function ruleProblem(text: string): string | undefined {
  const { parsed } = known(text);
  return 'problem' in parsed ? parsed.problem.message : undefined;
}

function treeOf(text: string) {
  const { parsed } = known(text);
  if ('tree' in parsed) return parsed.tree;
  throw new Error(`invalid rule: ${parsed.problem.message}`);
}

function pushesOfRule({ rule }: OwnSettings): Pushes<Settings> | undefined {
  const { formula } = known(rule);
  return (
    formula && {
      formula: formula.formula,
      figures: (group, settings) => ruleFigures(formula, group, settings),
    }
  );
}

export const own = method({
  label: 'Own rule',
  family: 'Your own',
  settings: {
    rule: {
      kind: 'text',
      longest: LONGEST_RULE,
      takes: `an expression of 1..${LONGEST_RULE} characters`,
      problemOf: ruleProblem,
      default: DEFAULT_RULE,
      label: 'Rule',
      live: false,
      explanation:
        'The coefficient of each sample: positive makes it more likely. Names are r, lp, lq, lq0, alpha, beta, len, n, gamma and lambda.',
      source: 'Paper, eqs. 6, 12 and 13: BRAIn',
    },
    ruleLambda: {
      ...real(0, 100, 'linear'),
      default: 0.25,
      symbol: '\\lambda',
      label: 'Lambda of the rule',
      live: true,
      explanation: 'The number that an own rule calls lambda; without that name it does nothing.',
      source: 'Ours',
    },
    ruleSamples: {
      ...choice(['policy', 'prior'], 'policy'),
      label: 'Rule’s samples come from',
      live: false,
      explanation: 'Snapshots of the policy, as BRAIn has them, or the frozen prior, as DPO-sft has them.',
      source: 'Ours',
    },
  },
  hue: hues.green,
  marker: 'star',
  telling: 'pushSum',
  holdsPolicy: true,
  samplesFrom: ({ ruleSamples }) => ruleSamples,
  pushes: pushesOfRule,
  conflict: ({ rule }) => {
    const problem = ruleProblem(rule);
    return problem === undefined ? undefined : `invalid rule: ${problem}`;
  },
  rule(group, settings) {
    checkGroup(group);
    const { logPolicy, logPrior } = group;
    const nothing = (values: readonly number[]) => values.every((l) => l === Number.NEGATIVE_INFINITY);
    if (logPolicy.includes(Number.NEGATIVE_INFINITY) || nothing(logPrior))
      return skippedGroup(logPolicy.length);
    const coefficients = checkedRuleValue(settings.rule, treeOf(settings.rule), {
      group,
      settings,
      logPolicy,
    });
    return finiteResult({
      coefficients,
      loss: -weightedSum(coefficients, logPolicy),
      diagnostics: {
        pushSum: sum(coefficients),
        largestPush: Math.max(...coefficients.map(Math.abs)),
        skipped: 0,
      },
    });
  },
});
