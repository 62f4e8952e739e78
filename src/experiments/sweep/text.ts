// A sweep as text, in the address and on the command line: sweep=gamma:0.1,0.3,1 seeds=1-3 methods=brain,dpo-sft. A second
// setting follows a semicolon. Reading trusts nothing: it says what it cannot use, and then there is no sweep.
import { presetFor } from '../../config/presets.ts';
import type { RunConfig, SettingKey } from '../../config/schema.ts';
import { queryText, SWEEP_KEYS, writeUrl } from '../../config/url.ts';
import { isSettingKey } from '../../config/validate.ts';
import { METHOD_NAMES, type MethodName } from '../../objectives/index.ts';
import { parseValue, quoted } from '../../settings/parse.ts';
import { runSettings } from '../../settings/run_settings.ts';
import type { Overrides } from '../scale.ts';
import { numberSetting } from './number_setting.ts';
import { MOST_RUNS, type Sweep, type SweptSetting, sweepConflict } from './sweep.ts';

export interface SweepTexts {
  readonly sweep: string;
  readonly seeds: string;
  readonly methods: string;
}

export type ReadSweep = { readonly sweep: Sweep } | { readonly problem: string };

const FORM = 'setting:value,value, such as gamma:0.1,0.3,1';
const SEED_FORM = 'numbers and ranges, such as 1-3,7';

/** Thrown and caught in this file alone. */
class Refusal extends Error {}

function different<Item>(name: string, items: readonly Item[]): readonly Item[] {
  const again = items.find((item, at) => items.indexOf(item) < at);
  if (again !== undefined) throw new Refusal(`invalid ${name}: ${again} is given twice (expected once)`);
  return items;
}

/** The items of a list, of which no sweep has more than runs. */
function itemsOf(name: string, text: string): string[] {
  const items = text.split(',', MOST_RUNS + 1).map((item) => item.trim());
  if (items.length > MOST_RUNS)
    throw new Refusal(`invalid ${name}: more than ${MOST_RUNS} values (expected at most ${MOST_RUNS} runs)`);
  return items;
}

function readNumber(key: SettingKey, text: string): number {
  const parsed = parseValue(key, numberSetting(key)!, text);
  if ('problem' in parsed) throw new Refusal(parsed.problem);
  return parsed.value;
}

function readSwept(text: string): SweptSetting {
  const colon = text.indexOf(':');
  const key = text.slice(0, colon).trim();
  if (colon < 0) throw new Refusal(`invalid sweep: ${quoted(text)} (expected ${FORM})`);
  if (!isSettingKey(key) || !numberSetting(key))
    throw new Refusal(
      `invalid sweep: ${quoted(key)} (expected a setting with numbers, such as gamma or learningRate)`,
    );
  const values = itemsOf('sweep', text.slice(colon + 1)).map((item) => readNumber(key, item));
  return { key, values: different(key, values) };
}

/** Values of one or two settings: `gamma:0.1,0.3;learningRate:0.001,0.003`. */
function readSettings(text: string): SweptSetting[] {
  const parts = text.split(';', 3);
  if (parts.length > 2) throw new Refusal(`invalid sweep: ${quoted(text)} (expected one or two settings)`);
  const swept = parts.map(readSwept);
  different(
    'sweep',
    swept.map(({ key }) => key),
  );
  return swept;
}

function readSeed(text: string): number {
  const parsed = parseValue('seeds', runSettings.seed, /^\d+$/.test(text) ? text : Number.NaN);
  if ('problem' in parsed) throw new Refusal(`invalid seeds: ${quoted(text)} (expected ${SEED_FORM})`);
  return parsed.value;
}

function readSeeds(text: string): readonly number[] {
  const seeds: number[] = [];
  for (const item of itemsOf('seeds', text)) {
    const [first, last = first, more] = item.split('-', 3);
    const [from, to] = [readSeed(first), readSeed(last)];
    if (more !== undefined || to < from)
      throw new Refusal(`invalid seeds: ${quoted(item)} (expected ${SEED_FORM})`);
    // A range of all seeds would not fit into memory.
    if (seeds.length + (to - from) >= MOST_RUNS)
      throw new Refusal(`invalid seeds: more than ${MOST_RUNS} (expected at most ${MOST_RUNS} runs)`);
    for (let seed = from; seed <= to; seed++) seeds.push(seed);
  }
  return different('seeds', seeds);
}

function readMethods(text: string): readonly MethodName[] {
  const names = itemsOf('methods', text);
  const unknown = names.find((name) => !(METHOD_NAMES as readonly string[]).includes(name));
  if (unknown !== undefined)
    throw new Refusal(`invalid methods: ${quoted(unknown)} (expected some of ${METHOD_NAMES.join(', ')})`);
  return different('methods', names as MethodName[]);
}

/** The settings of every run that are not swept. */
function overridesOf(
  config: RunConfig,
  given: readonly SettingKey[],
  swept: readonly SweptSetting[],
): Overrides {
  const others: readonly SettingKey[] = ['task', 'method', 'seed', ...swept.map(({ key }) => key)];
  return Object.fromEntries(given.filter((key) => !others.includes(key)).map((key) => [key, config[key]]));
}

/**
 * @param texts absent seeds and methods are those of the config.
 * @param given the settings that all methods take from the config; of the others each has its preset's.
 */
export function readSweep(
  texts: Partial<SweepTexts>,
  config: RunConfig,
  given: readonly SettingKey[],
): ReadSweep {
  const { seeds = String(config.seed), methods = config.method } = texts;
  try {
    if (texts.sweep === undefined)
      throw new Refusal(
        `invalid ${texts.seeds === undefined ? 'methods' : 'seeds'}: given without a sweep (expected sweep=${FORM})`,
      );
    const swept = readSettings(texts.sweep);
    const sweep = {
      task: config.task,
      overrides: overridesOf(config, given, swept),
      swept,
      seeds: readSeeds(seeds),
      methods: readMethods(methods),
    };
    const conflict = sweepConflict(sweep);
    return conflict === undefined ? { sweep } : { problem: conflict };
  } catch (error) {
    if (error instanceof Refusal) return { problem: error.message };
    throw error;
  }
}

/** 1, 2, 3, 7 as `1-3,7`. */
export function seedsText(seeds: readonly number[]): string {
  const ranges: [number, number][] = [];
  for (const seed of seeds) {
    const last = ranges.at(-1);
    if (last && seed === last[1] + 1) last[1] = seed;
    else ranges.push([seed, seed]);
  }
  return ranges.map(([from, to]) => (from === to ? `${from}` : `${from}-${to}`)).join(',');
}

export const sweepTexts = ({ swept, seeds, methods }: Sweep): SweepTexts => ({
  sweep: swept.map(({ key, values }) => `${key}:${values.join(',')}`).join(';'),
  seeds: seedsText(seeds),
  methods: methods.join(','),
});

/** The query of a link: a run with the same settings, and the sweep over it. */
export function sweepQuery(sweep: Sweep): string {
  const { task, methods, overrides } = sweep;
  const parameters = new URLSearchParams(writeUrl(presetFor(task, methods[0])));
  for (const [key, value] of Object.entries(overrides)) parameters.set(key, String(value));
  for (const [key, text] of Object.entries(sweepTexts(sweep))) parameters.set(key, text);
  return `?${queryText(parameters)}`;
}

/**
 * The sweep of a query; undefined where it names none.
 * @param config what the settings of the query make.
 */
export function sweepOfQuery(search: string, config: RunConfig): ReadSweep | undefined {
  const texts = new Map<string, string>();
  const given: SettingKey[] = [];
  for (const [key, text] of new URLSearchParams(search)) {
    if (isSettingKey(key)) given.push(key);
    if (!(SWEEP_KEYS as readonly string[]).includes(key)) continue;
    if (texts.has(key)) return { problem: `invalid ${key}: given twice in the link (expected once)` };
    // A space was a plus sign that somebody typed unescaped: methods=gdc++.
    texts.set(key, text.replaceAll(' ', '+'));
  }
  return texts.size === 0 ? undefined : readSweep(Object.fromEntries(texts), config, given);
}
