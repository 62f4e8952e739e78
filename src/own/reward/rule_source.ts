// The script that serves a rule: the harness, then the rule's text as the argument of a call. Places in the script become
// places in the text.
import type { ScoringProblem } from './response_scorer.ts';

export interface RuleSource {
  readonly script: string;
  /** A place in the script as one in the rule's text; an end that was missed stands at the text's end. */
  placeOf(line: number, column: number): Pick<ScoringProblem, 'line' | 'column'>;
  /** The first place in the rule's text that a stack trace names; {} if it names none. */
  placeIn(stack: string): Pick<ScoringProblem, 'line' | 'column'>;
}

const LINE_BREAK = /\r\n?|[\n\u2028\u2029]/;
/** At the end of a line of a trace: V8 `(…:3:14)`, others `…:3:14`. */
const TRACED = /:(\d+):(\d+)\)?$/gm;

/** @param text an expression whose value is a function; a semicolon at its end is left out. */
export function ruleSource(harness: string, text: string): RuleSource {
  const body = text.replace(/(\s|;)+$/, '');
  const before = `'use strict';\n${harness}\nserveRule((`;
  const first = before.split(LINE_BREAK).length + 1;
  const lines = body.split(LINE_BREAK);
  const holds = (line: number) => line >= first && line < first + lines.length;
  return {
    script: `${before}\n${body}\n));\n`,
    placeOf(line, column) {
      if (line < first) return {};
      if (holds(line)) return { line: line - first + 1, column };
      return { line: lines.length, column: lines[lines.length - 1].length + 1 };
    },
    placeIn(stack) {
      for (const [, line, column] of stack.matchAll(TRACED))
        if (holds(Number(line))) return { line: Number(line) - first + 1, column: Number(column) };
      return {};
    },
  };
}
