// Command-line options, read with `node:util` and checked against bounds. Errors name the argument and the expected
// values. Options are written --kebab-case; --camelCase works too.
import { parseArgs } from 'node:util';

/**
 * @typedef {{
 *   kind: 'flag' | 'text' | 'integer' | 'number' | 'numbers' | 'choice',
 *   help: string,
 *   min?: number,
 *   max?: number,
 *   options?: readonly string[],
 *   default?: string,
 * }} OptionSpec
 * @typedef {Record<string, boolean | string | number | number[]>} OptionValues
 */

/** A mistake in the command line (exit code 2). */
export class UsageError extends Error {}

/** @param {string} name */
export function kebabCase(name) {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

/** @param {string} name */
export function camelCase(name) {
  return name.replace(/-([a-z])/g, (_, letter) => letter.toUpperCase());
}

/** @param {OptionSpec} spec */
function expectation(spec) {
  if (spec.kind === 'choice') return (spec.options ?? []).join(', ');
  const bounds = spec.min === undefined ? '' : ` ${spec.min}..${spec.max}`;
  if (spec.kind === 'numbers') return `numbers${bounds} separated by commas`;
  if (spec.kind === 'text') return 'a value';
  return `${spec.kind === 'integer' ? 'an integer' : 'a number'}${bounds}`;
}

/**
 * @param {OptionSpec} spec
 * @param {string} text
 */
function isNumber(spec, text) {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value)) return false;
  if (spec.kind === 'integer' && !Number.isInteger(value)) return false;
  return value >= (spec.min ?? Number.NEGATIVE_INFINITY) && value <= (spec.max ?? Number.POSITIVE_INFINITY);
}

/**
 * @param {string} name
 * @param {OptionSpec} spec
 * @param {string} text
 */
function convert(name, spec, text) {
  const items = spec.kind === 'numbers' ? text.split(',') : [text];
  const valid =
    spec.kind === 'choice'
      ? (spec.options ?? []).includes(text)
      : spec.kind === 'text'
        ? text !== ''
        : items.every((item) => isNumber(spec, item));
  if (!valid) throw new UsageError(`invalid --${name}: ${text || '(empty)'} (expected ${expectation(spec)})`);
  if (spec.kind === 'numbers') return items.map(Number);
  return spec.kind === 'integer' || spec.kind === 'number' ? Number(text) : text;
}

/**
 * Values by kebab-case name; absent if neither passed nor defaulted.
 * @param {readonly string[]} argv
 * @param {Record<string, OptionSpec>} specs
 * @returns {OptionValues}
 */
export function parseOptions(argv, specs) {
  const { values, names } = parseArguments(argv, specs);
  if (names.length > 0)
    throw new UsageError(`unexpected argument: ${names[0]} (expected options only; see --help)`);
  return values;
}

/**
 * The same for a command that also takes names, in any position.
 * @param {readonly string[]} argv
 * @param {Record<string, OptionSpec>} specs
 * @returns {{ values: OptionValues, names: string[] }}
 */
export function parseArguments(argv, specs) {
  const known = new Map(Object.keys(specs).flatMap((name) => [name, camelCase(name)].map((s) => [s, name])));
  // Not `strict`: its messages neither name the bounds nor let a negative number be a value (`--policy-mean -1`).
  const { tokens } = parseArgs({
    args: [...argv],
    options: Object.fromEntries(
      [...known].map(([spelling, name]) => [
        spelling,
        { type: specs[name].kind === 'flag' ? 'boolean' : 'string' },
      ]),
    ),
    allowPositionals: true,
    strict: false,
    tokens: true,
  });
  /** @type {OptionValues} */
  const values = {};
  /** @type {string[]} */
  const names = [];
  for (const [name, spec] of Object.entries(specs))
    if (spec.default !== undefined) values[name] = convert(name, spec, spec.default);
  for (const token of tokens) {
    if (token.kind === 'option-terminator') continue;
    if (token.kind === 'positional') {
      names.push(token.value);
      continue;
    }
    const name = known.get(token.name);
    if (name === undefined) {
      const expected = Object.keys(specs).map((option) => `--${option}`);
      throw new UsageError(`unknown option: ${token.rawName} (expected ${expected.join(', ')})`);
    }
    const spec = specs[name];
    if (spec.kind === 'flag') {
      if (token.value !== undefined)
        throw new UsageError(`invalid --${name}: ${token.value} (expected no value)`);
      values[name] = true;
    } else {
      if (token.value === undefined)
        throw new UsageError(`--${name} has no value (expected ${expectation(spec)})`);
      values[name] = convert(name, spec, token.value);
    }
  }
  return { values, names };
}

/**
 * Help text: one option per line, with its values and default.
 * @param {Record<string, OptionSpec>} specs
 */
export function describeOptions(specs) {
  const rows = Object.entries(specs).map(([name, spec]) => {
    const placeholder =
      spec.kind === 'flag'
        ? ''
        : spec.kind === 'choice'
          ? ' NAME'
          : ` ${spec.kind === 'text' ? 'TEXT' : 'N'}`;
    const notes = [
      ...(spec.kind === 'choice' || spec.min !== undefined ? [expectation(spec)] : []),
      ...(spec.default === undefined ? [] : [`default ${spec.default}`]),
    ];
    return [
      `  --${name}${placeholder}`,
      notes.length === 0 ? spec.help : `${spec.help} [${notes.join('; ')}]`,
    ];
  });
  const width = Math.max(...rows.map(([left]) => left.length)) + 2;
  return rows.map(([left, right]) => left.padEnd(width) + right).join('\n');
}
