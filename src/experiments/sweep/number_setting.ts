// The settings that a sweep can go over. A file of its own: the first screen asks, and needs nothing else of sweeps.
import { type SettingKey, settings } from '../../config/schema.ts';
import type { NumberSetting } from '../../settings/setting.ts';

/** The setting, if a sweep can go over it; seeds are swept beside it. */
export function numberSetting(key: SettingKey): NumberSetting | undefined {
  const setting = settings[key];
  return setting.kind === 'number' && key !== 'seed' ? setting : undefined;
}
