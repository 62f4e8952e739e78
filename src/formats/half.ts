// IEEE 754 half precision: a sign, 5 bits of exponent, 11 significant bits. Every half is a single, so reading is exact;
// writing rounds to the nearest half, and of two as near to the even one.
const SMALLEST_NORMAL = 2 ** -14;
/** Distance of subnormal halves. */
const SMALLEST = 2 ** -24;
const INFINITY_BITS = 0x7c00;
/** From here on the nearest half is infinity. */
const TOO_LARGE = 65520;

export function fromHalves(halves: Uint16Array): Float32Array<ArrayBuffer> {
  const values = new Float32Array(halves.length);
  for (let i = 0; i < halves.length; i++) {
    const exponent = (halves[i] >> 10) & 31;
    const fraction = halves[i] & 1023;
    const size =
      exponent === 0
        ? fraction * SMALLEST
        : exponent < 31
          ? (1 + fraction / 1024) * 2 ** (exponent - 15)
          : fraction === 0
            ? Number.POSITIVE_INFINITY
            : Number.NaN;
    values[i] = halves[i] & 0x8000 ? -size : size;
  }
  return values;
}

function roundedToEven(value: number): number {
  const below = Math.floor(value);
  const rest = value - below;
  return rest > 0.5 || (rest === 0.5 && below % 2 === 1) ? below + 1 : below;
}

/** Bits of the half nearest to a size of 0 or more. A carry from the fraction ends in the exponent, as it should. */
function bitsOfSize(size: number): number {
  if (Number.isNaN(size)) return INFINITY_BITS + 512;
  if (size >= TOO_LARGE) return INFINITY_BITS;
  if (size < SMALLEST_NORMAL) return roundedToEven(size / SMALLEST);
  const exponent = Math.floor(Math.log2(size));
  return (exponent + 14) * 1024 + roundedToEven((size / 2 ** exponent) * 1024);
}

export function toHalves(values: ArrayLike<number>): Uint16Array<ArrayBuffer> {
  const halves = new Uint16Array(values.length);
  for (let i = 0; i < values.length; i++) {
    const isNegative = values[i] < 0 || Object.is(values[i], -0);
    halves[i] = bitsOfSize(Math.abs(values[i])) + (isNegative ? 0x8000 : 0);
  }
  return halves;
}
