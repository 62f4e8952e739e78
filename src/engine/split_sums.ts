// Long sums in parts, so that a card has as many workgroups as it runs at once; `addParts` joins them.

/** Workgroups of a product that a large card runs at once: more would wait for a second turn. Measured: bench/README.md. */
const BUSY_GROUPS = 384;
/** Of whose multiples parts are, so that they are whole tiles. */
const PART_MULTIPLE = 16;

/** Parts of a sum whose result takes so many workgroups. */
export const partCount = ([x, y]: readonly [number, number], atMost: number): number =>
  Math.max(1, Math.min(Math.floor(BUSY_GROUPS / (x * y)), atMost));

/** Summands of a part. */
export const partSize = (summands: number, parts: number): number =>
  PART_MULTIPLE * Math.ceil(summands / parts / PART_MULTIPLE);
