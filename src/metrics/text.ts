// Length and variety of completions.
import { mean } from '../math/statistics.ts';

/** Mean number of tokens, EOS included. */
export function meanLength(completions: readonly ArrayLike<number>[]): number {
  return mean(completions.map((tokens) => tokens.length));
}

/** Share of distinct completions per prompt, averaged over prompts: 1 if all differ, 1 / n if all are equal. */
export function distinctFraction(byPrompt: readonly (readonly string[])[]): number {
  return mean(byPrompt.map((completions) => new Set(completions).size / completions.length));
}
