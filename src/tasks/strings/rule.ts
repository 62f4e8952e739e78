// The two laws of the `strings` task, as plain functions of four symbols 0..7: what the corpus is drawn from, and what
// the reward pays for.
//   corpus: a first-order Markov chain that likes to step up by one symbol or to repeat it
//   reward: the closest of four far-apart targets, height (share of matching places)^1.5, standardised over the corpus
import { sum } from '../../math/statistics.ts';

export const SYMBOLS = 'abcdefgh';
export const LENGTH = 4;

const START = [6, 3, 1, 4, 1, 2, 1, 2];

/** Unnormalised preference for `next` after `previous`. */
function stepWeight(previous: number, next: number): number {
  const step = (next - previous + 8) % 8;
  return [2.5, 6, 1.5, 0.8, 0.8, 0.6, 1.2, 0.7][step] * (next === 3 || next === 5 ? 1.4 : 1);
}

const startMass = sum(START);
const rows = Array.from({ length: 8 }, (_, previous) => {
  const weights = Array.from({ length: 8 }, (_, next) => stepWeight(previous, next));
  return weights.map((weight) => weight / sum(weights));
});

/** Distribution of the t-th symbol given the one before (undefined: the first), [8]. */
export function nextSymbol(previous: number | undefined): readonly number[] {
  return previous === undefined ? START.map((weight) => weight / startMass) : rows[previous];
}

/** Share of the alternative writer's symbols that are drawn blindly, so that every string occurs. */
const BLIND = 0.3;
const ALTERNATIVE_START = [2, 2, 2, 3, 1, 3, 2, 1];
const alternativeStartMass = sum(ALTERNATIVE_START);

/** The alternative writer's t-th symbol, [8]: another start, and steps down where the corpus steps up. */
export function alternativeSymbol(previous: number | undefined): readonly number[] {
  const law =
    previous === undefined
      ? ALTERNATIVE_START.map((weight) => weight / alternativeStartMass)
      : rows[previous].map((_, next) => rows[next][previous] / sum(rows.map((row) => row[previous])));
  return law.map((probability) => (1 - BLIND) * probability + BLIND / law.length);
}

type SymbolLaw = (previous: number | undefined) => readonly number[];

/** One string of four symbols. */
export function drawSymbols(law: SymbolLaw, uniform: () => number): number[] {
  const symbols: number[] = [];
  for (let t = 0; t < LENGTH; t++) {
    const probabilities = law(symbols[t - 1]);
    let left = uniform();
    let symbol = 0;
    while (symbol < SYMBOLS.length - 1 && left >= probabilities[symbol]) left -= probabilities[symbol++];
    symbols.push(symbol);
  }
  return symbols;
}

/** Exact log-probability of a string under a law. */
export function lawLogProb(law: SymbolLaw, symbols: readonly number[]): number {
  return symbols.reduce((sum, symbol, t) => sum + Math.log(law(symbols[t - 1])[symbol]), 0);
}

/** Exact log-probability of a string under the corpus. */
export const corpusLogProb = (symbols: readonly number[]): number => lawLogProb(nextSymbol, symbols);

/** Four targets, none of them likely under the corpus, with heights that differ a little: four modes to find or miss. */
export const TARGETS: readonly { readonly text: string; readonly height: number }[] = [
  { text: 'adeb', height: 1 },
  { text: 'bccf', height: 1.06 },
  { text: 'fchh', height: 0.94 },
  { text: 'dgea', height: 1.03 },
];
const POWER = 1.5;
const targets = TARGETS.map(({ text, height }) => ({
  symbols: [...text].map((c) => SYMBOLS.indexOf(c)),
  height,
}));

function rawReward(symbols: readonly number[]): number {
  return Math.max(
    ...targets.map((target) => {
      const distance = target.symbols.reduce((sum, symbol, t) => sum + (symbols[t] === symbol ? 0 : 1), 0);
      return target.height * (1 - distance / LENGTH) ** POWER;
    }),
  );
}

/** Mean and standard deviation of the raw reward under the corpus, by enumeration (a test recomputes them). */
const RAW_MEAN = 0.2115457726026941;
const RAW_DEVIATION = 0.15009405547352994;

/** Reward of a complete string: mean 0 and standard deviation 1 over the corpus. */
export function stringReward(symbols: readonly number[]): number {
  return (rawReward(symbols) - RAW_MEAN) / RAW_DEVIATION;
}
