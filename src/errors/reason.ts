/** What went wrong, of whatever was thrown. Browsers throw some errors with a name alone. */
export const reasonOf = (error: unknown): string =>
  error instanceof Error ? error.message || (NAMED[error.name] ?? error.name) : String(error);

/** Names of such errors, in words. */
const NAMED: Readonly<Record<string, string>> = { QuotaExceededError: 'there is no room left for this page' };

/** The same as a clause that follows "because": no capital, no full stop. Names such as WebGPU keep theirs. */
export const clauseOf = (error: unknown): string =>
  reasonOf(error)
    .replace(/\.$/, '')
    .replace(/^[A-Z](?=[a-z]* )/, (letter) => letter.toLowerCase());
