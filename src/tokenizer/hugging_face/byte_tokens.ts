// Tokens that are bytes. GPT-2's byte-level tokenizers write each byte as a visible character (Radford et al. 2019);
// Llama's write the bytes of unknown characters as <0xE4>.

/** GPT-2's bytes_to_unicode: visible Latin-1 as it is, the other bytes from U+0100 on. */
export const BYTE_CHARACTERS: readonly string[] = (() => {
  const isVisible = (byte: number) =>
    (byte >= 0x21 && byte <= 0x7e) || (byte >= 0xa1 && byte <= 0xac) || (byte >= 0xae && byte <= 0xff);
  let next = 0x100;
  return Array.from({ length: 256 }, (_, byte) => String.fromCharCode(isVisible(byte) ? byte : next++));
})();

const BYTES: ReadonlyMap<string, number> = new Map(
  BYTE_CHARACTERS.map((character, byte) => [character, byte]),
);

/** Bytes of a byte-level token; undefined where a character stands for none. */
export function byteLevelBytes(token: string): readonly number[] | undefined {
  const bytes = [...token].map((character) => BYTES.get(character));
  return bytes.includes(undefined) ? undefined : (bytes as number[]);
}

/** The byte of <0xE4>; undefined for other tokens. */
export function fallbackByte(token: string): readonly number[] | undefined {
  const [, digits] = /^<0x([0-9A-Fa-f]{2})>$/.exec(token) ?? [];
  return digits === undefined ? undefined : [Number.parseInt(digits, 16)];
}

/** Bytes that follow a first byte in UTF-8; 0 for what is no first byte. */
function following(byte: number): number {
  if (byte >= 0xf0 && byte <= 0xf4) return 3;
  if (byte >= 0xe0 && byte <= 0xef) return 2;
  return byte >= 0xc2 && byte <= 0xdf ? 1 : 0;
}

/** Bytes that the last character still lacks, given how many it lacked before. */
export function lacking(before: number, bytes: readonly number[]): number {
  let lacks = before;
  for (const byte of bytes) {
    const continues = lacks > 0 && (byte & 0xc0) === 0x80;
    lacks = continues ? lacks - 1 : following(byte);
  }
  return lacks;
}

/** Bytes as text where they are whole characters, else as <E4 B8>. */
export function shownBytes(bytes: readonly number[]): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(Uint8Array.from(bytes));
  } catch {
    const digits = bytes.map((byte) => byte.toString(16).toUpperCase().padStart(2, '0'));
    return `<${digits.join(' ')}>`;
  }
}
