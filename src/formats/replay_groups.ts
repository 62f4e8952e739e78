// Groups of the replay as bytes, to the bit and by themselves: JSON for what a group is, and a column for each figure over
// all samples or all tokens. A column whose numbers are all singles is written as such. Prompts are known by their ids.
import * as v from 'valibot';
import { sum } from '../math/statistics.ts';
import type { Completion } from '../model/language_model.ts';
import type { ReplayGroup } from '../objectives/group.ts';
import type { Prompt, RunTask, Split } from '../tasks/task.ts';
import { double, fields, readJsonWithTensors, vector, writeJsonWithTensors } from './json_with_tensors.ts';
import type { Numbers } from './safetensors.ts';

const WHAT = 'groups of a checkpoint';
const SPLITS: readonly Split[] = ['train', 'validation', 'test'];

/** One number a sample. */
const OF_SAMPLES = ['logProposal', 'logPrior', 'reward', 'alpha'] as const;
/** One number a token; a run has the latter everywhere or nowhere. */
const CACHED = ['logPrior', 'logProposal'] as const;
const VALUED = ['oldValue', 'advantage', 'valueTarget'] as const;
const TOKEN = 'token';
/** Log-probs of tokens when they were drawn; absent where no model of ours drew them. */
const DRAWN = 'drawn';
const ofToken = (name: (typeof CACHED | typeof VALUED)[number]) => `${TOKEN}.${name}`;

const integer = (least: number, most: number) => {
  const expected = `a whole number in ${least}..${most}`;
  return v.pipe(
    v.number(expected),
    v.safeInteger(expected),
    v.minValue(least, expected),
    v.maxValue(most, expected),
  );
};

function documentSchema(task: RunTask) {
  const index = integer(0, Number.MAX_SAFE_INTEGER);
  const group = fields({
    round: integer(1, Number.MAX_SAFE_INTEGER),
    prompt: index,
    lengths: v.pipe(
      v.array(integer(1, task.maxCompletionTokens), 'lengths'),
      v.minLength(1, 'one sample or more'),
    ),
    pairs: v.optional(v.array(fields({ winner: index, loser: index }), 'pairs')),
    diagnostics: v.optional(v.record(v.string(), double, 'named numbers')),
  });
  return fields({ groups: v.array(group, 'groups') });
}

/** The values of a column, one part after the other; undefined where no part has any. */
function column(name: string, parts: readonly (ArrayLike<number> | undefined)[], lengths: readonly number[]) {
  if (parts.every((part) => part === undefined)) return undefined;
  const values = new Float64Array(sum(lengths));
  let at = 0;
  parts.forEach((part, i) => {
    if (part?.length !== lengths[i])
      throw new Error(`invalid groups: ${part?.length ?? 'no'} numbers of ${name} (expected ${lengths[i]})`);
    values.set(part, at);
    at += lengths[i];
  });
  return areSingles(values) ? new Float32Array(values) : values;
}

function areSingles(values: Float64Array): boolean {
  for (let i = 0; i < values.length; i++)
    if (Math.fround(values[i]) !== values[i] && !Number.isNaN(values[i])) return false;
  return true;
}

export function encodeGroups(groups: readonly ReplayGroup[]): Uint8Array<ArrayBuffer> {
  const completions = groups.flatMap((group) => group.completions);
  const tokens = groups.flatMap((group) => group.tokens);
  const counts = groups.map((group) => group.completions.length);
  const lengths = completions.map((completion) => completion.tokens.length);
  const drawn = completions.map(({ logProbs }) => (logProbs.length > 0 ? logProbs : undefined));
  const columns = new Map([
    [
      TOKEN,
      column(
        TOKEN,
        completions.map((completion) => completion.tokens),
        lengths,
      ),
    ],
    [DRAWN, column(DRAWN, drawn, lengths)],
    ...OF_SAMPLES.map(
      (name) =>
        [
          name,
          column(
            name,
            groups.map((group) => group[name]),
            counts,
          ),
        ] as const,
    ),
    ...[...CACHED, ...VALUED].map(
      (name) =>
        [
          ofToken(name),
          column(
            name,
            tokens.map((sample) => sample[name]),
            lengths,
          ),
        ] as const,
    ),
  ]);
  const tensors = new Map<string, { shape: number[]; values: Numbers }>();
  for (const [name, values] of columns) if (values) tensors.set(name, { shape: [values.length], values });
  const json = groups.map(({ round, prompt, pairs, diagnostics, completions: written }) => ({
    round,
    prompt: prompt.id,
    lengths: written.map((completion) => completion.tokens.length),
    pairs,
    diagnostics,
  }));
  return writeJsonWithTensors({ groups: json }, tensors);
}

/** Reads a column part by part. */
class Column {
  private at = 0;

  constructor(private readonly values: Numbers) {}

  next(count: number): Numbers {
    this.at += count;
    return this.values.subarray(this.at - count, this.at);
  }
}

type Document = v.InferOutput<ReturnType<typeof documentSchema>>['groups'];

function checkGroups(groups: Document, prompts: ReadonlyMap<number, Prompt>, { name }: RunTask): void {
  let last = 1;
  for (const { round, prompt, lengths, pairs = [] } of groups) {
    if (round < last) throw new Error(`invalid ${WHAT}: round ${round} (expected ${last} or later)`);
    last = round;
    if (!prompts.has(prompt)) throw new Error(`invalid ${WHAT}: prompt ${prompt} (expected one of ${name})`);
    const beyond = pairs.flatMap(({ winner, loser }) => [winner, loser]).find((i) => i >= lengths.length);
    if (beyond !== undefined)
      throw new Error(`invalid ${WHAT}: sample ${beyond} of a pair (expected 0..${lengths.length - 1})`);
  }
}

function checkTokens(values: Numbers, { tokenizer: { vocabSize } }: RunTask): void {
  const odd = values.find((token) => !(Number.isInteger(token) && token >= 0 && token < vocabSize));
  if (odd !== undefined) throw new Error(`invalid ${WHAT}: token ${odd} (expected 0..${vocabSize - 1})`);
}

/** Throws on bytes that no groups of the task have given. */
export function decodeGroups(bytes: Uint8Array, task: RunTask): readonly ReplayGroup[] {
  const { json, tensors } = readJsonWithTensors(bytes, documentSchema(task), WHAT);
  const { groups } = json;
  if (groups.length === 0) return [];
  const prompts = new Map(
    SPLITS.flatMap((split) => task.prompts(split)).map((prompt) => [prompt.id, prompt]),
  );
  checkGroups(groups, prompts, task);
  const samples = sum(groups.map(({ lengths }) => lengths.length));
  const tokens = sum(groups.map(({ lengths }) => sum(lengths)));
  const of = (name: string, length: number) => new Column(vector(tensors, name, length, WHAT));
  const ofAny = (name: string) => (tensors.has(name) ? of(name, tokens) : undefined);
  checkTokens(vector(tensors, TOKEN, tokens, WHAT), task);
  const [written, drawn] = [of(TOKEN, tokens), ofAny(DRAWN)];
  const sampleColumns = OF_SAMPLES.map((name) => [name, of(name, samples)] as const);
  const tokenColumns = [
    ...CACHED.map((name) => [name, of(ofToken(name), tokens)] as const),
    ...VALUED.map((name) => [name, ofAny(ofToken(name))] as const),
  ].flatMap(([name, column]) => (column ? [[name, column] as const] : []));
  const next = <Name extends string>(columns: readonly (readonly [Name, Column])[], count: number) =>
    Object.fromEntries(columns.map(([name, column]) => [name, Array.from(column.next(count))])) as Record<
      Name,
      number[]
    >;
  return groups.map(({ round, prompt, lengths, pairs, diagnostics }) => ({
    round,
    prompt: prompts.get(prompt)!,
    completions: lengths.map(
      (length): Completion => ({
        tokens: Int32Array.from(written.next(length)),
        logProbs: drawn ? Float32Array.from(drawn.next(length)) : new Float32Array(0),
      }),
    ),
    ...next(sampleColumns, lengths.length),
    tokens: lengths.map((length) => next(tokenColumns, length)),
    ...(pairs && { pairs }),
    ...(diagnostics && { diagnostics }),
  }));
}
