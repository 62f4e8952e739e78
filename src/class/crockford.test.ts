import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromCrockford, toCrockford } from './crockford.ts';

/** By arithmetic on one large whole number: no code is shared. */
function slowly(bytes: Uint8Array): string {
  const bits = 8 * bytes.length;
  const length = Math.ceil(bits / 5);
  let value = bytes.reduce((all, byte) => all * 256n + BigInt(byte), 0n) << BigInt(5 * length - bits);
  let text = '';
  for (let i = 0; i < length; i++, value /= 32n)
    text = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'[Number(value % 32n)] + text;
  return text;
}

describe('base 32', () => {
  it('is that of one large number', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => toCrockford(bytes) === slowly(bytes)));
  });

  it('comes back, in either case and with the letters that look alike', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
        const typed = toCrockford(bytes).toLowerCase().replaceAll('0', 'o').replaceAll('1', 'l');
        expect(fromCrockford(typed)).toEqual(bytes);
      }),
    );
  });

  it('has one text for its bytes: what fills the last symbol is zero, and no symbol is too many', () => {
    expect(toCrockford(Uint8Array.of(255))).toBe('ZW');
    for (const wrong of ['ZX', 'ZY', 'ZZ', 'ZW0', 'Z', 'U0', 'Z-'])
      expect(fromCrockford(wrong)).toBeUndefined();
  });
});
