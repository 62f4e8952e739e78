// Finds result codes in any text: a whole chat, an e-mail, a page of a document. What programs put between the letters of
// a code is skipped: line breaks, quote marks, emphasis. The check sum decides.
import { isSymbol } from './crockford.ts';
import { type DecodedResult, decodeSymbols, END, PREFIX, WRONG_LETTER } from './result_code.ts';

export interface FoundResult extends DecodedResult {
  /** In its usual form, whatever form it was found in. */
  readonly code: string;
  /** From 1. */
  readonly line: number;
}

export interface LineProblem {
  readonly line: number;
  readonly problem: string;
}

export interface Findings {
  /** Each code once, in the order in which they were found. */
  readonly results: readonly FoundResult[];
  readonly repeated: readonly { readonly line: number; readonly firstLine: number }[];
  readonly damaged: readonly LineProblem[];
}

/** What may stand between two letters of a code. */
const GAP = /[\s\u00ad\u200b-\u200d\u2060>|*_`"'-]/;
const ANY_CASE = [...PREFIX].join(`${GAP.source}{0,4}`);
const MOST_LETTERS = 3300; // 2 kB
const MOST_READ = 2 * MOST_LETTERS;
/** So many letters directly behind the prefix are meant as a code; fewer may be a sentence about one. */
const LEAST_MEANT = 4;

interface Candidate {
  readonly symbols: string;
  /** Whether a full stop ends it. */
  readonly isWhole: boolean;
  readonly isMeant: boolean;
}

/** @param next where the next prefix begins: no code contains one, for it has no I. */
function candidateAt(text: string, start: number, next: number): Candidate {
  const letters: string[] = [];
  let direct = 0;
  for (let at = start; at < next && at < start + MOST_READ; at++) {
    const letter = text[at];
    const isMeant = direct >= LEAST_MEANT;
    if (letter === END) return { symbols: letters.join(''), isWhole: true, isMeant };
    if (isSymbol(letter)) {
      if (at === start + letters.length) direct++;
      letters.push(letter);
    } else if (!GAP.test(letter)) return { symbols: '', isWhole: false, isMeant };
  }
  return { symbols: '', isWhole: false, isMeant: direct >= LEAST_MEANT };
}

/** @param ids of lessons and questions; codes hold numbers in place of them. */
export function findResults(text: string, ids: readonly string[] = []): Findings {
  const results: FoundResult[] = [];
  const repeated: { line: number; firstLine: number }[] = [];
  const damaged: LineProblem[] = [];
  const firstLines = new Map<string, number>();
  const prefixes = [...text.matchAll(new RegExp(ANY_CASE, 'gi'))];
  let line = 1;
  let counted = 0;
  for (const [at, { index, 0: prefix }] of prefixes.entries()) {
    for (; counted < index; counted++) if (text[counted] === '\n') line++;
    const next = prefixes[at + 1]?.index ?? text.length;
    const { symbols, isWhole, isMeant } = candidateAt(text, index + prefix.length, next);
    const result = isWhole ? decodeSymbols(symbols, ids) : WRONG_LETTER;
    if (typeof result === 'string') {
      if (isMeant) damaged.push({ line, problem: result });
      continue;
    }
    const code = `${PREFIX}${symbols.toUpperCase().replaceAll('O', '0').replace(/[IL]/g, '1')}${END}`;
    const firstLine = firstLines.get(code);
    if (firstLine !== undefined) repeated.push({ line, firstLine });
    else {
      firstLines.set(code, line);
      results.push({ ...result, code, line });
    }
  }
  return { results, repeated, damaged };
}
