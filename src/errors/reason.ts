/** What went wrong, of whatever was thrown. */
export const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** The same as a clause that follows "because": no capital, no full stop. Names such as WebGPU keep theirs. */
export const clauseOf = (error: unknown): string =>
  reasonOf(error)
    .replace(/\.$/, '')
    .replace(/^[A-Z](?=[a-z]* )/, (letter) => letter.toLowerCase());
