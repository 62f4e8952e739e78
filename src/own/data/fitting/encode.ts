// Rows and documents as tokens. Prompt and answer are encoded apart, as TRL does, so that the boundary stays where the
// file has it.
import { reasonOf } from '../../../errors/reason.ts';
import { yieldToMessages } from '../../../event_loop/yield_to_messages.ts';
import type { Tokenizer } from '../../../tokenizer/tokenizer.ts';
import { type DataReport, type PlaceUnit, ReportCounter } from '../report.ts';
import type { CorpusRow, DataRow } from '../row.ts';

export type PromptedRow = Exclude<DataRow, CorpusRow>;

export interface EncodedRow<Row extends PromptedRow = PromptedRow> {
  readonly row: Row;
  /** With what every prompt starts with. */
  readonly prompt: readonly number[];
  /** EOS included: chosen and rejected, or the completion, or none. */
  readonly answers: readonly (readonly number[])[];
}

export interface EncodedDocument {
  readonly text: string;
  readonly tokens: readonly number[];
}

export interface Encoded<Item> {
  readonly items: readonly Item[];
  /** Of those that could be encoded. */
  readonly report: DataReport;
}

export interface EncodeOptions {
  readonly unit: PlaceUnit;
  readonly onProgress?: (done: number, all: number) => void;
  readonly signal?: AbortSignal;
}

/** Characters of a field. The time that a tokenizer takes may grow with the square of it. */
const LONGEST_FIELD = 2 ** 16;
/** Rows are short or long, so the clock says when others get their turn. */
const TURN_MS = 30;

export function answersOf(row: PromptedRow): readonly string[] {
  if (row.kind === 'preference') return [row.chosen, row.rejected];
  return row.kind === 'sft' ? [row.completion] : [];
}

export const encodedPrompt = (prompt: string, tokenizer: Tokenizer): readonly number[] => [
  ...tokenizer.promptStart,
  ...tokenizer.encode(prompt),
];

function encodedRow(row: PromptedRow, tokenizer: Tokenizer): EncodedRow {
  const answers = answersOf(row);
  if ([row.prompt, ...answers].some(({ length }) => length > LONGEST_FIELD))
    throw new Error(`a field is longer than ${LONGEST_FIELD.toLocaleString('en')} characters`);
  return {
    row,
    prompt: encodedPrompt(row.prompt, tokenizer),
    answers: answers.map((text) => [...tokenizer.encodeContinuation(text), tokenizer.eos]),
  };
}

/** The end, or one less where it would divide a pair of surrogates. */
const wholeCharacters = (text: string, end: number) => (text.codePointAt(end - 1)! > 0xffff ? end - 1 : end);

/** Cut before a space, which byte-level tokenizers take to the word behind it. */
function piecesOf(text: string): string[] {
  const pieces: string[] = [];
  let from = 0;
  while (text.length - from > LONGEST_FIELD) {
    const space = text.lastIndexOf(' ', from + LONGEST_FIELD - 1);
    const to = space > from ? space : wholeCharacters(text, from + LONGEST_FIELD);
    pieces.push(text.slice(from, to));
    from = to;
  }
  return [...pieces, text.slice(from)];
}

const encodedDocument = ({ text }: CorpusRow, tokenizer: Tokenizer): EncodedDocument => ({
  text,
  tokens: piecesOf(text).flatMap((piece, i) =>
    i === 0 ? tokenizer.encode(piece) : tokenizer.encodeContinuation(piece),
  ),
});

async function encodeAll<Row extends DataRow, Item>(
  rows: readonly Row[],
  encode: (row: Row) => Item,
  { unit, onProgress, signal }: EncodeOptions,
): Promise<Encoded<Item>> {
  const counter = new ReportCounter(unit);
  const items: Item[] = [];
  let turnAtMs = performance.now() + TURN_MS;
  for (const [i, row] of rows.entries()) {
    try {
      items.push(encode(row));
      counter.use();
    } catch (error) {
      counter.leaveOut(row.place, reasonOf(error));
    }
    if (performance.now() < turnAtMs) continue;
    onProgress?.(i + 1, rows.length);
    await yieldToMessages();
    signal?.throwIfAborted();
    turnAtMs = performance.now() + TURN_MS;
  }
  onProgress?.(rows.length, rows.length);
  return { items, report: counter.report };
}

/** Rows that the tokenizer cannot write are left out and counted. */
export const encodeRows = (
  rows: readonly PromptedRow[],
  tokenizer: Tokenizer,
  options: EncodeOptions,
): Promise<Encoded<EncodedRow>> => encodeAll(rows, (row) => encodedRow(row, tokenizer), options);

export const encodeDocuments = (
  rows: readonly CorpusRow[],
  tokenizer: Tokenizer,
  options: EncodeOptions,
): Promise<Encoded<EncodedDocument>> => encodeAll(rows, (row) => encodedDocument(row, tokenizer), options);
