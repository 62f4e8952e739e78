// A reward model of others: one number from the state of the last token, as transformers' sequence classifiers read it.
// Ours average over the response's tokens instead (`src/reward/reward_model.ts`). It reads texts, by its own tokenizer.
import { tokenBatch } from '../../model/batch.ts';
import type { LanguageModel, TokenBatch } from '../../model/language_model.ts';
import { type Breathe, slicesOf, withoutBreath } from '../../model/slices.ts';
import type { Tokenizer } from '../../tokenizer/tokenizer.ts';
import { type ResponseToRate, ScoringFault } from './response_scorer.ts';

const ROWS_AT_ONCE = 128;

/** A head reads the state before a scored slot, so one stands behind each row's last token. */
export const lastTokenBatch = (
  rows: readonly (readonly number[])[],
  length: number,
  pad: number,
): TokenBatch =>
  tokenBatch(
    rows.map((prompt) => ({ prompt, completion: [pad] })),
    length,
    1,
    pad,
  );

/** Where the score of each row stands among values [B, T]. */
export const lastTokenPlaces = ({ length, scored }: TokenBatch): number[] =>
  Array.from({ length: scored.length / length }, (_, b) => scored.indexOf(1, b * length));

/**
 * The value head at each row's last token that is no padding.
 * @param model with a value head; its `contextLength` bounds a row and one slot behind it
 * @param rows tokens of prompt and response
 */
export async function lastTokenScores(
  model: LanguageModel,
  rows: readonly (readonly number[])[],
  pad: number,
  breathe: Breathe = withoutBreath,
): Promise<number[]> {
  const { contextLength } = model.config;
  const bare = rows.map((row, r) => {
    const tokens = row.slice(0, row.findLastIndex((token) => token !== pad) + 1);
    if (tokens.length > 0 && tokens.length < contextLength) return tokens;
    const message = `response ${r + 1} has ${tokens.length} tokens with its prompt (expected 1..${contextLength - 1} for this reward model)`;
    throw new ScoringFault({ message, response: r });
  });
  const scores: number[] = [];
  for (const slice of slicesOf(bare, Math.min(ROWS_AT_ONCE, model.rowsPerCall))) {
    await breathe();
    const batch = lastTokenBatch(slice, contextLength, pad);
    await model.logProbs(batch);
    const values = await model.valueEstimates();
    for (const place of lastTokenPlaces(batch)) scores.push(values[place]);
  }
  return scores;
}

/** Rates texts by a sequence classifier. */
export const scoreByClassifier = (
  model: LanguageModel,
  tokenizer: Tokenizer,
  responses: readonly ResponseToRate[],
  breathe?: Breathe,
): Promise<number[]> =>
  lastTokenScores(
    model,
    responses.map(({ prompt, response, ended }) => [
      ...tokenizer.promptStart,
      ...tokenizer.encode(prompt),
      ...tokenizer.encodeContinuation(response),
      ...(ended ? [tokenizer.eos] : []),
    ]),
    tokenizer.pad,
    breathe,
  );
