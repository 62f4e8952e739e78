// Slips of a careless writer: words dropped, repeated, swapped, or taken from elsewhere, and endings forgotten. A reward
// model that has only met well-formed responses rates all others by accident, and a policy finds them.
import type { Stream } from '../random/stream.ts';
import type { Prompt, Task } from './task.ts';

const MOST_EDITS = 4;

type Edit = (words: readonly number[], at: number, stray: number) => number[];

const edits: readonly Edit[] = [
  (words, at) => words.filter((_, i) => i !== at),
  (words, at) => words.toSpliced(at, 0, words[at]),
  (words, at) =>
    words.toSpliced(at, 2, ...[words[at + 1] ?? words[at], words[at]].slice(0, words.length - at)),
  (words, at, stray) => words.with(at, stray),
  (words, at) => [...words, ...words.slice(at)],
];

/** Token ids with one to four slips, EOS included unless there is no room left for it. */
export function withSlips(
  task: Task,
  prompts: readonly Prompt[],
  response: readonly number[],
  stream: Stream,
): number[] {
  const { eos } = task.tokenizer;
  let words = response.filter((token) => token !== eos);
  for (let slip = 1 + stream.integer(MOST_EDITS); slip > 0 && words.length > 0; slip--) {
    const elsewhere = task.alternative(stream.pick(prompts), stream).filter((token) => token !== eos);
    words = stream.pick(edits)(words, stream.integer(words.length), stream.pick(elsewhere));
  }
  return [...words, eos].slice(0, task.maxCompletionTokens);
}
