export type Parsed = { readonly value: number } | { readonly problem: string };

import { type SettingKey, settings } from '../../config/schema.ts';
export function parseSetting(key: SettingKey, text: string): Parsed {
  const s = settings[key];
  const v = Number(text);
  if (
    s.kind !== 'number' ||
    text.trim() === '' ||
    !(v >= s.min && v <= s.max) ||
    (s.integer && !Number.isInteger(v))
  )
    return { problem: `invalid ${key}: ${text}` };
  return { value: v };
}
