// The page's reward models: fetches the cards of shipped models, trains one model at a time, keeps the result.
import { createStore } from 'zustand/vanilla';
import { reasonOf } from '../errors/reason.ts';
import { modelFolder } from '../formats/prior.ts';
import { type RecordedRewardCard, readRewardCard } from '../formats/reward_card.ts';
import type { RewardRecipe } from '../reward/reward_recipe.ts';
import type { BackendName } from '../session/protocol.ts';
import type { TaskName } from '../tasks/task.ts';
import type { TrainReward } from '../worker/reward_protocol.ts';
import { noRewardModels, type RewardEvent, type RewardModelsState, reduceRewards } from './reward_state.ts';

export interface RewardModelsOptions {
  /** Base URL of the page's files. */
  readonly base: string;
  readonly train: TrainReward;
  readonly fetchText: (path: string) => Promise<{ readonly status: number; readonly text: string }>;
}

export interface RewardTrainingOptions {
  readonly task: TaskName;
  readonly recipe: RewardRecipe;
  /** The visitor's pairs as JSON lines, in place of generated ones. */
  readonly preferences?: string;
  readonly backend?: BackendName;
}

export class RewardModels {
  readonly store = createStore<RewardModelsState>(() => noRewardModels);
  private runningTraining?: { stop(): void };

  constructor(private readonly options: RewardModelsOptions) {}

  /** Fetches the shipped model's card once; a failed fetch is tried again. */
  async lookUp(task: TaskName): Promise<void> {
    const known = this.store.getState().shipped[task];
    if (known && known.status !== 'failed') return;
    this.take({ type: 'shipped', task, shipped: { status: 'loading' } });
    try {
      const card = await this.fetchCard(task);
      this.take({ type: 'shipped', task, shipped: card ? { status: 'known', card } : { status: 'none' } });
    } catch (error) {
      const message = reasonOf(error);
      this.take({ type: 'shipped', task, shipped: { status: 'failed', message } });
    }
  }

  train({ task, recipe, preferences, backend }: RewardTrainingOptions): void {
    this.stop();
    this.take({ type: 'started', task, recipe, visitorPairs: preferences !== undefined });
    const { base } = this.options;
    this.runningTraining = this.options.train({ task, recipe, preferences, base, backend }, (reply) =>
      this.take(reply),
    );
  }

  /** Stops the training; the model made before stays. */
  stop(): void {
    this.runningTraining?.stop();
    this.runningTraining = undefined;
    this.take({ type: 'stopped' });
  }

  private async fetchCard(task: TaskName): Promise<RecordedRewardCard | undefined> {
    const path = `models/${modelFolder(task, 'reward')}/card.json`;
    const { status, text } = await this.options.fetchText(path);
    // A server for single-page apps answers with the page.
    if (status === 404 || text.trimStart().startsWith('<')) return undefined;
    if (status !== 200) throw new Error(`HTTP ${status} for ${path}`);
    return readRewardCard(text);
  }

  private take(event: RewardEvent): void {
    this.store.setState((state) => reduceRewards(state, event), true);
  }
}
