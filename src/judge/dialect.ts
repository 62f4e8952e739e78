// Where servers differ about the same request: OpenAI's newer models know max_tokens by another name and take no
// temperature, while most local servers know nothing else. We begin with what most know and follow what a refusal says.

export interface Dialect {
  readonly limit: 'max_tokens' | 'max_completion_tokens';
  /** Whether temperature 0 is asked for. */
  readonly temperature: boolean;
}

export const usualDialect: Dialect = { limit: 'max_tokens', temperature: true };

/** The dialect that a refusal (what the server said with status 400) asks for; undefined if it is about something else. */
export function adapted(dialect: Dialect, said: string): Dialect | undefined {
  if (dialect.limit === 'max_tokens' && /max_completion_tokens/i.test(said))
    return { ...dialect, limit: 'max_completion_tokens' };
  if (dialect.temperature && /temperature/i.test(said)) return { ...dialect, temperature: false };
  return undefined;
}
