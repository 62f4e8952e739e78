// JSON that keeps every number: JavaScript writes a double so that it reads back the same, but JSON has no NaN, no
// infinities, and loses the sign of -0. These are written as {"$number": "NaN"}.
const NAMES: ReadonlyMap<string, number> = new Map([
  ['NaN', Number.NaN],
  ['Infinity', Number.POSITIVE_INFINITY],
  ['-Infinity', Number.NEGATIVE_INFINITY],
  ['-0', -0],
]);
const TAG = '$number';

/** @param value plain data; keys without a value are left out. */
export const writeExactJson = (value: unknown): string =>
  JSON.stringify(value, (_, part: unknown) => {
    if (typeof part !== 'number' || (Number.isFinite(part) && !Object.is(part, -0))) return part;
    return { [TAG]: Object.is(part, -0) ? '-0' : String(part) };
  });

/** Throws on what is not JSON. */
export const readExactJson = (text: string): unknown =>
  JSON.parse(text, (_, part: unknown) => {
    if (typeof part !== 'object' || part === null || !Object.hasOwn(part, TAG)) return part;
    const name = (part as Readonly<Record<string, unknown>>)[TAG];
    return (typeof name === 'string' ? NAMES.get(name) : undefined) ?? part;
  });
