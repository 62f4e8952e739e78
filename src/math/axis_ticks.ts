// Ranges and ticks of a drawn axis.

export type Range = readonly [number, number];

/** About five round tick values that span the range. */
export function ticks([low, high]: Range): number[] {
  const raw = (high - low) / 5;
  const magnitude = 10 ** Math.floor(Math.log10(raw));
  const step = magnitude * ([1, 2, 5].find((factor) => factor * magnitude >= raw) ?? 10);
  const first = Math.ceil(low / step);
  // Rounding removes the error of the multiplication.
  return Array.from({ length: Math.floor(high / step) - first + 1 }, (_, i) =>
    Number(((first + i) * step).toPrecision(12)),
  );
}

/** The powers of two within the range. */
export function powersOfTwo([low, high]: Range): number[] {
  const first = Math.ceil(Math.log2(low));
  return Array.from(
    { length: Math.max(0, Math.floor(Math.log2(high)) - first + 1) },
    (_, i) => 2 ** (first + i),
  );
}

/** The finite values with a margin of 5 %, or 1 around a single value. */
export function rangeOf(values: readonly number[]): Range {
  const finite = values.filter(Number.isFinite);
  if (finite.length === 0) return [0, 1];
  const [low, high] = [Math.min(...finite), Math.max(...finite)];
  const margin = high > low ? 0.05 * (high - low) : 1;
  return [low - margin, high + margin];
}
