// The card beside a shipped reward model: how it was trained, and how well it rates pairs that it has not seen.
import * as v from 'valibot';
import type { RewardCard } from '../reward/reward_card.ts';
import { quoted } from '../settings/parse.ts';

const share = v.pipe(v.number(), v.minValue(0), v.maxValue(1));
const count = v.pipe(v.number(), v.integer(), v.minValue(1));
const finite = v.pipe(v.number(), v.finite());

const KIND = 'reward-card';
/** To be raised when older pages could not read a card. */
const FORMAT = 1;

const cardSchema = v.object({
  kind: v.literal(KIND),
  format: v.literal(FORMAT),
  pairs: count,
  noise: v.pipe(finite, v.minValue(0)),
  slips: share,
  priorShare: share,
  steps: count,
  pairsPerBatch: count,
  learningRate: finite,
  seed: v.pipe(v.number(), v.integer(), v.minValue(0)),
  heldOut: count,
  loss: finite,
  accuracy: share,
  calibration: v.array(v.object({ stated: share, observed: share, pairs: count })),
  correlation: v.pipe(v.number(), v.minValue(-1), v.maxValue(1)),
  priorAccuracy: share,
  priorCorrelation: v.pipe(v.number(), v.minValue(-1), v.maxValue(1)),
  withinPromptSpread: v.pipe(finite, v.minValue(0)),
  bestByModel: v.array(v.object({ choices: count, gold: finite })),
  warning: v.optional(v.string()),
  standardisedGamma: finite,
  seconds: finite,
  backend: v.string(),
});

/** How a reward model was trained. */
interface RewardTrainingRecord {
  readonly pairs: number;
  readonly noise: number;
  /** Share of the responses that were written with slips. */
  readonly slips: number;
  /** Share of the pairs whose responses are the prior's own samples. */
  readonly priorShare: number;
  readonly steps: number;
  readonly pairsPerBatch: number;
  readonly learningRate: number;
  readonly seed: number;
  readonly standardisedGamma: number;
  readonly seconds: number;
  readonly backend: string;
}

export type RecordedRewardCard = RewardCard & RewardTrainingRecord;

/** What is recorded, as a file that says what it is. */
export const rewardCardText = (record: object): string =>
  `${JSON.stringify({ kind: KIND, format: FORMAT, ...record }, null, 2)}\n`;

/** Throws with the field that is wrong. */
export function readRewardCard(text: string): RecordedRewardCard {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw new Error(`invalid card.json: ${quoted(text)} (expected JSON)`);
  }
  const parsed = v.safeParse(cardSchema, json);
  if (parsed.success) {
    const { kind: _, format: __, ...card } = parsed.output;
    return card;
  }
  const [issue] = parsed.issues;
  const got = issue.input === undefined ? '(missing)' : quoted(issue.input);
  throw new Error(
    `invalid card.json: ${v.getDotPath(issue) ?? 'card'}: ${got} (expected ${issue.expected ?? issue.requirement})`,
  );
}
