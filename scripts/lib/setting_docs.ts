// Generates `docs/settings.md`: every setting of a run, and the tasks.
import { defaults } from '../../src/config/presets.ts';
import { type SettingKey, settings } from '../../src/config/schema.ts';
import { type MethodSetting, SETTING_GROUPS, type Setting } from '../../src/settings/setting.ts';
import { TASK_NAMES, taskCards } from '../../src/tasks/task.ts';
import { kebabCase } from './arguments.mjs';
import { code, generatedFrom, math, page, table } from './markdown.ts';

export const optionOf = (key: string) => code(`--${kebabCase(key)}`);

export const nameOf = ({ label, symbol }: MethodSetting) => (symbol ? `${label} ${math(symbol)}` : label);

export function rangeOf(setting: MethodSetting): string {
  if (setting.kind === 'choice') return setting.options.map(code).join(', ');
  if (setting.kind === 'text') return setting.takes;
  return `${setting.min} to ${setting.max}${setting.unit ? ` ${setting.unit}` : ''}`;
}

/** One value if all tasks share it, otherwise a value per task. */
function defaultOf(key: SettingKey): string {
  const values = TASK_NAMES.map((task) => String(defaults[task][key]));
  if (key === 'task') return code(values[0]);
  return new Set(values).size === 1
    ? values[0]
    : TASK_NAMES.map((task, t) => `${values[t]} (${task})`).join(', ');
}

function row(key: SettingKey, setting: Setting): readonly string[] {
  const readers = setting.methods ?? setting.tasks;
  const readBy = readers ? ` Read by ${readers.join(', ')}.` : '';
  const explanation = `${setting.explanation}${readBy}`;
  return [optionOf(key), nameOf(setting), rangeOf(setting), defaultOf(key), explanation, setting.source];
}

const HEAD = ['Option', 'Setting', 'Range', 'Default', 'What it does', 'Source'];
const settingEntries = Object.entries(settings) as [SettingKey, Setting][];

const groups = SETTING_GROUPS.flatMap((group) => [
  `## ${group.charAt(0).toUpperCase()}${group.slice(1)}`,
  table(
    HEAD,
    settingEntries
      .filter(([, setting]) => setting.group === group)
      .map(([key, setting]) => row(key, setting)),
  ),
]);

const taskTable = table(
  ['Name', 'Task', 'What it is', 'What the reward pays for', 'What the judge looks at'],
  TASK_NAMES.map((name) => {
    const { label, description, rewardRule, judgeRule } = taskCards[name];
    return [code(name), label, description, rewardRule, judgeRule];
  }),
);

export const settingDocs = (): string =>
  page([
    '# Settings',
    generatedFrom('the settings (src/settings/, src/objectives/) and tasks (src/tasks/)'),
    'Options of `npm run lab -- train`. The page has the same settings, and an address writes `learning-rate` as `learningRate`. A preset may replace a default: `src/config/presets.ts`.',
    ...groups,
    '## Tasks',
    taskTable,
  ]);
