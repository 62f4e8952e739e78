// Crockford's base 32 (crockford.com/base32.html): no case, no marks that chat programs read, no letters that look alike.
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const SYMBOL_BITS = 5;

/** Values of the symbols as people type them: either case, O for 0, I and L for 1. */
const VALUES: ReadonlyMap<string, number> = new Map(
  [...ALPHABET].flatMap((symbol, value): [string, number][] => {
    const alike = symbol === '0' ? ['O', 'o'] : symbol === '1' ? ['I', 'i', 'L', 'l'] : [];
    return [symbol, symbol.toLowerCase(), ...alike].map((typed) => [typed, value]);
  }),
);

export const isSymbol = (letter: string): boolean => VALUES.has(letter);

/** The last symbol is filled up with zeros. */
export function toCrockford(bytes: Uint8Array): string {
  let text = '';
  let held = 0;
  let bits = 0;
  for (const byte of bytes) {
    held = (held << 8) | byte;
    bits += 8;
    for (; bits >= SYMBOL_BITS; bits -= SYMBOL_BITS) text += ALPHABET[(held >> (bits - SYMBOL_BITS)) & 31];
    held &= (1 << bits) - 1;
  }
  return bits > 0 ? text + ALPHABET[(held << (SYMBOL_BITS - bits)) & 31] : text;
}

/** Undefined for another letter, for a last symbol too many, and where what fills up the last one is not zero. */
export function fromCrockford(text: string): Uint8Array | undefined {
  const bytes = new Uint8Array(Math.floor((text.length * SYMBOL_BITS) / 8));
  let at = 0;
  let held = 0;
  let bits = 0;
  for (const letter of text) {
    const value = VALUES.get(letter);
    if (value === undefined) return undefined;
    held = (held << SYMBOL_BITS) | value;
    bits += SYMBOL_BITS;
    if (bits >= 8) {
      bits -= 8;
      bytes[at++] = held >> bits;
      held &= (1 << bits) - 1;
    }
  }
  return bits < SYMBOL_BITS && held === 0 ? bytes : undefined;
}
