// Reads the verdict off a judge's answer. Strict about what it accepts: a misread verdict spoils a win-rate unseen, while
// an unread one is asked for again and counted.
import type { Verdict } from '../tasks/task.ts';

/** Thoughts of a reasoning model; a block without an end was cut off and has no answer after it. */
const THOUGHTS = /<think>[\s\S]*?(<\/think>|$)/gi;
const MARKDOWN = /[*_`#>"'“”‘’]/g;
const LABEL = /\bverdict\s*[:：]/i;
/** A value alone, perhaps with a noun before it, and "wins" or a reason in parentheses after it. */
const VALUE =
  /^(?:response |assistant |answer |summary |reply |continuation |option )?(a|b|(?:a )?tie)(?: is better| wins)?[.!]?(?: ?\(.*\))?[.!]?$/i;

function readValue(text: string): Verdict | undefined {
  const plain = text
    .replace(/[[\]{}]/g, '')
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/^\((.*)\)$/, '$1');
  const value = VALUE.exec(plain)?.[1].toLowerCase();
  if (value === undefined) return undefined;
  return value === 'a' ? 'A' : value === 'b' ? 'B' : 'tie';
}

/** [[A]] within a sentence, as judges answer that were brought up on MT-Bench; several must agree. */
function readBracketed(line: string): Verdict | undefined {
  const values = [...line.matchAll(/\[\[([^\]]*)\]\]/g)].map((match) => readValue(match[1]));
  return values.every((value) => value === values[0]) ? values[0] : undefined;
}

/**
 * The verdict of the last line labelled "Verdict:", its value on that line or the next; without a label that of the last
 * line, if it is a value alone or holds [[A]], [[B]] or [[tie]]. Undefined: no verdict, or not a clear one.
 */
export function parseVerdict(answer: string): Verdict | undefined {
  const lines = answer
    .replace(THOUGHTS, '\n')
    .replace(MARKDOWN, '')
    .split(/[\r\n]+/)
    .map((line) => line.trim())
    .filter((line) => line !== '');
  const at = lines.findLastIndex((line) => LABEL.test(line));
  if (at < 0) {
    const last = lines.at(-1) ?? '';
    return readValue(last) ?? readBracketed(last);
  }
  const [label] = LABEL.exec(lines[at])!;
  const value = lines[at].slice(lines[at].indexOf(label) + label.length).trim();
  return readValue(value === '' ? (lines[at + 1] ?? '') : value);
}
