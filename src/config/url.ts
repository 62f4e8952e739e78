// Writes a run as a query string, so that it can be handed out as a link: version, task, method, and what differs from
// their preset. Reading trusts nothing: it reports what it cannot use and keeps the default.
import type { MethodName } from '../objectives/index.ts';
import { quoted } from '../settings/parse.ts';
import type { TaskName } from '../tasks/task.ts';
import { defaults, presetFor } from './presets.ts';
import { type RunConfig, type SettingKey, settings } from './schema.ts';
import { isSettingKey, parseSetting, type ValidatedConfig, validateConfig } from './validate.ts';

const VERSION = '1';
/** Keys of a sweep over runs like the address's own. */
export const SWEEP_KEYS = ['sweep', 'seeds', 'methods'] as const;
/** Keys of a teacher's link: what it locks and hides, and what each seat gets. */
export const CLASS_KEYS = ['lock', 'hide', 'seats', 'seat'] as const;
/** Keys of the page, not of the run. */
export const PAGE_KEYS: readonly string[] = [
  'page',
  'theme',
  'backend',
  'storage',
  'terms',
  'present',
  ...SWEEP_KEYS,
  ...CLASS_KEYS,
  'lesson',
  'step',
  'embed',
];
/** The task of an address that names none. */
export const FIRST_TASK = Object.keys(defaults)[0] as TaskName;
/** Task and method of an address that names none. */
const FIRST = { task: FIRST_TASK, method: defaults[FIRST_TASK].method };
/** All can be seen, and an address of garbage does not flood the page. */
const MOST_PROBLEMS = 100;

/** It has the version even where nothing differs: an address without settings is a first visit's. */
export function writeUrl(config: RunConfig): string {
  const usual = { ...presetFor(config.task, config.method), ...FIRST };
  const changed = (Object.keys(settings) as SettingKey[]).filter((key) => config[key] !== usual[key]);
  const parameters = new URLSearchParams({ v: VERSION });
  for (const key of changed) parameters.set(key, String(config[key]));
  return `?${parameters}`;
}

/** A query that people can read: these marks need no escape in it. */
export const queryText = (parameters: URLSearchParams): string =>
  parameters.toString().replace(/%(3A|2C|3B)/g, decodeURIComponent);

/** A space was a plus sign that somebody typed unescaped, as in method=gdc++; only a text may hold one. */
function unescaped(key: string, text: string): string {
  const withPlus = text.replaceAll(' ', '+');
  const setting = isSettingKey(key) ? settings[key] : undefined;
  if (setting?.kind !== 'text') return withPlus;
  return setting.problemOf(text) !== undefined && setting.problemOf(withPlus) === undefined ? withPlus : text;
}

export function readUrl(search: string): ValidatedConfig {
  const problems: string[] = [];
  const given = new Map<string, string>();
  for (const [key, text] of new URLSearchParams(search)) {
    if (PAGE_KEYS.includes(key)) continue;
    if (given.has(key)) {
      problems.push(`${quoted(key)} is given twice (expected once; the first counts)`);
      continue;
    }
    given.set(key, unescaped(key, text));
  }
  const version = given.get('v');
  if (version !== undefined && version !== VERSION) {
    problems.push(`unknown version of the link: ${quoted(version)} (expected ${VERSION})`);
  }
  given.delete('v');
  for (const key of [...given.keys()].filter((name) => !isSettingKey(name))) {
    problems.push(`unknown setting in the link: ${quoted(key)}`);
    given.delete(key);
  }
  const named = (key: 'task' | 'method') => {
    const parsed = parseSetting(key, given.get(key) ?? FIRST[key]);
    return 'value' in parsed ? parsed.value : FIRST[key];
  };
  const base = presetFor(named('task') as TaskName, named('method') as MethodName);
  const validated = validateConfig(Object.fromEntries(given), base);
  return { config: validated.config, problems: shortened([...problems, ...validated.problems]) };
}

function shortened(problems: string[]): string[] {
  const more = problems.length - MOST_PROBLEMS;
  return more <= 0
    ? problems
    : [...problems.slice(0, MOST_PROBLEMS), `and ${more} more problems in the link`];
}
