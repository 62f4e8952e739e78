// A visitor's pairs as tokens, and which of them are held out. A prompt's pairs stay on one side.
import type { Tokenizer } from '../../../tokenizer/tokenizer.ts';
import { encodeRows, type PromptedRow } from '../../data/fitting/encode.ts';
import { fitRows, fitText } from '../../data/fitting/fit.ts';
import type { PlaceUnit } from '../../data/report.ts';
import { reportText } from '../../data/report.ts';
import type { DataRow } from '../../data/row.ts';
import { splitOf } from '../../data/split.ts';

export interface TokenPair {
  /** Prompt, answer and the token that ends it. */
  readonly chosen: readonly number[];
  readonly rejected: readonly number[];
}

export interface PairSet {
  readonly train: readonly TokenPair[];
  readonly heldOut: readonly TokenPair[];
  /** Sentences on what is used, and what is not. */
  readonly notes: readonly string[];
}

/** With fewer held out by their texts, every fifth prompt is. */
const LEAST_HELD_OUT = 16;
const FIFTH = 5;

const isPreference = (row: DataRow): row is PromptedRow & { readonly kind: 'preference' } =>
  row.kind === 'preference';

function heldOutPrompts(prompts: readonly string[]): ReadonlySet<string> {
  const byText = prompts.filter((prompt) => splitOf(prompt) !== 'train');
  if (byText.length >= LEAST_HELD_OUT) return new Set(byText);
  return new Set([...new Set(prompts)].filter((_, i) => i % FIFTH === FIFTH - 1));
}

/** @param length longest row, tokens. Throws a sentence where nothing can be learnt, or nothing held out. */
export async function pairSet(
  rows: readonly DataRow[],
  unit: PlaceUnit,
  tokenizer: Tokenizer,
  length: number,
): Promise<PairSet> {
  const pairs = rows.filter(isPreference);
  if (pairs.length === 0)
    throw new Error('no pairs in the data (expected rows with chosen and rejected answers)');
  const { items, report } = await encodeRows(pairs, tokenizer, { unit });
  const fitted = fitRows(items, tokenizer, { length, answerTokens: 1, tooLong: 'skip' });
  const different = fitted.rows.filter(
    ({ answers: [chosen, rejected] }) => chosen.join() !== rejected.join(),
  );
  const heldOut = heldOutPrompts(different.map(({ row }) => row.prompt));
  const sideOf = (held: boolean) =>
    different
      .filter(({ row }) => heldOut.has(row.prompt) === held)
      .map(
        ({ prompt, answers: [chosen, rejected] }): TokenPair => ({
          chosen: [...prompt, ...chosen],
          rejected: [...prompt, ...rejected],
        }),
      );
  const [train, held] = [sideOf(false), sideOf(true)];
  if (held.length === 0)
    throw new Error(
      `pairs on ${new Set(different.map(({ row }) => row.prompt)).size} prompts that fit (expected at least ${FIFTH}, so that one can be held out)`,
    );
  const equal = fitted.rows.length - different.length;
  return {
    train,
    heldOut: held,
    notes: [
      ...(report.used < report.total ? [`${reportText(report)}.`] : []),
      `${fitText(unit, fitted.report)}.`,
      ...(equal > 0 ? [`${equal.toLocaleString('en')} have two equal answers, and are left out.`] : []),
    ],
  };
}
