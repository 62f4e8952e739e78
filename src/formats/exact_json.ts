// JSON that brings back every number to the bit. Plain JSON loses NaN, infinities, the sign of zero and typed arrays;
// here they are objects with one key that begins with `$`.
/** Larger arguments take a slow path. */
const BYTES_AT_ONCE = 0x2000;

const SPECIAL: Readonly<Record<string, number>> = {
  NaN: Number.NaN,
  Infinity: Number.POSITIVE_INFINITY,
  '-Infinity': Number.NEGATIVE_INFINITY,
  '-0': -0,
};

function base64Of({ buffer, byteOffset, byteLength }: ArrayBufferView): string {
  const bytes = new Uint8Array(buffer, byteOffset, byteLength);
  let binary = '';
  for (let at = 0; at < bytes.length; at += BYTES_AT_ONCE)
    binary += String.fromCharCode.apply(null, bytes.subarray(at, at + BYTES_AT_ONCE) as unknown as number[]);
  return btoa(binary);
}

function bufferOf(base64: unknown, bytesPerNumber: number): ArrayBuffer {
  const binary = atob(String(base64));
  if (binary.length % bytesPerNumber !== 0)
    throw new Error(`invalid numbers: ${binary.length} bytes (expected a multiple of ${bytesPerNumber})`);
  return Uint8Array.from(binary, (letter) => letter.charCodeAt(0)).buffer;
}

function marked(_key: string, value: unknown): unknown {
  if (typeof value === 'number') {
    if (Object.is(value, -0)) return { $number: '-0' };
    return Number.isFinite(value) ? value : { $number: String(value) };
  }
  if (value instanceof Float32Array) return { $f32: base64Of(value) };
  if (value instanceof Float64Array) return { $f64: base64Of(value) };
  return value;
}

function unmarked(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if ('$number' in value) {
    const name = String(value.$number);
    if (!Object.hasOwn(SPECIAL, name))
      throw new Error(`invalid number: ${name.slice(0, 40)} (expected ${Object.keys(SPECIAL).join(', ')})`);
    return SPECIAL[name];
  }
  if ('$f32' in value) return new Float32Array(bufferOf(value.$f32, 4));
  if ('$f64' in value) return new Float64Array(bufferOf(value.$f64, 8));
  return value;
}

/** Text of plain data; fields that are undefined are left out. */
export const writeExactJson = (value: unknown): string => JSON.stringify(value, marked);

/** Throws on anything else than such a text. */
export const readExactJson = (text: string): unknown => JSON.parse(text, unmarked);
