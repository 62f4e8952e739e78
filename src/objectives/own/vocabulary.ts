// The names and functions that an own rule may use: the value of each in double precision, and how it is typeset.
// A value is a vector with an entry for each of the group's n samples; a number is the same in every entry.
import { type Formula, minus, softmaxOf } from '../../math/formula.ts';
import { sigmoid, softmax } from '../../math/log_space.ts';
import { mean, sum, variance } from '../../math/statistics.ts';
import { alphaOf, betaWeights } from '../brain.ts';
import { checkedTokenCount } from '../lengths.ts';
import type { FixedInput } from '../pushes.ts';

export type Vector = readonly number[]; // [n]

/** Settings that a rule can name. */
export interface NamedSettings {
  readonly gamma: number;
  readonly ruleLambda: number;
}

interface Name {
  /** KaTeX source without the index of the sample. */
  readonly tex: string;
  /** One value for the group rather than one a sample. */
  readonly ofGroup?: true;
  /** Its value in the group; only what follows the policy reads `logPolicy`. */
  readonly value: (group: FixedInput, settings: NamedSettings, logPolicy: Vector) => Vector | number;
  /** It follows the policy: its formula, of `logPolicy` and of the names in `reads`. */
  readonly follows?: { readonly formula: Formula; readonly reads: readonly string[] };
}

export const NAMES: Readonly<Record<string, Name>> = {
  r: { tex: 'r', value: ({ reward }) => reward },
  lp: { tex: '\\log p', value: ({ logPrior }) => logPrior },
  lq: {
    tex: '\\log q',
    value: (_group, _settings, logPolicy) => logPolicy,
    follows: { formula: 'logPolicy', reads: [] },
  },
  lq0: {
    tex: "\\log q'",
    value: ({ logProposal }) => logProposal,
  },
  alpha: {
    tex: '\\hat\\alpha',
    value: (group, { gamma }) => alphaOf(group, gamma),
  },
  beta: {
    tex: '\\hat\\beta',
    value: ({ logProposal }, _settings, logPolicy) => betaWeights({ logProposal, logPolicy }),
    follows: { formula: softmaxOf(minus('logPolicy', 'lq0')), reads: ['lq0'] },
  },
  len: { tex: 'T', value: checkedTokenCount },
  n: { tex: 'n', ofGroup: true, value: ({ reward }) => reward.length },
  gamma: {
    tex: '\\gamma',
    ofGroup: true,
    value: (_group, { gamma }) => gamma,
  },
  lambda: {
    tex: '\\lambda',
    ofGroup: true,
    value: (_group, { ruleLambda }) => ruleLambda,
  },
};

export interface Operation {
  /** Names of its values; with one less, the last may be left out. */
  readonly values: readonly string[];
  readonly least: number;
  readonly of: (...values: Vector[]) => Vector;
}

const eachOf =
  (operation: (...x: number[]) => number) =>
  (...values: Vector[]): Vector =>
    values[0].map((_, i) => operation(...values.map((one) => one[i])));
const same = (value: number, { length }: Vector): Vector => new Array<number>(length).fill(value);

const elementwise = (values: readonly string[], of: (...x: number[]) => number) =>
  ({ values, least: values.length, of: eachOf(of) }) satisfies Operation;
const ofGroup = (of: (x: Vector) => Vector | number) =>
  ({
    values: ['x'],
    least: 1,
    of: (x: Vector) => {
      const value = of(x);
      return typeof value === 'number' ? same(value, x) : value;
    },
  }) satisfies Operation;
const oneOrTwo = (of: (...x: number[]) => number) =>
  ({
    values: ['x', 'y'],
    least: 1,
    of: (x: Vector, y?: Vector) => (y ? eachOf(of)(x, y) : same(of(...x), x)),
  }) satisfies Operation;

/** As GRPO's, so that equal values do not divide by zero. */
const STD_FLOOR = 1e-4;

const centred = (x: Vector): Vector => {
  const centre = mean(x);
  return x.map((value) => value - centre);
};
const std = (x: Vector): number => Math.sqrt(variance(x));

export const FUNCTIONS: Readonly<Record<string, Operation>> = {
  softmax: ofGroup((x) => softmax(x)),
  exp: elementwise(['x'], Math.exp),
  log: elementwise(['x'], Math.log),
  sqrt: elementwise(['x'], Math.sqrt),
  abs: elementwise(['x'], Math.abs),
  sign: elementwise(['x'], Math.sign),
  sigmoid: elementwise(['x'], sigmoid),
  clip: elementwise(['x', 'low', 'high'], (x, low, high) => Math.min(Math.max(x, low), high)),
  min: oneOrTwo(Math.min),
  max: oneOrTwo(Math.max),
  sum: ofGroup(sum),
  mean: ofGroup(mean),
  std: ofGroup(std),
  centre: ofGroup(centred),
  standardise: ofGroup((x) => {
    const spread = std(x) + STD_FLOOR;
    return centred(x).map((value) => value / spread);
  }),
  rank: ofGroup((x) => x.map((value) => rankOf(value, x))),
  argmax: ofGroup((x) => {
    const best = Math.max(...x);
    const ties = x.filter((value) => value === best).length;
    return x.map((value) => (value === best ? 1 / ties : Number.isNaN(best) ? best : 0));
  }),
};

function rankOf(value: number, x: Vector): number {
  if (Number.isNaN(value)) return value;
  const below = x.filter((other) => other < value).length;
  const ties = x.filter((other) => other === value).length;
  return below + (ties + 1) / 2;
}

/** Operators between two values, by their mark. */
export const OPERATORS: Readonly<Record<string, (a: number, b: number) => number>> = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '/': (a, b) => a / b,
  '^': (a, b) => a ** b,
  '<': (a, b) => Number(a < b),
  '>': (a, b) => Number(a > b),
};

/** What people type for a name that is called otherwise here. */
export const OTHER_NAMES: Readonly<Record<string, string>> = {
  reward: 'r',
  rewards: 'r',
  logprior: 'lp',
  logpolicy: 'lq',
  logproposal: 'lq0',
  p: 'lp',
  q: 'lq',
  ln: 'log',
  avg: 'mean',
  average: 'mean',
  sd: 'std',
  normalise: 'standardise',
  normalize: 'standardise',
  whiten: 'standardise',
  center: 'centre',
  standardize: 'standardise',
  length: 'len',
  tokens: 'len',
  clamp: 'clip',
  logistic: 'sigmoid',
};
