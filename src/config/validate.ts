// From untrusted values (address, file, text field, command line) to settings within their bounds. A value that is
// refused keeps the base's value and is reported in one sentence; nothing throws.
import { PAIRED_METHODS } from './methods.ts';
import { type RunConfig, type SettingKey, settings } from './schema.ts';
import type { ChoiceSetting, NumberSetting, Setting } from './setting.ts';

export type ParsedSetting = { readonly value: string | number } | { readonly problem: string };

export interface ValidatedConfig {
  readonly config: RunConfig;
  readonly problems: string[];
}

const SETTING_KEYS = Object.keys(settings) as SettingKey[];
/** Plain decimal notation: no hexadecimal, no separators, nothing empty. */
const DECIMAL = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;
const LONGEST_QUOTE = 40;

export const isSettingKey = (key: string): key is SettingKey => Object.hasOwn(settings, key);

/** A refused value as it can be shown: short, and never an exception. */
export function quoted(raw: unknown): string {
  if (typeof raw === 'number' || typeof raw === 'boolean' || raw === null) return String(raw);
  if (typeof raw !== 'string') return `(${Array.isArray(raw) ? 'array' : typeof raw})`;
  if (raw.trim() === '') return '(empty)';
  return raw.length > LONGEST_QUOTE ? `${raw.slice(0, LONGEST_QUOTE)}…` : raw;
}

type NumberBounds = Pick<NumberSetting, 'kind' | 'min' | 'max' | 'integer'>;

export function expectation(setting: NumberBounds | Pick<ChoiceSetting, 'kind' | 'options'>): string {
  if (setting.kind === 'choice') return setting.options.join(', ');
  return `${setting.integer ? 'an integer in ' : ''}${setting.min}..${setting.max}`;
}

export function parseSetting(key: SettingKey, raw: unknown): ParsedSetting {
  const setting: Setting = settings[key];
  const value = setting.kind === 'choice' ? parseChoice(setting.options, raw) : parseNumber(setting, raw);
  if (value !== undefined) return { value };
  return { problem: `invalid ${key}: ${quoted(raw)} (expected ${expectation(setting)})` };
}

function parseChoice(options: readonly string[], raw: unknown): string | undefined {
  return options.find((option) => option === (typeof raw === 'string' ? raw.trim() : raw));
}

export function parseNumber({ min, max, integer }: NumberBounds, raw: unknown): number | undefined {
  const value = typeof raw === 'string' && DECIMAL.test(raw.trim()) ? Number(raw) : raw;
  if (typeof value !== 'number' || !(value >= min && value <= max)) return undefined;
  if (integer && !Number.isInteger(value)) return undefined;
  return value + 0; // -0 becomes 0, so that equal settings print alike
}

/** Why these settings cannot stand together, although each is in its bounds. */
export function conflictOf(config: RunConfig): string | undefined {
  const { method, samplesPerPrompt, pairSource, rsoCandidates } = config;
  const paired = PAIRED_METHODS.includes(method) || (method === 'kto' && pairSource === 'preferences');
  if (paired && samplesPerPrompt % 2 === 1)
    return `invalid samplesPerPrompt: ${samplesPerPrompt} (expected an even number: ${method} makes pairs of the samples)`;
  if (method === 'rso' && rsoCandidates < samplesPerPrompt)
    return `invalid rsoCandidates: ${rsoCandidates} (expected at least ${samplesPerPrompt}, the samples per prompt that are accepted)`;
  return undefined;
}

/** `partial` over `base`, key by key; a conflict gives way in the numbers of samples first, then in the method. */
export function validateConfig(partial: Readonly<Record<string, unknown>>, base: RunConfig): ValidatedConfig {
  const problems = Object.keys(partial)
    .filter((key) => !isSettingKey(key))
    .map((key) => `unknown setting: ${quoted(key)}`);
  const accepted: Partial<Record<SettingKey, string | number>> = {};
  for (const key of SETTING_KEYS) {
    if (!Object.hasOwn(partial, key) || partial[key] === undefined) continue;
    const parsed = parseSetting(key, partial[key]);
    if ('problem' in parsed) problems.push(parsed.problem);
    else accepted[key] = parsed.value;
  }
  const config = { ...base, ...accepted } as RunConfig;
  const conflict = conflictOf(config);
  if (conflict === undefined) return { config, problems };
  problems.push(conflict);
  const { samplesPerPrompt, rsoCandidates, method } = base;
  const settled = [
    { ...config, samplesPerPrompt },
    { ...config, rsoCandidates },
    { ...config, samplesPerPrompt, rsoCandidates },
    { ...config, method },
  ].find((one) => !conflictOf(one));
  return { config: settled ?? base, problems };
}
