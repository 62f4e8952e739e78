// What a visitor sets about the judge, read at the boundary. A Worker is handed the input, not what was read from it:
// the key's wrapper does not survive a structured clone.
import * as v from 'valibot';
import { normaliseEndpoint } from './endpoint.ts';
import { Secret } from './secret.ts';

export interface JudgeSettings {
  /** Base address, normalised: what /chat/completions follows. */
  readonly endpoint: string;
  readonly model: string;
  readonly apiKey?: Secret;
  /** Most requests in flight. */
  readonly parallel: number;
  /** Longest time for one request, answer included. */
  readonly timeoutSeconds: number;
  /** Further attempts after a passing failure. */
  readonly retries: number;
  /** Longest answer, tokens. */
  readonly maxAnswerTokens: number;
  /** Comparisons that fail one after another before the judge stops asking. */
  readonly stopAfter: number;
}

export const judgeDefaults = {
  parallel: 4,
  timeoutSeconds: 60,
  retries: 3,
  maxAnswerTokens: 512,
  stopAfter: 5,
} as const;

function whole(key: keyof typeof judgeDefaults, low: number, high: number) {
  const expected = `a whole number from ${low} to ${high}`;
  return v.optional(
    v.pipe(v.number(expected), v.integer(expected), v.minValue(low, expected), v.maxValue(high, expected)),
    judgeDefaults[key],
  );
}

const SECONDS = 'seconds above 0, at most 3600';
const KEY = 'printable ASCII characters without spaces';

const entries = {
  endpoint: v.string('an address'),
  model: v.pipe(v.string('a name'), v.trim(), v.nonEmpty('a name')),
  // Checked here because fetch quotes a header that it cannot send, key and all.
  apiKey: v.optional(v.pipe(v.string(KEY), v.trim(), v.regex(/^[\x21-\x7e]*$/, KEY)), ''),
  parallel: whole('parallel', 1, 32),
  timeoutSeconds: v.optional(
    v.pipe(v.number(SECONDS), v.gtValue(0, SECONDS), v.maxValue(3600, SECONDS)),
    judgeDefaults.timeoutSeconds,
  ),
  retries: whole('retries', 0, 10),
  maxAnswerTokens: whole('maxAnswerTokens', 16, 16384),
  stopAfter: whole('stopAfter', 1, 1000),
};
const schema = v.strictObject(entries, ({ path }) => (path ? 'a value' : 'an object'));

/** What a form or a Worker's message holds before it is read; only `endpoint` and `model` are required. */
export type JudgeSettingsInput = v.InferInput<typeof schema>;

/** Throws with the setting, its value (never the key's) and what was expected. An empty key is none. */
export function parseJudgeSettings(input: unknown): JudgeSettings {
  const result = v.safeParse(schema, input);
  if (!result.success) {
    const [issue] = result.issues;
    const path = v.getDotPath(issue);
    if (path === 'apiKey') throw new Error(`invalid judge API key (expected ${KEY})`);
    // Nothing of an unknown entry is quoted: it may be the key under a wrong name.
    if (issue.expected === 'never') throw new Error(`unknown judge setting: "${path}"`);
    const place = path === null ? 'settings' : `setting ${path}`;
    throw new Error(`invalid judge ${place}: ${issue.received} (expected ${issue.message})`);
  }
  const { apiKey, endpoint, ...rest } = result.output;
  return {
    ...rest,
    endpoint: normaliseEndpoint(endpoint),
    ...(apiKey === '' ? {} : { apiKey: new Secret(apiKey) }),
  };
}
