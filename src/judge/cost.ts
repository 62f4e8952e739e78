// What judging will cost, before it starts. An estimate: no tokenizer of the judge's is at hand, so characters are counted.
import { type JudgePair, judgeMessages } from './prompts.ts';
import type { JudgeSettings } from './settings.ts';

const CHARACTERS_A_TOKEN = 4;
/** Two or three short sentences and the verdict. */
const ANSWER_TOKENS = 100;
const MILLION = 1e6;

export interface JudgePrices {
  readonly pricePerMillionInput: number;
  readonly pricePerMillionOutput: number;
}

export interface CostEstimate {
  /** Two a pair, retries not counted. */
  readonly requests: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** If every answer were as long as allowed. */
  readonly outputTokensAtMost: number;
  /** In the currency of the prices; undefined without them. */
  readonly price?: number;
  readonly priceAtMost?: number;
  /** What the figures rest on, one sentence for the visitor. */
  readonly basis: string;
}

/** Throws on a price that is not finite or below 0. The time is not estimated: it depends on the server alone. */
export function estimateCost(
  pairs: readonly JudgePair[],
  { maxAnswerTokens }: JudgeSettings,
  prices?: JudgePrices,
): CostEstimate {
  for (const [name, price] of Object.entries(prices ?? {}))
    if (!(price >= 0 && Number.isFinite(price)))
      throw new Error(`invalid ${name}: ${price} (expected a finite number, at least 0)`);
  const requests = 2 * pairs.length;
  const answer = Math.min(ANSWER_TOKENS, maxAnswerTokens);
  const inputTokens = pairs.reduce((sum, pair) => sum + 2 * questionTokens(pair), 0);
  const [outputTokens, outputTokensAtMost] = [requests * answer, requests * maxAnswerTokens];
  const price = (output: number) =>
    prices && (inputTokens * prices.pricePerMillionInput + output * prices.pricePerMillionOutput) / MILLION;
  return {
    requests,
    inputTokens,
    outputTokens,
    outputTokensAtMost,
    price: price(outputTokens),
    priceAtMost: price(outputTokensAtMost),
    basis: `Estimated at ${CHARACTERS_A_TOKEN} characters a token and ${answer} tokens an answer, without retries; how long it takes depends on the server.`,
  };
}

function questionTokens(pair: JudgePair): number {
  const characters = judgeMessages(pair).reduce((sum, { content }) => sum + content.length, 0);
  return Math.ceil(characters / CHARACTERS_A_TOKEN);
}
