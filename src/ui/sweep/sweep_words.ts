// A sweep in words.
import { nameOf } from '../../config/diff.ts';
import type { SettingKey } from '../../config/schema.ts';
import type { Sweep } from '../../experiments/sweep/sweep.ts';
import { seedsText } from '../../experiments/sweep/text.ts';
import { objectives } from '../../objectives/index.ts';
import { taskCards } from '../../tasks/task.ts';

/** "gamma 0.1, 0.3, 1 and learning rate 0.001: BRAIn, DPO-sft on Strings, seeds 1-3". */
export function sweepTitle({ swept, methods, task, seeds }: Sweep): string {
  const values = swept.map((setting) => `${nameOf(setting.key)} ${setting.values.join(', ')}`).join(' and ');
  const names = methods.map((method) => objectives[method].label).join(', ');
  return `${values}: ${names} on ${taskCards[task].label}, ${seeds.length === 1 ? 'seed' : 'seeds'} ${seedsText(seeds)}`;
}

/** What differs from the presets beside what is swept; empty if nothing does. */
export const overridesText = ({ overrides }: Sweep): string =>
  Object.entries(overrides)
    .map(([key, value]) => `${nameOf(key as SettingKey)} ${value}`)
    .join(', ');
