// How long completions are and how varied.
import { mean } from '../math/statistics.ts';

/** Mean number of tokens, EOS included. */
export function meanLength(completions: readonly ArrayLike<number>[]): number {
  return mean(completions.map((tokens) => tokens.length));
}

/** Distinct completions over completions, per prompt, averaged over prompts: 1 is all different, 1 / n is all the same. */
export function distinctFraction(byPrompt: readonly (readonly string[])[]): number {
  return mean(byPrompt.map((own) => new Set(own).size / own.length));
}
