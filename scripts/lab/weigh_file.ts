// Reads one prompt's samples from a file and applies one method's rule, for `lab weigh`. The file is not trusted: a
// problem becomes a sentence with the field and the value.
import * as v from 'valibot';
import { defaults } from '../../src/config/presets.ts';
import { type RunConfig, settings } from '../../src/config/schema.ts';
import { conflictOf, parseSetting } from '../../src/config/validate.ts';
import { type MethodName, type MethodSettings, objectives } from '../../src/objectives/index.ts';
import { checkedTokenCount } from '../../src/objectives/lengths.ts';
import type { RuleResult } from '../../src/objectives/method.ts';
import { checkedTokens } from '../../src/objectives/tokens.ts';
import { quoted } from '../../src/settings/parse.ts';

export interface WeighedGroup extends RuleResult {
  readonly method: MethodName;
}

const SMALLEST_GROUP = 2;
/** Tolerance for the sum of a file's alpha. */
const ALPHA_TOLERANCE = 1e-6;

const finite = v.pipe(v.number('a finite number'), v.finite('a finite number'));
const perSample = v.array(finite, 'an array with a number for each sample');
const perToken = v.array(finite, 'an array with a number for each token');
const index = v.pipe(
  finite,
  v.integer('a sample, counted from 0'),
  v.minValue(0, 'a sample, counted from 0'),
);
const tokenSchema = v.strictObject(
  {
    logPolicy: perToken,
    logPrior: perToken,
    logProposal: perToken,
    value: v.optional(perToken),
    oldValue: v.optional(perToken),
    advantage: v.optional(perToken),
    valueTarget: v.optional(perToken),
  },
  'an object with logPolicy, logPrior and logProposal',
);
type RuleSetting = 'logProbReduction' | keyof MethodSettings;

/** Settings beside gamma that a file may contain: those that the method's rule reads. */
const settingsOf = (method: MethodName): readonly RuleSetting[] => [
  'logProbReduction',
  ...(Object.keys(objectives[method].settings) as RuleSetting[]),
];

const groupEntries = {
  logPolicy: perSample,
  logPrior: perSample,
  logProposal: perSample,
  reward: perSample,
  gamma: finite,
  alpha: v.optional(perSample),
  logPartition: v.optional(finite),
  tokenCount: v.optional(perSample),
  pairs: v.optional(
    v.array(v.strictObject({ winner: index, loser: index }, 'an object with winner and loser')),
  ),
  klBaseline: v.optional(finite),
  rewardBaseline: v.optional(finite),
  tokens: v.optional(v.array(tokenSchema, 'an array with an object for each sample')),
};

/** Schema of a method's file. */
const groupSchema = (method: MethodName) =>
  v.strictObject(
    {
      ...groupEntries,
      ...Object.fromEntries(
        settingsOf(method).map((key) => [
          key,
          v.optional(
            settings[key].kind === 'number'
              ? finite
              : v.string(settings[key].kind === 'text' ? 'a text' : 'one of the options'),
          ),
        ]),
      ),
    },
    'an object with logPolicy, logPrior, logProposal, reward and gamma',
  );
const bareGroup = v.object(groupEntries);
type GroupFile = v.InferOutput<typeof bareGroup> & { readonly [Key in RuleSetting]?: unknown };

function sentence(issue: v.BaseIssue<unknown>): string {
  const path = (issue.path ?? []).map(({ key }, depth) =>
    typeof key === 'number' ? `[${key}]` : `${depth > 0 ? '.' : ''}${key}`,
  );
  if (issue.expected === 'never') return `unknown field: ${quoted(issue.input)}`;
  if (path.length === 0) return `invalid group: ${quoted(issue.input)} (expected ${issue.message})`;
  if (issue.type === 'strict_object') return `${path.join('')} is missing (expected ${issue.message})`;
  return `invalid ${path.join('')}: ${quoted(issue.input)} (expected ${issue.message})`;
}

/** The first contradiction between the figures. */
function problemOf(method: MethodName, file: GroupFile): string | undefined {
  const n = file.reward.length;
  if (n < SMALLEST_GROUP)
    return `invalid reward: ${n} values (expected ${SMALLEST_GROUP} or more, one for each sample)`;
  for (const field of ['logPolicy', 'logPrior', 'logProposal', 'alpha', 'tokenCount', 'tokens'] as const) {
    const length = file[field]?.length ?? n;
    if (length !== n) return `invalid ${field}: ${length} values (expected ${n}, as many as rewards)`;
  }
  for (const { winner, loser } of file.pairs ?? []) {
    if (winner >= n || loser >= n || winner === loser)
      return `invalid pair: ${winner} over ${loser} (expected two different samples of 0..${n - 1})`;
  }
  for (const key of ['gamma', ...settingsOf(method)] as const) {
    if (file[key] === undefined) continue;
    const parsed = parseSetting(key, file[key]);
    if ('problem' in parsed) return parsed.problem;
  }
  if (file.tokens) checkedTokens(file);
  if (file.tokenCount) {
    const count = checkedTokenCount(file);
    const differs = file.tokens?.findIndex(({ logPolicy }, i) => logPolicy.length !== count[i]) ?? -1;
    if (differs >= 0)
      return `invalid tokenCount[${differs}]: ${count[differs]} (expected ${file.tokens?.[differs].logPolicy.length}, as many as tokens[${differs}] has)`;
  }
  const { alpha = [1] } = file;
  const negative = alpha.findIndex((weight) => weight < 0);
  if (negative >= 0) return `invalid alpha[${negative}]: ${alpha[negative]} (expected 0..1)`;
  const sum = alpha.reduce((total, weight) => total + weight, 0);
  if (Math.abs(sum - 1) > ALPHA_TOLERANCE) return `invalid alpha: its sum is ${sum} (expected 1)`;
  // Pairs from the file replace the pairing by the rule, so no sample is left over.
  if (file.pairs) return undefined;
  return conflictOf({ ...defaults.strings, rsoCandidates: n, method, samplesPerPrompt: n });
}

export function weighGroup(method: MethodName, json: unknown): WeighedGroup {
  const parsed = v.safeParse(groupSchema(method), json);
  if (!parsed.success) throw new Error(sentence(parsed.issues[0]));
  const file = parsed.output as GroupFile;
  const problem = problemOf(method, file);
  if (problem !== undefined) throw new Error(problem);
  const fileSettings = Object.fromEntries(
    ['gamma', ...settingsOf(method)].flatMap((key) => (key in file ? [[key, file[key as RuleSetting]]] : [])),
  );
  const ruleSettings = { ...defaults.strings, ...fileSettings } as RunConfig;
  return { method, ...objectives[method].rule(file, ruleSettings) };
}
