// Which rows fit a run's length in tokens. The figures come before the choice; what is left out or cut is counted.
import type { Tokenizer } from '../../../tokenizer/tokenizer.ts';
import { HUMAN } from '../formats/transcripts.ts';
import { type PlaceUnit, placesText, plural } from '../report.ts';
import { type EncodedRow, encodedPrompt } from './encode.ts';

/** Lengths that are offered. */
export const RUN_LENGTHS = [64, 128, 256, 512] as const;

/** What becomes of a row that is too long. A prompt is cut from the left, where a turn of the human begins. */
export type TooLong = 'skip' | 'cut';

export interface FitPlan {
  /** Prompt and answer together, tokens. */
  readonly length: number;
  /** What an answer is given at least, EOS included: rows without answers get one in the run. */
  readonly answerTokens: number;
  readonly tooLong: TooLong;
}

export interface FitReport {
  readonly length: number;
  readonly total: number;
  /** Rows that fit as they are. */
  readonly whole: number;
  /** Places of rows whose prompts were cut, and of those that were left out. */
  readonly cut: readonly number[];
  readonly leftOut: readonly number[];
}

/** Tokens that a row takes. */
export const rowLength = ({ prompt, answers }: EncodedRow, answerTokens: number): number =>
  prompt.length + Math.max(answerTokens, ...answers.map((answer) => answer.length));

/** Share of the rows that fit each length. */
export function fitShares(
  rows: readonly EncodedRow[],
  answerTokens: number,
  lengths: readonly number[] = RUN_LENGTHS,
): readonly { readonly length: number; readonly share: number }[] {
  const needed = rows.map((row) => rowLength(row, answerTokens));
  return lengths.map((length) => ({
    length,
    share: needed.filter((tokens) => tokens <= length).length / Math.max(1, rows.length),
  }));
}

/** The longest end of the prompt that fits and begins with a turn; undefined where not even the last one does. */
function cutRow(encoded: EncodedRow, tokenizer: Tokenizer, { length, answerTokens }: FitPlan) {
  const { row } = encoded;
  for (let at = row.prompt.indexOf(HUMAN, 1); at >= 0; at = row.prompt.indexOf(HUMAN, at + 1)) {
    const prompt = row.prompt.slice(at);
    const shorter = { ...encoded, row: { ...row, prompt }, prompt: encodedPrompt(prompt, tokenizer) };
    if (rowLength(shorter, answerTokens) <= length) return shorter;
  }
  return undefined;
}

export function fitRows(
  rows: readonly EncodedRow[],
  tokenizer: Tokenizer,
  plan: FitPlan,
): { readonly rows: readonly EncodedRow[]; readonly report: FitReport } {
  const fitting: EncodedRow[] = [];
  const cut: number[] = [];
  const leftOut: number[] = [];
  for (const encoded of rows) {
    const { place } = encoded.row;
    if (rowLength(encoded, plan.answerTokens) <= plan.length) {
      fitting.push(encoded);
      continue;
    }
    const shorter = plan.tooLong === 'cut' ? cutRow(encoded, tokenizer, plan) : undefined;
    (shorter ? cut : leftOut).push(place);
    if (shorter) fitting.push(shorter);
  }
  const whole = fitting.length - cut.length;
  return { rows: fitting, report: { length: plan.length, total: rows.length, whole, cut, leftOut } };
}

/** "1,890 of 2,303 lines fit 256 tokens; 310: prompt cut at a turn (lines 4, …); 103: left out as too long (lines 9, …)" */
export function fitText(unit: PlaceUnit, { length, total, whole, cut, leftOut }: FitReport): string {
  const part = (what: string, places: readonly number[]) =>
    places.length > 0 ? [`${places.length.toLocaleString('en')}: ${what} (${placesText(unit, places)})`] : [];
  return [
    `${whole.toLocaleString('en')} of ${plural(unit, total)} fit ${length} tokens`,
    ...part('prompt cut at a turn', cut),
    ...part('left out as too long', leftOut),
  ].join('; ');
}
