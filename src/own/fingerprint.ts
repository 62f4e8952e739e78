// What a run of one's own is made of, in twelve hexadecimal digits, and the plan that is behind known digits.
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import type { FileRecord } from '../formats/hugging_face/provenance.ts';
import type { Tokenizer } from '../tokenizer/tokenizer.ts';
import type { EncodedRow } from './data/fitting/encode.ts';
import { type FitPlan, fitRows, RUN_LENGTHS, rowLength } from './data/fitting/fit.ts';
import type { RewardIdentity } from './reward/reward_identity.ts';

interface Made {
  readonly files: readonly FileRecord[];
  readonly reward: RewardIdentity;
}

const digest = (text: string) => bytesToHex(sha256(new TextEncoder().encode(text)));

export const rowsDigest = (rows: readonly EncodedRow[]): string =>
  digest(JSON.stringify(rows.map(({ row }) => row)));

/** @param rows digest of those that fit the plan. */
/** Names the kind of reward where that is no rule. */
export function fingerprint(
  { files, reward: { kind, text: rewardName } }: Made,
  rows: string,
  plan: FitPlan,
): string {
  const { length, answerTokens, tooLong } = plan;
  const model = files.map(({ name, sha256: hash }) => [name, hash]);
  const made = { model, rows, plan: { length, answerTokens, tooLong }, rewardName };
  return `${kind === 'rule' ? '' : `${kind}-`}${digest(JSON.stringify(made)).slice(0, 12)}`;
}

const upTo = (most: number, by: number) => Array.from({ length: most / by }, (_, i) => by * (i + 1));
const plansOf = (lengths: readonly number[], answers: readonly number[], tooLong: FitPlan['tooLong']) =>
  lengths.flatMap((length) =>
    answers
      .filter((answerTokens) => answerTokens < length)
      .map((answerTokens): FitPlan => ({ length, answerTokens, tooLong })),
  );

/** What the page offers. */
const OFFERED = [RUN_LENGTHS, [16, 32, 64, 128, 256]] as const;
/** What people type. */
const TYPED = [
  [...upTo(1024, 8), 100, 200, 300, 500, 1000, 1536, 2048, 4096],
  [...upTo(32, 1), ...upTo(512, 8), 50, 100, 150, 250, 300, 500],
] as const;

/** The plan with which the parts have these digits; undefined: none that is usual. @param likely tried first. */
export function planBehind(
  id: string,
  made: Made,
  rows: readonly EncodedRow[],
  tokenizer: Tokenizer,
  likely: FitPlan,
): FitPlan | undefined {
  const usual = [likely, ...plansOf(...OFFERED, 'skip'), ...plansOf(...OFFERED, 'cut')];
  const found = usual.find(
    (plan) => fingerprint(made, rowsDigest(fitRows(rows, tokenizer, plan).rows), plan) === id,
  );
  if (found) return found;
  // Beyond those, only plans that every row fits: the rows are then the same ones.
  const whole = rowsDigest(rows);
  const needed = new Map(
    TYPED[1].map((tokens) => [tokens, Math.max(...rows.map((row) => rowLength(row, tokens)))]),
  );
  return plansOf(...TYPED, 'skip').find(
    (plan) => needed.get(plan.answerTokens)! <= plan.length && fingerprint(made, whole, plan) === id,
  );
}
