// What a data format is: which lines it recognises, and the row it makes of one.
import type { RowContent } from '../row.ts';

/** An object of a file. Nothing is known of its fields. */
export type DataRecord = Readonly<Record<string, unknown>>;

export type FormatName =
  | 'transcripts'
  | 'chat-preferences'
  | 'preferences'
  | 'summaries'
  | 'chat'
  | 'completions'
  | 'prompts'
  | 'texts'
  | 'plain-text';

export interface RecordFormat {
  readonly name: FormatName;
  /** "HH transcripts: a prompt and two answers". */
  readonly label: string;
  /** How its lines look; completes "20 of the first 20 lines have". */
  readonly sign: string;
  /** What a reader should know of the rows: a sentence. */
  readonly note?: string;
  matches(record: DataRecord): boolean;
  /** Throws a `Misfit`. */
  rowOf(record: DataRecord): RowContent;
}

/** Why a line is no row; completes "5 lines: ". */
export class Misfit extends Error {}

export const isText = (value: unknown): value is string => typeof value === 'string';

/** The fields that the format does not read. */
export function metaOf(record: DataRecord, used: readonly string[]): { meta?: DataRecord } {
  const others = Object.entries(record).filter(([field]) => !used.includes(field));
  return others.length > 0 ? { meta: Object.fromEntries(others) } : {};
}

/** Refuses what nothing can be learnt from. */
export function checkPrompt(prompt: string): void {
  if (prompt.trim() === '') throw new Misfit('the prompt is empty');
}

export function checkAnswers(chosen: string, rejected: string): void {
  if (chosen.trim() === '' || rejected.trim() === '') throw new Misfit('an answer is empty');
  if (chosen === rejected) throw new Misfit('the two answers are the same');
}
