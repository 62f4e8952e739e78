// What a run of a visitor's own is made of, without its files: their names and fingerprints, and all that is not a file.
// It is kept with the run, so that a later visit can ask for the files and tell whether they are the same.
import * as v from 'valibot';
import { reasonOf } from '../../errors/reason.ts';
import type { OwnModelFiles, OwnSetup } from './own_setup.ts';

const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const record = v.object({
  name: v.pipe(v.string(), v.minLength(1), v.maxLength(500)),
  bytes: count,
  sha256: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/)),
});
/** JSON has no NaN. */
const share = v.pipe(
  v.nullable(v.number()),
  v.transform((value) => value ?? Number.NaN),
);

const schema = v.object({
  model: v.object({
    /** Those of an adapter too. */
    files: v.pipe(v.array(record), v.minLength(1), v.maxLength(1000), v.readonly()),
    endToken: v.optional(v.string()),
  }),
  data: record,
  plan: v.object({ length: count, answerTokens: count, tooLong: v.picklist(['skip', 'cut']) }),
  /** Of what rates: the rule's text, or what stands for it. */
  rule: v.string(),
  /** Absent: a rule. */
  rewardKind: v.optional(v.picklist(['judge', 'model'])),
  figures: v.object({
    samples: count,
    prompts: count,
    mean: v.number(),
    spread: v.pipe(v.number(), v.gtValue(0)),
    withinShare: share,
  }),
});
export type OwnNeeds = Readonly<v.InferOutput<typeof schema>>;

export const ownNeeds = (
  {
    model: { endToken },
    plan,
    reward: { kind, text },
    figures,
  }: Pick<OwnSetup, 'plan' | 'reward' | 'figures'> & { readonly model: Pick<OwnModelFiles, 'endToken'> },
  model: OwnNeeds['model']['files'],
  data: OwnNeeds['data'],
): OwnNeeds => ({
  model: { files: model, endToken },
  data,
  plan,
  rule: text,
  ...(kind !== 'rule' && { rewardKind: kind }),
  figures,
});

/** Throws a sentence. */
export function readOwnNeeds(text: string): OwnNeeds {
  try {
    return v.parse(schema, JSON.parse(text));
  } catch (error) {
    throw new Error(`invalid own.json: ${reasonOf(error).slice(0, 80)} (expected the files of a run)`);
  }
}
