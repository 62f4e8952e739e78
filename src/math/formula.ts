// Formulas over the samples of a group, declared once and computed twice: here in double precision, and on a GPU as WGSL
// (engine/kernels/pushes.ts). A formula is a number, the name of a figure, or an operation on formulas.
import { sigmoid, softmax } from './log_space.ts';
import { sum } from './statistics.ts';

/** Elementwise operations and their number of arguments. */
export const ELEMENTWISE = {
  plus: 2,
  minus: 2,
  times: 2,
  over: 2,
  /** The smaller of two. */
  atMost: 2,
  exp: 1,
  expm1: 1,
  sigmoid: 1,
  /** `within(x, low, high, y)`: y where low <= x <= high, else 0. */
  within: 4,
} as const;

/** Operations on a whole group: `ofPartner` takes each sample's value from the one that the figure `partner` names. */
export type GroupOperation = 'softmax' | 'total' | 'ofPartner';

export type Formula =
  | number
  | string
  | { readonly each: keyof typeof ELEMENTWISE; readonly of: readonly Formula[] }
  | { readonly group: GroupOperation; readonly of: Formula };

const each =
  (operation: keyof typeof ELEMENTWISE) =>
  (...of: readonly Formula[]): Formula => ({ each: operation, of });
const group =
  (operation: GroupOperation) =>
  (of: Formula): Formula => ({ group: operation, of });

export const plus = each('plus');
export const minus = each('minus');
export const times = each('times');
export const over = each('over');
export const atMost = each('atMost');
export const exp = each('exp');
export const expm1 = each('expm1');
export const logistic = each('sigmoid');
export const within = each('within');
export const softmaxOf = group('softmax');
export const total = group('total');
export const ofPartner = group('ofPartner');

/** One value a sample, or one for all of the group. */
export type Figures = Readonly<Record<string, readonly number[] | number>>;

const ON_NUMBERS: Readonly<Record<keyof typeof ELEMENTWISE, (...x: number[]) => number>> = {
  plus: (a, b) => a + b,
  minus: (a, b) => a - b,
  times: (a, b) => a * b,
  over: (a, b) => a / b,
  atMost: Math.min,
  exp: Math.exp,
  expm1: Math.expm1,
  sigmoid,
  within: (x, low, high, y) => (low <= x && x <= high ? y : 0),
};

/** The formula's value for each of n samples, in double precision. Throws on a figure that is missing. */
export function evaluated(formula: Formula, figures: Figures, n: number): readonly number[] {
  if (typeof formula === 'number') return new Array<number>(n).fill(formula);
  if (typeof formula === 'string') {
    const values = figures[formula];
    if (values === undefined) throw new Error(`missing figure ${formula} of a formula`);
    return typeof values === 'number' ? new Array<number>(n).fill(values) : values;
  }
  if ('each' in formula) {
    const of = formula.of.map((part) => evaluated(part, figures, n));
    const operation = ON_NUMBERS[formula.each];
    const [a, b] = of;
    const values = new Array<number>(n);
    // A spread of one or two arguments takes several times as long as the operation.
    if (of.length === 1) for (let i = 0; i < n; i++) values[i] = operation(a[i]);
    else if (of.length === 2) for (let i = 0; i < n; i++) values[i] = operation(a[i], b[i]);
    else for (let i = 0; i < n; i++) values[i] = operation(...of.map((arguments_) => arguments_[i]));
    return values;
  }
  const values = evaluated(formula.of, figures, n);
  if (formula.group === 'softmax') return softmax(values);
  if (formula.group === 'total') return new Array<number>(n).fill(sum(values));
  return evaluated('partner', figures, n).map((i) => values[i]);
}

/** Names of the figures that a formula reads, each once, in order of appearance. */
export function figuresIn(formula: Formula): string[] {
  const names = (part: Formula): string[] => {
    if (typeof part === 'number') return [];
    if (typeof part === 'string') return [part];
    if ('each' in part) return part.of.flatMap(names);
    return [...names(part.of), ...(part.group === 'ofPartner' ? ['partner'] : [])];
  };
  return [...new Set(names(formula))];
}
