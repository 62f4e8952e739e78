// State of reward models as plain data: cards of shipped models, the running training, and the visitor's models.
import type { RecordedRewardCard } from '../formats/reward_card.ts';
import type { TrainedModel } from '../model/extend.ts';
import type { RewardRecipe } from '../reward/reward_recipe.ts';
import type { RewardStep } from '../reward/train_reward_model.ts';
import type { TaskName } from '../tasks/task.ts';
import type { RewardReply } from '../worker/reward_protocol.ts';

export type ShippedReward =
  | { readonly status: 'loading' }
  | { readonly status: 'none' }
  | { readonly status: 'known'; readonly card: RecordedRewardCard }
  | { readonly status: 'failed'; readonly message: string };

export interface RewardTraining {
  readonly task: TaskName;
  readonly recipe: RewardRecipe;
  /** True if it trains on the visitor's pairs. */
  readonly visitorPairs: boolean;
  readonly status: 'running' | 'stopped' | 'made' | 'failed';
  readonly preparing?: { readonly done: number; readonly total: number };
  readonly steps: readonly RewardStep[];
  /** Reason of a failure. */
  readonly problem?: string;
}

export interface VisitorReward {
  readonly id: number;
  readonly model: TrainedModel;
  readonly card: RecordedRewardCard;
  readonly visitorPairs: boolean;
}

export interface RewardModelsState {
  readonly shipped: Readonly<Partial<Record<TaskName, ShippedReward>>>;
  /** The last training; its curves stay after its end. */
  readonly training?: RewardTraining;
  readonly visitor: Readonly<Partial<Record<TaskName, VisitorReward>>>;
}

export type RewardEvent =
  | RewardReply
  | { readonly type: 'shipped'; readonly task: TaskName; readonly shipped: ShippedReward }
  | {
      readonly type: 'started';
      readonly task: TaskName;
      readonly recipe: RewardRecipe;
      readonly visitorPairs: boolean;
    }
  | { readonly type: 'stopped' };

export const noRewardModels: RewardModelsState = { shipped: {}, visitor: {} };

/** Numbers the models of a visit across all tasks. */
const nextId = (models: RewardModelsState['visitor']) =>
  1 + Math.max(0, ...Object.values(models).map(({ id }) => id));

export function reduceRewards(state: RewardModelsState, event: RewardEvent): RewardModelsState {
  const { training } = state;
  if (event.type === 'shipped')
    return { ...state, shipped: { ...state.shipped, [event.task]: event.shipped } };
  if (event.type === 'started') {
    const { task, recipe, visitorPairs } = event;
    return { ...state, training: { task, recipe, visitorPairs, status: 'running', steps: [] } };
  }
  if (training?.status !== 'running') return state;
  switch (event.type) {
    case 'progress': {
      if (event.progress.kind === 'preparing') {
        const { done, total: all } = event.progress;
        return {
          ...state,
          training: { ...training, preparing: done < all ? { done, total: all } : undefined },
        };
      }
      const steps = [...training.steps, ...event.progress.steps];
      return { ...state, training: { ...training, preparing: undefined, steps } };
    }
    case 'stopped':
      return { ...state, training: { ...training, preparing: undefined, status: 'stopped' } };
    case 'failed':
      return {
        ...state,
        training: { ...training, preparing: undefined, status: 'failed', problem: event.message },
      };
    case 'result': {
      const { task, recipe, visitorPairs } = training;
      const { model, card, gamma, pairs, seconds, backend } = event.result;
      const { noise, slips, priorShare, steps, pairsPerBatch, learningRate, seed } = recipe;
      const record = {
        pairs,
        noise,
        slips,
        priorShare,
        steps,
        pairsPerBatch,
        learningRate,
        seed,
        seconds,
        backend,
      };
      const made: VisitorReward = {
        id: nextId(state.visitor),
        model,
        card: { ...card, ...record, standardisedGamma: gamma },
        visitorPairs,
      };
      return {
        ...state,
        training: { ...training, status: 'made' },
        visitor: { ...state.visitor, [task]: made },
      };
    }
  }
}
