import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { repeatedKey } from './json_keys.ts';

describe('a key that stands twice', () => {
  it.each([
    ['{"a":1,"a":2}', 'a'],
    ['{"a":{"b":[{"c":1,"c" :2}]}}', 'a.b.c'],
    ['{"a":{"a":1},"b":{"a":1},"b":3}', 'b'],
    [String.raw`{"a":1,"\u0061":2}`, 'a'],
    ['{"__proto__":1,"__proto__":2}', '__proto__'],
    ['{"":1,"":2}', ''],
    [String.raw`{"{\"a\":":1,"a":"}","a":2}`, 'a'],
  ])('is named with its path: %s', (json, path) => {
    expect(repeatedKey(json)).toBe(path);
  });

  it.each([
    '{"a":"a","b":"a"}',
    '{"a":{"a":{"a":1}}}',
    '[{"a":1},{"a":1}]',
    String.raw`{"a":"\"a\":1","b":"{\"a\":2"}`,
    '"a:"',
    `{"${'x'.repeat(1 << 20)}":1}`,
  ])('is not found where there is none: %.40s', (json) => {
    expect(repeatedKey(json)).toBeUndefined();
  });

  it('is found in any object, at any depth, and in no object that was written once', () => {
    const object = fc.dictionary(fc.string(), fc.jsonValue(), { minKeys: 1 });
    fc.assert(
      fc.property(object, fc.string(), fc.nat(), (value, around, pick) => {
        const inner = JSON.stringify(value);
        const keys = Object.keys(value);
        const key = keys[pick % keys.length];
        const twice = `${inner.slice(0, -1)},${JSON.stringify(key)}:0}`;
        const nested = (json: string) => `{${JSON.stringify(around)}:[1,${json}]}`;
        expect(repeatedKey(nested(inner))).toBeUndefined();
        expect(repeatedKey(nested(twice))).toBe(`${around}.${key}`);
      }),
    );
  });
});
