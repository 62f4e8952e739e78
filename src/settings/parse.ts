// From an untrusted value (address, file, text field, command line) to one within its bounds, or to the sentence that
// says what is wrong with it. Nothing throws.
import type { ChoiceOptions, NumberBounds, TextRule } from './setting.ts';

export type Parsed<Value> = { readonly value: Value } | { readonly problem: string };

/** Plain decimal notation: no hexadecimal, no separators, nothing empty. */
const DECIMAL = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;
const LONGEST_QUOTE = 40;

/** A refused value as it can be shown: short, and never an exception. */
export function quoted(raw: unknown): string {
  if (typeof raw === 'number' || typeof raw === 'boolean' || raw === null) return String(raw);
  if (typeof raw !== 'string') return `(${Array.isArray(raw) ? 'array' : typeof raw})`;
  if (raw.trim() === '') return '(empty)';
  return raw.length > LONGEST_QUOTE ? `${raw.slice(0, LONGEST_QUOTE)}…` : raw;
}

/** What a setting takes, as it is said in parentheses: `an integer in 1..20`, `0.1..3`, `sum, mean`. */
export function expectation(setting: NumberBounds | ChoiceOptions | TextRule): string {
  if (setting.kind === 'choice') return setting.options.join(', ');
  if (setting.kind === 'text') return setting.takes;
  return `${setting.integer ? 'an integer in ' : ''}${setting.min}..${setting.max}`;
}

export function parseChoice(options: readonly string[], raw: unknown): string | undefined {
  return options.find((option) => option === (typeof raw === 'string' ? raw.trim() : raw));
}

export function parseNumber({ min, max, integer }: NumberBounds, raw: unknown): number | undefined {
  const value = typeof raw === 'string' && DECIMAL.test(raw.trim()) ? Number(raw) : raw;
  if (typeof value !== 'number' || !(value >= min && value <= max)) return undefined;
  if (integer && !Number.isInteger(value)) return undefined;
  return value + 0; // -0 becomes 0, so that equal settings print alike
}

/** A text without the spaces around it, or `invalid name: what is wrong with it`. */
function parseText(name: string, { longest, takes, problemOf }: TextRule, raw: unknown): Parsed<string> {
  const text = typeof raw === 'string' ? raw.trim() : '';
  if (text === '' || text.length > longest)
    return { problem: `invalid ${name}: ${quoted(raw)} (expected ${takes})` };
  const problem = problemOf(text);
  return problem === undefined ? { value: text } : { problem: `invalid ${name}: ${problem}` };
}

/** The value of the setting `name`, or `invalid name: raw (expected bounds)`. */
export function parseValue(name: string, setting: NumberBounds, raw: unknown): Parsed<number>;
export function parseValue(
  name: string,
  setting: NumberBounds | ChoiceOptions | TextRule,
  raw: unknown,
): Parsed<number | string>;
export function parseValue(
  name: string,
  setting: NumberBounds | ChoiceOptions | TextRule,
  raw: unknown,
): Parsed<number | string> {
  if (setting.kind === 'text') return parseText(name, setting, raw);
  const value = setting.kind === 'choice' ? parseChoice(setting.options, raw) : parseNumber(setting, raw);
  if (value !== undefined) return { value };
  return { problem: `invalid ${name}: ${quoted(raw)} (expected ${expectation(setting)})` };
}
