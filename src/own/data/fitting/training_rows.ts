// Rows for supervised training, in the parts of the split. Of a prompt and its answer the answer is learnt; of a corpus
// every token, in chunks of the run's length.
import type { BatchRow } from '../../../model/batch.ts';
import type { Split } from '../../../tasks/task.ts';
import { splitOf } from '../split.ts';
import type { EncodedDocument, EncodedRow } from './encode.ts';

export type TrainingRows = Readonly<Record<Split, readonly BatchRow[]>>;

const empty = (): Record<Split, BatchRow[]> => ({ train: [], validation: [], test: [] });

/** Of two answers the better one is learnt. Rows without an answer teach nothing. */
export function answerRows(rows: readonly EncodedRow[]): TrainingRows {
  const parts = empty();
  for (const { row, prompt, answers } of rows)
    if (answers.length > 0) parts[splitOf(row.prompt)].push({ prompt, completion: answers[0] });
  return parts;
}

/** Documents with the end of a text before, between and behind them. */
function joined(documents: readonly EncodedDocument[], eos: number): Int32Array {
  const size = documents.reduce((sum, { tokens }) => sum + tokens.length + 1, 1);
  const all = new Int32Array(size);
  all[0] = eos;
  let at = 1;
  for (const { tokens } of documents) {
    all.set(tokens, at);
    at += tokens.length;
    all[at++] = eos;
  }
  return all;
}

/** Each token but the first of all is learnt once: a chunk begins with the last token of the one before. */
function chunks(all: Int32Array, length: number): BatchRow[] {
  const rows: BatchRow[] = [];
  for (let from = 0; from + 1 < all.length; from += length - 1) {
    const chunk = all.subarray(from, from + length);
    rows.push({ prompt: chunk.subarray(0, 1), completion: chunk.subarray(1) });
  }
  return rows;
}

/** Of so many chunks one is held out, where there are too few documents for a split. */
const CHUNKS_PER_HELD = 20;

export function corpusRows(documents: readonly EncodedDocument[], length: number, eos: number): TrainingRows {
  const of = (split: Split) => documents.filter(({ text }) => splitOf(text) === split);
  const part = (split: Split) => chunks(joined(of(split), eos), length);
  const parts = { train: part('train'), validation: part('validation'), test: part('test') };
  if (parts.validation.length > 0) return parts;
  const isHeld = (_: BatchRow, i: number) => i % CHUNKS_PER_HELD === CHUNKS_PER_HELD - 1;
  return {
    ...parts,
    train: parts.train.filter((row, i) => !isHeld(row, i)),
    validation: parts.train.filter(isHeld),
  };
}
