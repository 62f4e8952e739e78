// Short names for long texts.

/** FNV-1a of a text, twice with different offsets: 64 bits as hexadecimal. */
export function digest(text: string): string {
  const half = (offset: number) => {
    let hash = offset;
    for (const letter of text) hash = Math.imul(hash ^ letter.charCodeAt(0), 0x01000193) >>> 0;
    return hash.toString(16).padStart(8, '0');
  };
  return half(0x811c9dc5) + half(0x050c5d1f);
}
