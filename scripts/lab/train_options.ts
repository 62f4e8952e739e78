// Generates command-line options from the schema of settings.
import { defaults, presetFor } from '../../src/config/presets.ts';
import { type RunConfig, type SettingKey, settings } from '../../src/config/schema.ts';
import { FIRST_TASK } from '../../src/config/url.ts';
import { conflictOf } from '../../src/config/validate.ts';
import type { MethodName } from '../../src/objectives/index.ts';
import type { Setting } from '../../src/settings/setting.ts';
import type { TaskName } from '../../src/tasks/task.ts';
import { kebabCase, type OptionSpec, type OptionValues, UsageError } from '../lib/arguments.mjs';

const keys = Object.keys(settings) as SettingKey[];

function optionOf(setting: Setting): OptionSpec {
  const readers = setting.methods ?? setting.tasks;
  const readBy = readers ? ` (${readers.join(', ')})` : '';
  const help = `${setting.label}${readBy}`;
  if (setting.kind === 'choice') return { kind: 'choice', options: setting.options, help };
  if (setting.kind === 'text') return { kind: 'text', help };
  return { kind: setting.integer ? 'integer' : 'number', min: setting.min, max: setting.max, help };
}

export const settingOptions: Readonly<Record<string, OptionSpec>> = Object.fromEntries(
  keys.map((key) => [kebabCase(key), optionOf(settings[key])]),
);

/** What a run is made of: another value is another run. */
const FIXED = [
  'task',
  'world',
  'rewardSpread',
  'loraRank',
  'loraAlpha',
  'loraTargets',
] as const satisfies SettingKey[];

/** The preset of the chosen method and task, overridden by the options; a rule is the own method's. @param resumed settings of a run that goes on. */
export function configOf(values: OptionValues, resumed?: RunConfig): RunConfig {
  const changed = keys.flatMap((key) => {
    const value = values[kebabCase(key)];
    return value === undefined ? [] : [[key, typeof value === 'string' ? value.trim() : value]];
  });
  const task = (values.task ?? FIRST_TASK) as TaskName;
  const method = (values.method ?? (values.rule === undefined ? defaults[task].method : 'own')) as MethodName;
  const base = resumed ?? presetFor(task, method);
  const config: RunConfig = { ...base, ...Object.fromEntries(changed) };
  for (const key of FIXED)
    if (resumed && config[key] !== resumed[key])
      throw new UsageError(
        `invalid --${kebabCase(key)}: ${config[key]} (expected ${resumed[key]}: the run goes on in its world)`,
      );
  const conflict = conflictOf(config);
  if (conflict !== undefined) throw new UsageError(conflict);
  return config;
}
