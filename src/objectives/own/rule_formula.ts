// An own rule as a formula that a device computes. Parts that do not follow the policy become figures, which the host
// computes in double precision, whatever they are made of. The others need operations that a formula has.
import {
  atMost,
  exp,
  type Figures,
  type Formula,
  logistic,
  minus,
  over,
  plus,
  softmaxOf,
  times,
  total,
} from '../../math/formula.ts';
import { InvalidGroupError } from '../checks.ts';
import type { FixedInput } from '../pushes.ts';
import { evaluateRule } from './evaluate_rule.ts';
import type { RuleTree } from './parse_rule.ts';
import { NAMES, type NamedSettings } from './vocabulary.ts';

/** More operations are not worth a kernel: what stands twice in a formula is computed twice. */
const MOST_OPERATIONS = 120;

interface Sized {
  readonly formula: Formula;
  /** Operations, figures and numbers in it. */
  readonly size: number;
}

/** There is no formula for it, or only a long one. */
class HostOnly extends Error {}

const sized = (make: (...of: Formula[]) => Formula, ...of: readonly Sized[]): Sized => {
  const size = of.reduce((all, part) => all + part.size, 1);
  if (size > MOST_OPERATIONS) throw new HostOnly();
  return { formula: make(...of.map((part) => part.formula)), size };
};

const negative = (x: Formula): Formula => minus(0, x);
const larger = (x: Formula, y: Formula): Formula => negative(atMost(negative(x), negative(y)));
const meanOf = (x: Formula): Formula => over(total(x), 'n');

type Operation = (...of: Formula[]) => Formula;

/** How often each value stands in the formula. A square root has no formula, so a standard deviation has none. */
const CALLS: Readonly<Record<string, { readonly make: Operation; readonly uses: number }>> = {
  softmax: { make: softmaxOf, uses: 1 },
  exp: { make: exp, uses: 1 },
  sigmoid: { make: logistic, uses: 1 },
  sum: { make: total, uses: 1 },
  mean: { make: meanOf, uses: 1 },
  centre: { make: (x) => minus(x, meanOf(x)), uses: 2 },
  abs: { make: (x) => larger(x, negative(x)), uses: 2 },
  clip: { make: (x, low, high) => atMost(larger(x, low), high), uses: 1 },
};
const OF_TWO: Readonly<Record<string, Operation>> = { min: atMost, max: larger };
const OPERATIONS: Readonly<Record<string, Operation>> = { '+': plus, '-': minus, '*': times, '/': over };

export const followsPolicy = (tree: RuleTree): boolean => {
  if (tree.kind === 'number') return false;
  if (tree.kind === 'name') return NAMES[tree.name].follows !== undefined;
  return [tree.of].flat().some(followsPolicy);
};

export interface RuleFormula {
  readonly formula: Formula;
  /** The parts that do not follow the policy, by their names in the formula. */
  readonly fixed: ReadonlyMap<string, RuleTree>;
}

/** Undefined where only the host can compute the rule. */
export function ruleFormula(tree: RuleTree): RuleFormula | undefined {
  const fixed = new Map<string, RuleTree>([['n', { kind: 'name', name: 'n', at: 0 }]]);
  const figure = (name: string, part: RuleTree): Sized => {
    fixed.set(name, part);
    return { formula: name, size: 1 };
  };
  const sizedOf = (part: RuleTree): Sized => {
    if (!followsPolicy(part)) return figure(part.kind === 'name' ? part.name : `fixed${fixed.size}`, part);
    switch (part.kind) {
      case 'number':
        throw new HostOnly();
      case 'name': {
        const { formula, reads } = NAMES[part.name].follows!;
        for (const name of reads) figure(name, { kind: 'name', name, at: part.at });
        return { formula, size: 1 + reads.length };
      }
      case 'negative':
        return sized(negative, sizedOf(part.of));
      case 'operator': {
        const [left, right] = part.of;
        const isSquare = part.operator === '^' && right.kind === 'number' && right.value === 2;
        const base = sizedOf(left);
        if (isSquare) return sized(times, base, base);
        if (!Object.hasOwn(OPERATIONS, part.operator)) throw new HostOnly();
        return sized(OPERATIONS[part.operator], base, sizedOf(right));
      }
      case 'call': {
        const of = part.of.map(sizedOf);
        if (of.length === 2 && Object.hasOwn(OF_TWO, part.name)) return sized(OF_TWO[part.name], ...of);
        if (!Object.hasOwn(CALLS, part.name)) throw new HostOnly();
        const { make, uses } = CALLS[part.name];
        const { formula } = sized(make, ...of);
        const size = 6 + uses * of.reduce((all, one) => all + one.size, 0);
        if (size > MOST_OPERATIONS) throw new HostOnly();
        return { formula, size };
      }
    }
  };
  try {
    return { formula: sizedOf(tree).formula, fixed };
  } catch (error) {
    if (error instanceof HostOnly) return undefined;
    throw error;
  }
}

/** The figures of a rule's formula. Throws where one is not finite, which single precision cannot carry. */
export function ruleFigures({ fixed }: RuleFormula, group: FixedInput, settings: NamedSettings): Figures {
  return Object.fromEntries(
    [...fixed].map(([name, part]) => {
      const values = evaluateRule(part, { group, settings, logPolicy: [] });
      const bad = values.findIndex((value) => !Number.isFinite(Math.fround(value)));
      if (bad < 0) return [name, values];
      throw new InvalidGroupError(
        `invalid ${name} of the rule: ${values[bad]} of sample ${bad} (expected a finite number)`,
      );
    }),
  );
}
