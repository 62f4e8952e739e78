// The card beside a shipped reward model: how it was trained, and how well it rates pairs that it has not seen.
import * as v from 'valibot';
import type { RewardCard } from '../reward/reward_card.ts';

const share = v.pipe(v.number(), v.minValue(0), v.maxValue(1));
const count = v.pipe(v.number(), v.integer(), v.minValue(1));
const finite = v.pipe(v.number(), v.finite());

const cardSchema = v.object({
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

/** Throws with the field that is wrong. */
export function readRewardCard(text: string): RecordedRewardCard {
  const parsed = v.safeParse(cardSchema, JSON.parse(text));
  if (parsed.success) return parsed.output;
  const [issue] = parsed.issues;
  throw new Error(`invalid card.json: ${v.getDotPath(issue) ?? 'card'}: ${issue.message}`);
}
