// Turns untrusted values (address, file, text field, command line) into settings within their bounds. A refused value
// gives way to the base's and is reported in a sentence. Nothing throws.
import { objectives } from '../objectives/index.ts';
import { sampleSource } from '../objectives/method.ts';
import { type Parsed, parseValue, quoted } from '../settings/parse.ts';
import { isShipped, isWritten } from '../tasks/task.ts';
import { type RunConfig, type SettingKey, settings } from './schema.ts';
import { tasteOfSettings } from './taste_weights.ts';

export interface ValidatedConfig {
  readonly config: RunConfig;
  readonly problems: string[];
}

const SETTING_KEYS = Object.keys(settings) as SettingKey[];

export const isSettingKey = (key: string): key is SettingKey => Object.hasOwn(settings, key);

export const parseSetting = (key: SettingKey, raw: unknown): Parsed<string | number> =>
  parseValue(key, settings[key], raw);

/** Why these settings exclude each other, although each is in its bounds. */
export function conflictOf(config: RunConfig): string | undefined {
  const { method, samplesPerPrompt, task, reward } = config;
  if (task === 'own' && reward !== 'gold')
    return `invalid reward: ${reward} (expected gold: a run of your own trains on the reward that you gave)`;
  if (!isShipped(task) && reward !== 'gold')
    return `invalid reward: ${reward} (expected gold: ${task} has no reward model, its reward is a table)`;
  if (reward === 'gameable' && task !== 'sentiment')
    return `invalid reward: gameable (expected gold or learned: ${task} has no such model, sentiment has)`;
  if (reward === 'taste' && !isWritten(task))
    return `invalid reward: taste (expected gold or learned: ${task} has no words to like)`;
  if (reward === 'taste' && tasteOfSettings(config).every((weight) => weight === 0))
    return 'invalid reward: taste (expected a weight other than 0, such as tasteRight: clicks set them)';
  const { paired, conflict } = objectives[method];
  const needsPairs = paired || sampleSource(objectives[method], config) === 'preferences';
  if (needsPairs && samplesPerPrompt % 2 === 1)
    return `invalid samplesPerPrompt: ${samplesPerPrompt} (expected an even number: ${method} makes pairs of the samples)`;
  return conflict?.(config);
}

/** Puts `partial` over `base`. A conflict takes the numbers of samples from `base` first, then the method. */
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
  const { samplesPerPrompt, rsoCandidates, groupsPerBatch, method } = base;
  const settled = [
    { ...config, samplesPerPrompt },
    { ...config, rsoCandidates },
    { ...config, samplesPerPrompt, rsoCandidates },
    { ...config, groupsPerBatch },
    { ...config, method },
    { ...config, reward: base.reward },
    { ...config, task: base.task },
  ].find((candidate) => !conflictOf(candidate));
  return { config: settled ?? base, problems };
}
