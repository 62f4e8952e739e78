// The parts of a batch, which shards compute: how it is cut, who has which, and where results go.
import { subBatch } from '../model/batch.ts';
import type { TokenBatch } from '../model/language_model.ts';
import { type PackedBatch, packBatch } from '../model/packing.ts';
import { PARTS } from './device.ts';

/** Rows [first, first + rows) of a batch, packed. */
export interface Part {
  readonly first: number;
  readonly packed: PackedBatch;
}

/** Most rows of a batch that is only scored, at once on a shard: they bound the memory. */
const SCORED_ROWS = 64;

/** Small enough that every shard has some, and the same on every machine. */
export const scoredParts = (batch: TokenBatch): Part[] =>
  partsOf(batch, Math.min(SCORED_ROWS, Math.ceil(batch.rows / PARTS)));

export function partsOf(batch: TokenBatch, rows: number): Part[] {
  const parts: Part[] = [];
  for (let first = 0; first < batch.rows; first += rows)
    parts.push({ first, packed: packBatch(subBatch(batch, first, first + rows), true) });
  return parts;
}

/** The parts that one of so many shards computes. */
export function partsOn(parts: readonly Part[], index: number, spread: number): readonly Part[] {
  const each = PARTS / spread;
  return parts.slice(index * each, (index + 1) * each);
}

/** [B, T] with the slots' values in their places, 0 elsewhere. */
export function placed(
  batch: TokenBatch,
  parts: readonly Part[],
  slots: readonly Float32Array[],
): Float32Array {
  const result = new Float32Array(batch.rows * batch.length);
  parts.forEach(({ first, packed }, p) => {
    packed.place.forEach((place, s) => {
      result[first * batch.length + place] = slots[p][s];
    });
  });
  return result;
}
