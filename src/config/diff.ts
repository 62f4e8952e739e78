// What changed between two configurations, as people say it: `gamma 1 → 0.5, n 32 → 8`.
import { objectives } from '../objectives/index.ts';
import { taskCards } from '../tasks/task.ts';
import { type RunConfig, type SettingKey, settings } from './schema.ts';

/** Where the paper's symbol is the usual name; the others go by their labels. */
const SHORT_NAMES: Partial<Record<SettingKey, string>> = {
  rounds: 'e',
  promptsPerRound: 'm',
  samplesPerPrompt: 'n',
  stepsPerRound: 'k',
  gamma: 'gamma',
  beta1: 'beta1',
  beta2: 'beta2',
};

/** `Learning rate` inside a sentence; `DPO beta` and `Z estimated per` stay. */
export const uncapitalised = (label: string) =>
  /^[A-Z][a-z]/.test(label) ? label.charAt(0).toLowerCase() + label.slice(1) : label;

/** Its name inside a sentence. */
export const nameOf = (key: SettingKey) => SHORT_NAMES[key] ?? uncapitalised(settings[key].label);

export function changedSettings(from: RunConfig, to: RunConfig): SettingKey[] {
  return (Object.keys(settings) as SettingKey[]).filter((key) => from[key] !== to[key]);
}

/** What is new, in a few words: `TL;DR`, `DPO-sft`, `gamma 0.3`, or the number of changes. */
export function shortDiff(from: RunConfig, to: RunConfig): string {
  if (to.task !== from.task) return taskCards[to.task].label;
  if (to.method !== from.method) return objectives[to.method].label;
  const changed = changedSettings(from, to);
  if (changed.length > 2) return `${changed.length} changes`;
  return changed.map((key) => `${nameOf(key)} ${to[key]}`).join(', ');
}

/** The new method's name, if it is another one, then every other change. */
export function configDiff(from: RunConfig, to: RunConfig): string {
  const changed = changedSettings(from, to);
  if (changed.length === 0) return 'same settings';
  const others = changed
    .filter((key) => key !== 'method')
    .map((key) => `${nameOf(key)} ${from[key]} → ${to[key]}`);
  return (changed.includes('method') ? [objectives[to.method].label, ...others] : others).join(', ');
}
