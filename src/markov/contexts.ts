// What the two tables say for one prompt: log q(v | u) = W[u, v] + U[c, v] - log sum_v exp, in double precision.
import { normaliseRows } from '../math/log_space.ts';
import type { ModelConfig, Tables } from '../model/config.ts';
import type { TokenBatch } from '../model/language_model.ts';

/** Where tokens stand in the tables, by id; -1: nowhere. */
export interface TableIndex {
  /** V. */
  readonly symbols: number;
  /** The row of `previous` of a first symbol. */
  readonly start: number;
  readonly columnOf: Int32Array; // [tokens]
  readonly promptRowOf: Int32Array; // [tokens]
}

export function tableIndex({ vocabSize, controlTokens = 0 }: ModelConfig, tables: Tables): TableIndex {
  const { symbols, prompts } = tables;
  const columnOf = new Int32Array(vocabSize + controlTokens).fill(-1);
  const promptRowOf = columnOf.slice();
  symbols.forEach((token, v) => {
    columnOf[token] = v;
  });
  prompts.forEach((token, c) => {
    promptRowOf[token] = c;
  });
  for (let k = 0; k < controlTokens; k++) promptRowOf[vocabSize + k] = prompts.length + k;
  return { symbols: symbols.length, start: symbols.length, columnOf, promptRowOf };
}

/** One prompt: the rows of `prompt` that its tokens add, and log q of every symbol behind every other. */
export interface Context {
  readonly promptRows: readonly number[];
  readonly logProbs: Float64Array; // [V + 1, V]
}

export function contextOf(
  { symbols, promptRowOf }: TableIndex,
  previous: Float32Array, // [V + 1, V]
  prompt: Float32Array, // [C, V]
  tokens: ArrayLike<number>,
): Context {
  const promptRows: number[] = [];
  for (let t = 0; t < tokens.length; t++)
    if (promptRowOf[tokens[t]] >= 0) promptRows.push(promptRowOf[tokens[t]]);
  const logProbs = Float64Array.from(previous);
  for (let u = 0; u <= symbols; u++) {
    const row = u * symbols;
    for (const c of promptRows)
      for (let v = 0; v < symbols; v++) logProbs[row + v] += prompt[c * symbols + v];
  }
  normaliseRows(logProbs, symbols);
  return { promptRows, logProbs };
}

/** A batch read once: each scored token's cell of the table [V + 1, V], and each row's prompt. */
export interface ReadBatch {
  /** -1: not scored; -2 - u: a token that no column has, behind u. */
  readonly cells: Int32Array; // [B, T]
  /** First rows of the prompts, each with the rows up to the next. */
  readonly prompts: readonly { readonly tokens: Int32Array; readonly from: number; readonly to: number }[];
}

/** The row of the table [V + 1, V] that a scored cell is in. */
export const rowOfCell = (cell: number, symbols: number): number =>
  cell < 0 ? -2 - cell : Math.floor(cell / symbols);

export function readBatch({ columnOf, symbols, start }: TableIndex, batch: TokenBatch): ReadBatch {
  const { rows, length, tokens, scored } = batch;
  const cells = new Int32Array(rows * length).fill(-1);
  const prompts: { tokens: Int32Array; from: number; to: number }[] = [];
  for (let b = 0; b < rows; b++) {
    const from = b * length;
    let t = 1;
    while (t < length && !scored[from + t]) t++;
    const last = prompts[prompts.length - 1];
    if (last && samePrompt(last.tokens, tokens, from, t)) last.to = b + 1;
    else prompts.push({ tokens: tokens.slice(from, from + t), from: b, to: b + 1 });
    let previous = start;
    for (; t < length && scored[from + t]; t++) {
      const column = columnOf[tokens[from + t]];
      cells[from + t] = column < 0 ? -2 - previous : previous * symbols + column;
      previous = column < 0 ? start : column;
    }
  }
  return { cells, prompts };
}

function samePrompt(known: Int32Array, tokens: Int32Array, from: number, length: number): boolean {
  if (known.length !== length) return false;
  for (let t = 0; t < length; t++) if (known[t] !== tokens[from + t]) return false;
  return true;
}
