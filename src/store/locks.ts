// Settings that a teacher's link holds: whatever else brings new settings, these stay.
import type { RunConfig, SettingKey } from '../config/schema.ts';
import { settings } from '../config/schema.ts';
import { validateConfig } from '../config/validate.ts';

/** The next settings with the locked ones of the draft in them, as far as they can stand together. */
export const withLocked = (locked: readonly SettingKey[], draft: RunConfig, next: RunConfig): RunConfig =>
  validateConfig(Object.fromEntries(locked.map((key) => [key, draft[key]])), next).config;

export const lockedNotice = (key: SettingKey): string =>
  `“${settings[key].label}” was set by your teacher. “Unlock” in the menu frees it.`;
