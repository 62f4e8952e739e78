// What the page says to the worker that trains a reward model, and hears from it.
import type { TrainedModel } from '../model/extend.ts';
import type { RewardCard } from '../reward/reward_card.ts';
import type { RewardRecipe } from '../reward/reward_recipe.ts';
import type { RewardStep } from '../reward/train_reward_model.ts';
import type { BackendName } from '../session/protocol.ts';
import type { TaskName } from '../tasks/task.ts';
import type { Reply } from './request.ts';

export interface RewardRequest {
  readonly task: TaskName;
  readonly recipe: RewardRecipe;
  /** The visitor's pairs as JSON lines, in place of generated ones. */
  readonly preferences?: string;
  /** Where the page's files are. */
  readonly base: string;
  /** Absent: the best there is. */
  readonly backend?: BackendName;
}

export interface RewardResult {
  readonly model: TrainedModel;
  readonly card: RewardCard;
  /** With which exp(r / gamma) are the odds it learned. */
  readonly gamma: number;
  /** It was trained on so many. */
  readonly pairs: number;
  readonly seconds: number;
  /** What computed. */
  readonly backend: string;
}

export type RewardProgress =
  /** Compiling the device's programs before the first step. */
  | { readonly kind: 'preparing'; readonly done: number; readonly total: number }
  | { readonly kind: 'steps'; readonly steps: readonly RewardStep[] };

export type RewardReply = Reply<RewardProgress, RewardResult>;

/** Says every reply, and nothing after the model, a failure or `stop`. */
export type TrainReward = (request: RewardRequest, onReply: (reply: RewardReply) => void) => { stop(): void };
