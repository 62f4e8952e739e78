// Every setting of a run by name. The configuration of a run is a value for each; its type is inferred from them.
import { METHOD_NAMES, type MethodName, type MethodSettings, objectives } from '../objectives/index.ts';
import { type RunSettings, runSettings } from '../settings/run_settings.ts';
import { choice, SETTING_GROUPS, type Setting } from '../settings/setting.ts';
import { TASK_NAMES, type TaskName } from '../tasks/task.ts';

export interface RunConfig extends RunSettings, MethodSettings {
  readonly task: TaskName;
  readonly method: MethodName;
}
export type SettingKey = keyof RunConfig;

const task = {
  ...choice<TaskName>([...TASK_NAMES, 'own'], 'strings'),
  label: 'Task',
  group: 'run',
  live: false,
  explanation: 'What the model is asked to write, and what the reward pays for.',
  source: 'Paper, section 6',
} as const;

const method = {
  ...choice(METHOD_NAMES, 'brain'),
  label: 'Method',
  group: 'run',
  live: false,
  explanation: 'The rule that turns log-probs and rewards into the coefficients of the update.',
  source: 'Paper, sections 4, 5 and 7',
} as const;

/** The settings that methods declare, each with the methods that read it. */
function methodSettings(): Record<string, Setting> {
  const found: Record<string, Setting> = {};
  for (const name of METHOD_NAMES)
    for (const [key, setting] of Object.entries(objectives[name].settings)) {
      const readers = [...(found[key]?.methods ?? []), name];
      found[key] = { ...setting, group: 'method', methods: readers };
    }
  return found;
}

/** By group, in the order in which the page lists them. */
export const settings: Readonly<Record<SettingKey, Setting>> = Object.fromEntries(
  Object.entries<Setting>({ task, method, ...runSettings, ...methodSettings() }).sort(
    ([, a], [, b]) => SETTING_GROUPS.indexOf(a.group) - SETTING_GROUPS.indexOf(b.group),
  ),
) as Record<SettingKey, Setting>;

/** Whether a run of the method on the task reads the setting. */
export function isRead(
  key: SettingKey,
  { method, task, reward }: Pick<RunConfig, 'method' | 'task'> & Partial<Pick<RunConfig, 'reward'>>,
): boolean {
  const { methods, tasks } = settings[key];
  return (
    (methods?.includes(method) ?? true) &&
    (tasks?.includes(task) ?? true) &&
    (reward === undefined || isReadWith(key, reward))
  );
}

/** Whether a run that trains on this reward reads the setting. */
export const isReadWith = (key: SettingKey, reward: RunConfig['reward']): boolean =>
  settings[key].rewards?.includes(reward) ?? true;
