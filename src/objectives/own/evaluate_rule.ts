// The value of an own rule for each of a group's samples, in double precision.
import { InvalidGroupError } from '../checks.ts';
import type { FixedInput } from '../pushes.ts';
import type { RuleTree } from './parse_rule.ts';
import { FUNCTIONS, NAMES, type NamedSettings, OPERATORS, type Vector } from './vocabulary.ts';

export interface RuleValues {
  readonly group: FixedInput;
  readonly settings: NamedSettings;
  readonly logPolicy: Vector;
}

/** [n]; may hold NaN and infinities. Throws where the rule reads lengths that the group lacks. */
export function evaluateRule(tree: RuleTree, values: RuleValues): Vector {
  const { group, settings, logPolicy } = values;
  const n = group.reward.length;
  switch (tree.kind) {
    case 'number':
      return new Array<number>(n).fill(tree.value);
    case 'name': {
      const value = NAMES[tree.name].value(group, settings, logPolicy);
      return typeof value === 'number' ? new Array<number>(n).fill(value) : value;
    }
    case 'negative':
      return evaluateRule(tree.of, values).map((x) => -x);
    case 'operator': {
      const [left, right] = tree.of.map((part) => evaluateRule(part, values));
      const operation = OPERATORS[tree.operator];
      return left.map((a, i) => operation(a, right[i]));
    }
    case 'call':
      return FUNCTIONS[tree.name].of(...tree.of.map((part) => evaluateRule(part, values)));
  }
}

/** The innermost part that leaves the numbers although what it is made of has not. */
function culprit(tree: RuleTree, values: RuleValues): RuleTree {
  const parts = tree.kind === 'number' || tree.kind === 'name' ? [] : [tree.of].flat();
  const bad = parts.find((part) => !evaluateRule(part, values).every(Number.isFinite));
  return bad ? culprit(bad, values) : tree;
}

/** [n], all finite. Throws with the sample and the part of the rule that is to blame. */
export function checkedRuleValue(text: string, tree: RuleTree, values: RuleValues): Vector {
  const all = evaluateRule(tree, values);
  const bad = all.findIndex((value) => !Number.isFinite(value));
  if (bad < 0) return all;
  const { kind, at } = culprit(tree, values);
  const part = kind === 'operator' ? text[at] : (/^[\w.]+|^./u.exec(text.slice(at))?.[0] ?? '');
  throw new InvalidGroupError(
    `invalid coefficient: ${all[bad]} of sample ${bad} (expected a finite number; see "${part}" at ${at + 1} of the rule)`,
  );
}
