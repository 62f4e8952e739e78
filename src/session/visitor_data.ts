// Preference data and reward models of the visitor, in place of the page's data and models.
import type { RunConfig } from '../config/schema.ts';
import type { LoadModel } from './model_files.ts';
import { PastedPreferences } from './pasted_preferences.ts';
import type { Command, WorkerEvent } from './protocol.ts';
import { VisitorRewardModels } from './visitor_reward_models.ts';

export type VisitorCommand = Extract<
  Command,
  { type: 'preferences' | 'stop-preferences' | 'export-preferences' | 'use-reward-model' }
>;

export class VisitorData {
  readonly preferences = new PastedPreferences();
  private readonly rewardModels = new VisitorRewardModels();

  answer(command: VisitorCommand): WorkerEvent {
    switch (command.type) {
      case 'preferences':
        return this.preferences.take(command);
      case 'stop-preferences':
        return this.preferences.stop(command.task);
      case 'export-preferences':
        return this.preferences.write(command.config);
      case 'use-reward-model':
        return this.rewardModels.take(command.task, command.visitorModel);
    }
  }

  /** Whether a command must wait for data that are being read. */
  holdsUp(command: Command): boolean {
    const { readingFor } = this.preferences;
    const isOfData = command.type === 'load' || command.type === 'export-preferences';
    return readingFor !== undefined && isOfData && command.config.task === readingFor;
  }

  /** Id of the visitor's reward model; absent if the run trains on another reward. */
  rewardModelOf({ task, reward }: RunConfig): number | undefined {
    return reward === 'learned' ? this.rewardModels.idOf(task) : undefined;
  }

  modelsOver(load: LoadModel): LoadModel {
    return this.rewardModels.loaderNow(load);
  }
}
