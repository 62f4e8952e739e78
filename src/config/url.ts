// A run as a query string, so that it can be handed out as a link: the version and what differs from the task's
// defaults, in the schema's order. Reading trusts nothing: what cannot be used is reported and left at its default.
import type { TaskName } from '../tasks/task.ts';
import { defaults, type RunConfig, type SettingKey, settings } from './schema.ts';
import { isSettingKey, parseSetting, quoted, type ValidatedConfig, validateConfig } from './validate.ts';

const VERSION = '1';
/** Belong to the page, not to the run. */
const PAGE_KEYS: readonly string[] = ['page', 'theme', 'backend'];
/** The task of an address that names none. */
export const FIRST_TASK = Object.keys(defaults)[0] as TaskName;
const MOST_PROBLEMS = 8;

export function writeUrl(config: RunConfig): string {
  const changed = (Object.keys(settings) as SettingKey[]).filter((key) =>
    key === 'task' ? config.task !== FIRST_TASK : config[key] !== defaults[config.task][key],
  );
  if (changed.length === 0) return '';
  const parameters = new URLSearchParams({ v: VERSION });
  for (const key of changed) parameters.set(key, String(config[key]));
  return `?${parameters}`;
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
    // No value holds a space, so a space is a plus sign that somebody typed unescaped: method=gdc++.
    given.set(key, text.replaceAll(' ', '+'));
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
  const task = parseSetting('task', given.get('task') ?? FIRST_TASK);
  const base = defaults['value' in task ? (task.value as TaskName) : FIRST_TASK];
  const validated = validateConfig(Object.fromEntries(given), base);
  return { config: validated.config, problems: shortened([...problems, ...validated.problems]) };
}

/** An address of garbage must not flood the page. */
function shortened(problems: string[]): string[] {
  const more = problems.length - MOST_PROBLEMS;
  return more <= 0
    ? problems
    : [...problems.slice(0, MOST_PROBLEMS), `and ${more} more problems in the link`];
}
