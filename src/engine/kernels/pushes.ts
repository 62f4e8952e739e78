// A method's coefficients, from the formula f that its file declares (BRAIn's here), for all groups of a batch at once:
//   l_b = sum_s log q_s  (or the mean),   c_s = f(l, figures)_b / G  (divided by the row's slots where l is a mean)
// A lone thread or a workgroup takes a group. Twin: `evaluated` in math/formula.ts.
import { type ELEMENTWISE, type Formula, figuresIn } from '../../math/formula.ts';
import { type Kernel, laneArguments, laneIndex, laneWorkgroup, notFinite, type Tuning } from '../wgsl.ts';
import { laneReductions } from './token_log_prob.ts';

type GroupFormula = Extract<Formula, { group: unknown }>;

/** A rule as a kernel needs it. */
export interface DeclaredRule {
  readonly formula: Formula;
  /** Figures that differ from token to token, [S]; with any, the formula is a token's coefficient. */
  readonly tokenFigures: readonly string[];
}

/** Figures of a row, in the order of the buffer's columns. */
export const rowFigures = ({ formula, tokenFigures }: DeclaredRule): string[] =>
  figuresIn(formula).filter((name) => name !== 'logPolicy' && !tokenFigures.includes(name));

const IN_WGSL: Readonly<Record<keyof typeof ELEMENTWISE, (...x: string[]) => string>> = {
  plus: (a, b) => `(${a} + ${b})`,
  minus: (a, b) => `(${a} - ${b})`,
  times: (a, b) => `(${a} * ${b})`,
  over: (a, b) => `(${a} / ${b})`,
  atMost: (a, b) => `min(${a}, ${b})`,
  exp: (x) => `exp(${x})`,
  expm1: (x) => `lessOne(${x})`,
  sigmoid: (x) => `logistic(${x})`,
  within: (x, low, high, y) => `between(${x}, ${low}, ${high}, ${y})`,
};

const FUNCTIONS = `
fn lessOne(x: f32) -> f32 { return select(exp(x) - 1f, x * (1f + x * (0.5f + x / 6f)), abs(x) < 0.01f); }
fn logistic(x: f32) -> f32 {
  let e = exp(-abs(x));
  return select(e, 1f, x >= 0f) / (1f + e);
}
fn between(x: f32, low: f32, high: f32, y: f32) -> f32 { return select(0f, y, low <= x && x <= high); }`;

/** Expressions of a formula's value at a row, and the loops whose totals they read. */
class Writer {
  readonly loops: string[] = [];
  private readonly rows: readonly string[];
  private readonly names = new Map<Formula, string>();

  constructor(
    private readonly rule: DeclaredRule,
    private readonly tuning: Tuning,
  ) {
    this.rows = rowFigures(rule);
  }

  /** At row `b`; token figures are those of slot `s`. */
  at(formula: Formula, b = 'b'): string {
    if (typeof formula === 'number') return `f32(${formula})`;
    if (typeof formula === 'string') return this.figure(formula, b);
    if ('each' in formula) return IN_WGSL[formula.each](...formula.of.map((part) => this.at(part, b)));
    const { group, of } = formula;
    if (group === 'ofPartner') return this.at(of, `(first + u32(${this.figure('partner', b)}))`);
    const name = this.named(formula);
    return group === 'total' ? name : `(exp(${this.at(of, b)} - ${name}Highest) / ${name})`;
  }

  /** Whether row `b` is one that something can be learnt from. */
  get learns(): string {
    return `figures[${this.rows.length + 1}u * b]`;
  }

  everyRow(line: string): string {
    return `for (var b = first + lane; b < end; b += ${this.tuning.lanes}u) { ${line} }`;
  }

  /** The variable of a total over the group, written once. */
  private named(formula: GroupFormula): string {
    const known = this.names.get(formula);
    if (known) return known;
    const value = this.at(formula.of);
    const name = `${formula.group}${this.names.size}`;
    this.names.set(formula, name);
    if (formula.group === 'total') this.loops.push(this.sum(name, value));
    else this.loops.push(this.highest(name, value), this.sum(name, `exp(${value} - ${name}Highest)`));
    return name;
  }

  private highest(name: string, value: string): string {
    return `
  var ${name}Highest = -3.0e38;
  ${this.everyRow(`${name}Highest = max(${name}Highest, ${value});`)}
  ${name}Highest = largest(${name}Highest, ${laneArguments(this.tuning)});`;
  }

  private sum(name: string, value: string): string {
    return `
  var ${name} = 0f;
  ${this.everyRow(`${name} += ${value};`)}
  ${name} = total(${name}, ${laneArguments(this.tuning)});`;
  }

  private figure(name: string, b: string): string {
    const { tokenFigures } = this.rule;
    const perToken = tokenFigures.length > 0;
    if (name === 'logPolicy') return perToken ? 'logProbs[s]' : `rows[${b}]`;
    const column = tokenFigures.indexOf(name);
    if (column >= 0) return `tokenFigures[${tokenFigures.length}u * s + ${column}u]`;
    return `figures[${this.rows.length + 1}u * ${b} + ${this.rows.indexOf(name) + 1}u]`;
  }
}

/**
 * starts [G + 1 + B + 1]: the groups' first rows, then the rows' first slots. figures [B, 1 + F]: first 1, or 0 where
 * nothing can be learnt. rows [B], coefficients [S]. refusals [G]: 1 where a log-prob or a coefficient is not finite, so
 * that the step is not taken.
 */
export function pushes(rule: DeclaredRule, tuning: Tuning): Kernel {
  const { formula, tokenFigures } = rule;
  const perToken = tokenFigures.length > 0;
  const writer = new Writer(rule, tuning);
  const coefficient = writer.at(formula);
  return {
    name: 'pushes',
    bindings: {
      logProbs: 'read f32',
      starts: 'read u32',
      figures: 'read f32',
      ...(perToken ? { tokenFigures: 'read f32' as const } : {}),
      rows: 'write f32',
      coefficients: 'write f32',
      refusals: 'write f32',
    },
    sizes: ['groups', 'averaged'],
    scalars: ['share'],
    declarations: laneReductions(tuning) + FUNCTIONS,
    workgroup: laneWorkgroup(tuning),
    body: `${laneIndex(tuning)}
  if (item >= sizes.groups) { return; }
  let first = starts[item];
  let end = starts[item + 1u];
  let slotsAt = sizes.groups + 1u;
  var bad = 0f;
  // 1. Log-prob of each of the group's rows, the sum or the mean over its slots.
  ${writer.everyRow(`
    let start = starts[slotsAt + b];
    let stop = starts[slotsAt + b + 1u];
    var sum = 0f;
    for (var s = start; s < stop; s++) {
      if (${notFinite('logProbs[s]')}) { bad = 1f; }
      sum += logProbs[s];
    }
    rows[b] = select(sum, sum / f32(stop - start), sizes.averaged == 1u);
  `)}
  ${tuning.lanes > 1 ? 'storageBarrier();' : ''}
  // 2. Totals over the group that the formula reads.${writer.loops.join('')}
  // 3. The formula at each row, averaged over the groups and spread over the row's slots.
  ${writer.everyRow(`
    let start = starts[slotsAt + b];
    let stop = starts[slotsAt + b + 1u];
    let learns = ${writer.learns} > 0f;
    ${perToken ? '' : `let share = sizes.share / select(1f, f32(stop - start), sizes.averaged == 1u);`}
    for (var s = start; s < stop; s++) {
      var push = 0f;
      if (learns) { push = ${perToken ? 'sizes.share' : 'share'} * ${coefficient}; }
      if (${notFinite('push')}) { bad = 1f; }
      coefficients[s] = push;
    }
  `)}
  // 4. Whether anything was not finite.
  bad = largest(bad, ${laneArguments(tuning)});
  if (lane == 0u) { refusals[item] = bad; }`,
  };
}
