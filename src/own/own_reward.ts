// A reward of the visitor's own: whatever rates texts, in units of its spread over samples of the prior.
import type { Reward } from '../reward/reward.ts';
import type { OwnTask } from './own_task.ts';
import type { ResponseScorer, ResponseToRate } from './reward/response_scorer.ts';
import { type RewardFigures, standardised } from './reward/reward_figures.ts';

type Response = Parameters<Reward['of']>[0][number];

export function responseToRate(task: OwnTask, { prompt, completion }: Response): ResponseToRate {
  const tokens = Array.from(completion);
  const ended = tokens.at(-1) === task.tokenizer.eos;
  return {
    prompt: prompt.text,
    response: task.tokenizer.decode(tokens),
    meta: task.metaOf(prompt),
    ended,
    tokens: tokens.length - (ended ? 1 : 0),
  };
}

export const ownReward = (task: OwnTask, scorer: ResponseScorer, figures: RewardFigures): Reward => ({
  isGold: true,
  of: async (responses) =>
    standardised(await scorer.score(responses.map((response) => responseToRate(task, response))), figures),
  // The scorer belongs to the bundle, which the next run may use.
  dispose() {},
});
