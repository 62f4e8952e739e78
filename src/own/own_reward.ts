// A reward of the visitor's own: whatever rates texts, in units of its spread over samples of the prior.
import type { Reward } from '../reward/reward.ts';
import type { OwnTask } from './own_task.ts';
import type { ResponseScorer, ResponseToRate } from './reward/response_scorer.ts';
import { type RewardFigures, standardised } from './reward/reward_figures.ts';
import type { RewardIdentity } from './reward/reward_identity.ts';

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

/** Shares of wins among themselves say nothing of progress, so evaluated answers meet the answer to be compared with. */
const isCompared = ({ prompt }: Response) => prompt.split !== 'train' && prompt.gold.length > 0;

interface OwnRating {
  readonly scorer: ResponseScorer;
  readonly reward: RewardIdentity;
}

export function ownReward(
  task: OwnTask,
  { scorer, reward: { kind } }: OwnRating,
  figures: RewardFigures,
): Reward {
  const judged = kind === 'judge';
  const toRate = (response: Response): ResponseToRate => ({
    ...responseToRate(task, response),
    ...(judged && isCompared(response) && { against: task.tokenizer.decode([...response.prompt.gold]) }),
  });
  return {
    isGold: true,
    ...(judged && { isPaid: true }),
    of: async (responses) => standardised(await scorer.score(responses.map(toRate)), figures),
    // The scorer belongs to the bundle, which the next run may use.
    dispose() {},
  };
}
