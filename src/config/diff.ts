// What changed between two configurations, as people say it: `gamma 1 → 0.5, n 32 → 8`.
import { objectives } from '../objectives/index.ts';
import { taskCards } from '../tasks/task.ts';
import { isRead, type RunConfig, type SettingKey, settings } from './schema.ts';

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

/** What an own rule reads stays when another method is chosen, and then is no change. */
const isOfOwnRule = (key: SettingKey) => settings[key].methods?.join() === 'own';

export function changedSettings(from: RunConfig, to: RunConfig): SettingKey[] {
  return (Object.keys(settings) as SettingKey[]).filter(
    (key) => from[key] !== to[key] && (isRead(key, to) || !isOfOwnRule(key)),
  );
}

const LONGEST_SHOWN = 40;
const LEAST_LEFT_OUT = 8;
/** What all have in common before they differ, and is shown all the same. */
const COMMON = 10;

/** Values side by side, each short: of long texts the part from where they differ. */
export function shownBeside(values: readonly (string | number)[]): string[] {
  const texts = values.map(String);
  const [first] = texts;
  const shortest = Math.min(...texts.map(({ length }) => length));
  let differAt = 0;
  while (differAt < shortest && texts.every((text) => text[differAt] === first[differAt])) differAt++;
  // A name or a number is not cut.
  const from = first.slice(0, Math.max(0, differAt - COMMON)).search(/[\w.]*$/);
  const isLong = texts.some((text) => text.length > LONGEST_SHOWN);
  const cut = isLong && texts.some((text) => text !== first) && from >= LEAST_LEFT_OUT ? from : 0;
  return texts.map((text) => {
    const rest = text.slice(cut).trimStart();
    const end = rest.length > LONGEST_SHOWN ? `${rest.slice(0, LONGEST_SHOWN)}…` : rest;
    return cut > 0 ? `…${end}` : end;
  });
}

/** What is new, in a few words: `TL;DR`, `DPO-sft`, `gamma 0.3`, or the number of changes. */
export function shortDiff(from: RunConfig, to: RunConfig): string {
  if (to.task !== from.task) return taskCards[to.task].label;
  if (to.method !== from.method) return objectives[to.method].label;
  const changed = changedSettings(from, to);
  if (changed.length > 2) return `${changed.length} changes`;
  return changed.map((key) => `${nameOf(key)} ${shownBeside([to[key]])}`).join(', ');
}

/** The new method's name, if it is another one, then every other change. */
export function configDiff(from: RunConfig, to: RunConfig): string {
  const changed = changedSettings(from, to);
  if (changed.length === 0) return 'same settings';
  const others = changed
    .filter((key) => key !== 'method')
    .map((key) => `${nameOf(key)} ${shownBeside([from[key], to[key]]).join(' → ')}`);
  return (changed.includes('method') ? [objectives[to.method].label, ...others] : others).join(', ');
}
