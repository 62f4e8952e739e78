// Inputs that somebody has tampered with, for property tests of readers: valid values with a few parts replaced, and
// valid bytes with a few of them changed.
import fc from 'fast-check';

const deep = (levels: number): unknown => {
  let value: unknown = 0;
  for (let level = 0; level < levels; level++) value = [value];
  return value;
};

/** What a reader should not expect, in the place of anything. */
const odd: readonly unknown[] = [
  null,
  true,
  false,
  -1,
  0,
  1,
  2,
  1.5,
  1e9,
  2 ** 31,
  2 ** 53,
  1e308,
  '',
  ' ',
  'x',
  '1e9',
  '__proto__',
  'constructor',
  'x'.repeat(5000),
  [],
  {},
  [null],
  [[]],
  Array(300).fill(0),
  deep(300),
  { length: 1e9 },
];

interface Place {
  readonly parent: Record<string, unknown>;
  readonly key: string;
}

/** Every part of a value, in an object that holds the whole as `whole`. */
function placesIn(holder: { whole: unknown }): Place[] {
  const places: Place[] = [];
  const visit = (parent: Record<string, unknown>, key: string, depth: number) => {
    places.push({ parent, key });
    const value = parent[key];
    if (typeof value !== 'object' || value === null || depth > 8) return;
    for (const inner of Object.keys(value).slice(0, 12))
      visit(value as Record<string, unknown>, inner, depth + 1);
  };
  visit(holder, 'whole', 0);
  return places;
}

/** The value with one to three parts replaced, removed or added. */
export const tampered = (value: unknown): fc.Arbitrary<unknown> =>
  fc
    .array(fc.tuple(fc.nat(), fc.nat({ max: odd.length + 1 })), { minLength: 1, maxLength: 3 })
    .map((changes) => {
      const holder = { whole: structuredClone(value) };
      for (const [at, what] of changes) {
        const places = placesIn(holder);
        const { parent, key } = places[at % places.length];
        if (what === odd.length) delete parent[key];
        else if (what > odd.length) parent[`${key}x`] = parent[key];
        else parent[key] = structuredClone(odd[what]);
      }
      return holder.whole;
    });

/** The bytes with a few of them changed, cut off or doubled. */
export const tamperedBytes = (bytes: Uint8Array, changed = bytes.length): fc.Arbitrary<Uint8Array> =>
  fc
    .record({
      flips: fc.array(fc.tuple(fc.nat({ max: changed - 1 }), fc.nat({ max: 255 })), { maxLength: 4 }),
      length: fc.oneof(fc.constant(bytes.length), fc.nat({ max: bytes.length })),
      tail: fc.uint8Array({ maxLength: 8 }),
    })
    .map(({ flips, length, tail }) => {
      const copy = new Uint8Array(length + tail.length);
      copy.set(bytes.subarray(0, length));
      copy.set(tail, length);
      for (const [at, byte] of flips) if (at < copy.length) copy[at] = byte;
      return copy;
    });

/** As many as the readers of this page are tried with. */
export const MANY = { numRuns: 10_000 } as const;
