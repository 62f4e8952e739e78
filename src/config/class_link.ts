// What a teacher's link says beside the settings: lock=task,method hide=settings,bridges seats=gamma:0.1,0.3,1 seat=12.
// Locks and hidden parts are a courtesy: the page can unlock them. Reading trusts nothing, and says what it cannot use.
import { parseNumber, quoted } from '../settings/parse.ts';
import { integer } from '../settings/setting.ts';
import type { RunConfig, SettingKey } from './schema.ts';
import { CLASS_KEYS, queryText } from './url.ts';
import { isSettingKey, parseSetting } from './validate.ts';

/** Parts of the page that a link can hide; `inside` is all tabs below the stage. Settings hide too, by their own names. */
export const PANEL_IDS = [
  'text',
  'chart',
  'step',
  'settings',
  'runs',
  'inside',
  'weights',
  'curves',
  'samples',
  'method-card',
  'bridges',
  'reward-panel',
  'human',
  'pages',
  'share',
] as const;
export type PanelId = (typeof PANEL_IDS)[number];

/** What the seats differ in, beside their seeds. */
export interface Seats {
  readonly field: SettingKey;
  readonly values: readonly (string | number)[];
}

export interface ClassLink {
  readonly lock: readonly SettingKey[];
  readonly hide: readonly (PanelId | SettingKey)[];
  readonly seats?: Seats;
  /** Number on the desk, from 1. */
  readonly seat?: number;
}

export interface ParsedClassLink {
  readonly link: ClassLink;
  readonly problems: readonly string[];
}

export const SEAT = integer(1, 200);
const MOST_VALUES = 40;

const isPanelId = (name: string): name is PanelId => (PANEL_IDS as readonly string[]).includes(name);

const itemsOf = (text: string) => [...new Set(text.split(',').map((item) => item.trim()))].filter(Boolean);

function parseSeats(text: string): Seats | string {
  const colon = text.indexOf(':');
  const field = text.slice(0, Math.max(0, colon)).trim();
  if (!isSettingKey(field) || field === 'seed')
    return `invalid seats: ${quoted(text)} (expected setting:value,value, such as gamma:0.1,0.3,1)`;
  const items = itemsOf(text.slice(colon + 1));
  if (items.length < 1 || items.length > MOST_VALUES)
    return `invalid seats: ${items.length} values (expected 1..${MOST_VALUES})`;
  const values: (string | number)[] = [];
  for (const item of items) {
    const parsed = parseSetting(field, item);
    if ('problem' in parsed) return parsed.problem;
    values.push(parsed.value);
  }
  return { field, values: [...new Set(values)] };
}

/** @param query of an address, with or without its question mark. Never throws. */
export function parseClassLink(query: string): ParsedClassLink {
  const parameters = new URLSearchParams(query);
  const given = [...parameters].map(([key]) => key);
  const problems: string[] = CLASS_KEYS.filter((key) => given.filter((name) => name === key).length > 1).map(
    (key) => `${key} is given twice (expected once; the first counts)`,
  );
  // A space was a plus sign that somebody typed unescaped: method:gdc++.
  const textOf = (key: (typeof CLASS_KEYS)[number]) => parameters.get(key)?.replaceAll(' ', '+');
  const known = <Name extends string>(
    key: 'lock' | 'hide',
    isKnown: (name: string) => name is Name,
    expected: string,
  ) =>
    itemsOf(textOf(key) ?? '').filter((name): name is Name => {
      if (isKnown(name)) return true;
      problems.push(`invalid ${key}: ${quoted(name)} (expected ${expected})`);
      return false;
    });
  const lock = known('lock', isSettingKey, 'names of settings, such as task,gamma');
  const isHideable = (name: string): name is PanelId | SettingKey => isPanelId(name) || isSettingKey(name);
  const hide = known('hide', isHideable, `settings, or some of ${PANEL_IDS.join(', ')}`);
  const seats = textOf('seats') === undefined ? undefined : parseSeats(textOf('seats')!);
  if (typeof seats === 'string') problems.push(seats);
  const seatText = textOf('seat');
  const seat = seatText === undefined ? undefined : parseNumber(SEAT, seatText);
  if (seatText !== undefined && seat === undefined)
    problems.push(
      `invalid seat: ${quoted(seatText)} (expected a whole number from ${SEAT.min} to ${SEAT.max})`,
    );
  return { link: { lock, hide, seats: typeof seats === 'string' ? undefined : seats, seat }, problems };
}

/** The link's part of a query, without a question mark; empty where it says nothing. */
export function classLinkQuery({ lock, hide, seats, seat }: ClassLink): string {
  const parameters = new URLSearchParams();
  if (lock.length > 0) parameters.set('lock', lock.join(','));
  if (hide.length > 0) parameters.set('hide', hide.join(','));
  if (seats) parameters.set('seats', `${seats.field}:${seats.values.join(',')}`);
  if (seat !== undefined) parameters.set('seat', String(seat));
  return queryText(parameters);
}

/** The query with the settings of its seat in their place; the query itself where it deals out none. */
export function withSeat(query: string): string {
  const { seats, seat } = parseClassLink(query).link;
  if (!seats || seat === undefined) return query;
  const { value, seed } = seatSettings(seats, seat);
  const parameters = new URLSearchParams(query);
  parameters.set(seats.field, String(value));
  parameters.set('seed', String(seed));
  return `?${queryText(parameters)}`;
}

/**
 * A seat's value of the field, and its seed: neighbours differ in the value, and each round of values has the next seed.
 * @param seat from 1
 */
export function seatSettings(
  { values }: Seats,
  seat: number,
): { readonly value: string | number; readonly seed: RunConfig['seed'] } {
  if (!(Number.isInteger(seat) && seat >= SEAT.min))
    throw new Error(`invalid seat: ${seat} (expected a whole number from ${SEAT.min})`);
  const at = seat - 1;
  return { value: values[at % values.length], seed: 1 + Math.floor(at / values.length) };
}
