// Preference data that the visitor pasted, in place of the task's generated data. One wrong line refuses all.
import type { RunConfig } from '../config/schema.ts';
import { formatPreferences, parsePreferences } from '../formats/preferences.ts';
import { taskOf, tasks } from '../tasks/index.ts';
import type { Preference } from '../tasks/preferences.ts';
import type { TaskName } from '../tasks/task.ts';
import type { WorkerEvent } from './protocol.ts';
import { preferencesOf } from './run.ts';

export class PastedPreferences {
  private readonly byTask = new Map<TaskName, { text: string; preferences: readonly Preference[] }>();

  pastedFor(task: TaskName): readonly Preference[] | undefined {
    return this.byTask.get(task)?.preferences;
  }

  /** Takes JSON lines, or goes back to the task's generated data. The event describes the data now in use. */
  take(task: TaskName, text?: string): WorkerEvent {
    const parsed = text === undefined ? undefined : parsePreferences(text, tasks[task]);
    const problems = parsed && 'problems' in parsed ? parsed.problems : [];
    if (text === undefined || !parsed) this.byTask.delete(task);
    else if ('preferences' in parsed) this.byTask.set(task, { text, preferences: parsed.preferences });
    const pasted = this.byTask.get(task);
    const count = pasted?.preferences.length ?? 0;
    return { type: 'preferences', task, pasted: pasted !== undefined, count, text: pasted?.text, problems };
  }

  /** The preference data of a run with this config, as JSON lines. */
  write(config: RunConfig): WorkerEvent {
    const task = taskOf(config);
    const preferences = preferencesOf(task, config, this.pastedFor(config.task));
    return { type: 'preferences-text', task: config.task, text: formatPreferences(preferences, task) };
  }
}
