// Messages between the page and the worker that trains a reward model.
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
  /** Base URL of the page's files. */
  readonly base: string;
  /** Absent: the best available. */
  readonly backend?: BackendName;
}

export interface RewardResult {
  readonly model: TrainedModel;
  readonly card: RewardCard;
  /** Temperature at which exp(r / gamma) states the learned odds. */
  readonly gamma: number;
  /** Number of training pairs. */
  readonly pairs: number;
  readonly seconds: number;
  /** Label of the backend. */
  readonly backend: string;
}

export type RewardProgress =
  /** Progress of compiling the device's programs before the first step. */
  | { readonly kind: 'preparing'; readonly done: number; readonly total: number }
  | { readonly kind: 'steps'; readonly steps: readonly RewardStep[] };

export type RewardReply = Reply<RewardProgress, RewardResult>;

/** Passes on every reply, and nothing after the model, a failure or `stop`. */
export type TrainReward = (request: RewardRequest, onReply: (reply: RewardReply) => void) => { stop(): void };
