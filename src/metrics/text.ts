// How long completions are and how varied.

/** Mean number of tokens, EOS included. */
export function meanLength(completions: readonly ArrayLike<number>[]): number {
  return completions.reduce((sum, tokens) => sum + tokens.length, 0) / completions.length;
}

/** Distinct completions over completions, per prompt, averaged over prompts: 1 is all different, 1 / n is all the same. */
export function distinctFraction(byPrompt: readonly (readonly string[])[]): number {
  return byPrompt.reduce((sum, own) => sum + new Set(own).size / own.length, 0) / byPrompt.length;
}
