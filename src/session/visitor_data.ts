// Preference data and reward models of the visitor, in place of the page's data and models.
import type { RunConfig } from '../config/schema.ts';
import type { RunInputs } from './journal/run_inputs.ts';
import type { LoadModel } from './model_files.ts';
import { PastedPreferences } from './pasted_preferences.ts';
import type { Command, Load, WorkerEvent } from './protocol.ts';
import type { RunOptions } from './run.ts';
import { VisitorRewardModels } from './visitor_reward_models.ts';

export type VisitorCommand = Extract<
  Command,
  { type: 'preferences' | 'stop-preferences' | 'export-preferences' | 'use-reward-model' }
>;

export type VisitorPart = Pick<RunOptions, 'loadModel' | 'rewardModel' | 'pasted'>;

export class VisitorData {
  private readonly preferences = new PastedPreferences();
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

  get isReading(): boolean {
    return this.preferences.readingFor !== undefined;
  }

  /** Reads on for a slice. */
  async readOn(emit: (event: WorkerEvent) => void): Promise<void> {
    const event = await this.preferences.readOn();
    if (event) emit(event);
  }

  /** Whether a command must wait for data that are being read. */
  readonly holdsUp = (command: Command): boolean => {
    const { readingFor } = this.preferences;
    const isOfData = command.type === 'load' || command.type === 'export-preferences';
    return readingFor !== undefined && isOfData && command.config.task === readingFor;
  };

  /** What a run trains on: what it always had where it goes on, else the visitor's present data. */
  partOf({ config, resumption }: Load, load: LoadModel): VisitorPart {
    const { rewardModels, preferences } = resumption?.inputs
      ? VisitorData.from(config, resumption.inputs)
      : this;
    return {
      loadModel: rewardModels.loaderNow(load),
      rewardModel: config.reward === 'learned' ? rewardModels.of(config.task) : undefined,
      pasted: preferences.pastedFor(config.task),
    };
  }

  /** Throws a sentence if the inputs do not fit the task. */
  private static from({ task }: RunConfig, { preferences, rewardModel }: RunInputs): VisitorData {
    const data = new VisitorData();
    const answers = [
      data.preferences.takeNow(task, preferences),
      data.answer({ type: 'use-reward-model', task, visitorModel: rewardModel }),
    ];
    for (const answer of answers) {
      if (answer.type === 'preferences' && answer.problems.length > 0) {
        const [{ line, message }] = answer.problems;
        throw new Error(`line ${line} of the preference data: ${message}`);
      }
      if (answer.type === 'reward-model' && answer.problem) throw new Error(answer.problem);
    }
    return data;
  }
}
