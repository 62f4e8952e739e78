// A reward of the visitor's own: whatever scores texts, in units of its spread over samples of the prior.
import { mean, variance } from '../math/statistics.ts';
import type { Reward } from '../reward/reward.ts';
import type { OwnTask } from './own_task.ts';

/** What a rule is told of a response. */
export interface RatedResponse {
  readonly prompt: string;
  readonly response: string;
  /** Other fields of the prompt's row. */
  readonly meta: unknown;
  /** Whether it ended by itself, and was not cut at the length limit. */
  readonly ended: boolean;
  /** Its length, its end included. */
  readonly tokens: number;
}

/** One finite number a response. Rejects with a sentence. */
export type Score = (responses: readonly RatedResponse[]) => Promise<readonly number[]>;

/** What turns scores into rewards: (score - mean) / spread. */
export interface Scale {
  readonly mean: number;
  readonly spread: number;
}

/** Mean 0 and spread 1 on these scores. Throws a sentence if they are all the same. */
export function scaleOf(scores: readonly number[]): Scale {
  const spread = Math.sqrt(variance(scores));
  if (!(spread > 0))
    throw new Error(
      `the reward is ${scores[0]} for every one of ${scores.length} responses (expected a spread: there is nothing to learn)`,
    );
  return { mean: mean(scores), spread };
}

export function ratedResponse(
  task: OwnTask,
  { prompt, completion }: Parameters<Reward['of']>[0][number],
): RatedResponse {
  const tokens = Array.from(completion);
  return {
    prompt: prompt.text,
    response: task.tokenizer.decode(tokens),
    meta: task.metaOf(prompt),
    ended: tokens.at(-1) === task.tokenizer.eos,
    tokens: tokens.length,
  };
}

export const ownReward = (task: OwnTask, score: Score, { mean: middle, spread }: Scale): Reward => ({
  isGold: true,
  async of(responses) {
    const scores = await score(responses.map((response) => ratedResponse(task, response)));
    return scores.map((value) => (value - middle) / spread);
  },
  dispose() {},
});
