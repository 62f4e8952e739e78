// Preference data that the visitor brought, in place of the task's generated data. One wrong line refuses all.
import type { RunConfig } from '../config/schema.ts';
import { formatPreferences, type LineProblem, parsePreferences } from '../formats/preferences.ts';
import { givenTask, taskOf } from '../tasks/index.ts';
import type { Preference } from '../tasks/preferences.ts';
import type { TaskName } from '../tasks/task.ts';
import { PreferenceReading } from './preference_reading.ts';
import type { Command, WorkerEvent } from './protocol.ts';
import { preferencesOf } from './run.ts';

type PreferencesEvent = Extract<WorkerEvent, { type: 'preferences' }>;

export class PastedPreferences {
  private readonly byTask = new Map<TaskName, { text: string; preferences: readonly Preference[] }>();
  private reading?: PreferenceReading;

  pastedFor(task: TaskName): readonly Preference[] | undefined {
    return this.byTask.get(task)?.preferences;
  }

  /** The task whose data are being read. */
  get readingFor(): TaskName | undefined {
    return this.reading?.task;
  }

  /** Begins to read JSON lines, or goes back to the task's generated data. */
  take({ task, text, file }: Extract<Command, { type: 'preferences' }>): WorkerEvent {
    const source = text ?? file;
    this.reading = source === undefined ? undefined : new PreferenceReading(task, source);
    if (this.reading) return this.progress(this.reading);
    this.byTask.delete(task);
    return this.inUse(task);
  }

  /** The same in one go, for a run that goes on with its own data. */
  takeNow(task: TaskName, text?: string): PreferencesEvent {
    const parsed = text === undefined ? undefined : parsePreferences(text, givenTask(task));
    if (text === undefined || !parsed) this.byTask.delete(task);
    else if ('preferences' in parsed) this.byTask.set(task, { text, preferences: parsed.preferences });
    return this.inUse(task, parsed && 'problems' in parsed ? parsed.problems : []);
  }

  /** The next slice of the reading under way: how far it is, or the data then in use. */
  async readOn(): Promise<WorkerEvent | undefined> {
    const { reading } = this;
    const read = await reading?.slice();
    if (!reading || reading !== this.reading) return undefined; // stopped meanwhile
    if (!read) return this.progress(reading);
    this.reading = undefined;
    if ('problems' in read) return this.inUse(reading.task, read.problems);
    this.byTask.set(reading.task, read);
    return this.inUse(reading.task);
  }

  /** Ends the reading; what was in use stays. */
  stop(task: TaskName): WorkerEvent {
    if (this.readingFor === task) this.reading = undefined;
    return this.inUse(task);
  }

  /** The preference data of a run with this config, as JSON lines. */
  write(config: RunConfig): WorkerEvent {
    const task = taskOf(config);
    const preferences = preferencesOf(task, config, this.pastedFor(config.task));
    return { type: 'preferences-text', task: config.task, text: formatPreferences(preferences, task) };
  }

  private progress({ task, progress }: PreferenceReading): WorkerEvent {
    return { type: 'preferences-reading', task, ...progress };
  }

  private inUse(task: TaskName, problems: readonly LineProblem[] = []): PreferencesEvent {
    const pasted = this.byTask.get(task);
    const count = pasted?.preferences.length ?? 0;
    return { type: 'preferences', task, pasted: pasted !== undefined, count, text: pasted?.text, problems };
  }
}
