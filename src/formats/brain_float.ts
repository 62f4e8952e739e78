// bfloat16: the upper half of a single. Reading is exact; writing rounds to the nearest, and of two as near to the even
// one (Google Brain's format, as PyTorch rounds it).

export function fromBrainFloats(upper: Uint16Array): Float32Array<ArrayBuffer> {
  const bits = new Uint32Array(upper.length);
  for (let i = 0; i < upper.length; i++) bits[i] = upper[i] << 16;
  return new Float32Array(bits.buffer);
}

const QUIET_NAN = 0x7fc0;

export function toBrainFloats(values: Float32Array): Uint16Array<ArrayBuffer> {
  const bits = new Uint32Array(values.buffer, values.byteOffset, values.length);
  const upper = new Uint16Array(values.length);
  for (let i = 0; i < values.length; i++) {
    const odd = (bits[i] >>> 16) & 1;
    upper[i] = Number.isNaN(values[i]) ? QUIET_NAN : (bits[i] + 0x7fff + odd) >>> 16;
  }
  return upper;
}
