// A product with a weight of a block, and what its adapters add: y = x W + b + (alpha / r) (x A^T) B^T.
import type { CpuKernels } from './kernels.ts';
import { PRODUCT } from './kernels.ts';
import { type LowRank, padded, type Weights } from './weights.ts';

/** For as long as the parameters stay as they are. */
export interface Dense {
  readonly panels: number;
  /** 0 without. */
  readonly bias: number;
  readonly depth: number;
  readonly columns: number;
  readonly adapters: readonly LowRank[];
}

/** Addresses of what goes in and comes out, and floats a row of each. */
export interface Flow {
  readonly from: number;
  readonly ldFrom: number;
  readonly to: number;
  readonly ldTo: number;
  readonly rows: number;
  /** What the product does with `other`; see `PRODUCT`. */
  readonly mode?: number;
  readonly other?: number;
}

export function denseOf(weights: Weights, name: string): Dense {
  const [depth, columns] = weights.shape(`${name}.weight`);
  return {
    panels: weights.panelsOf(`${name}.weight`),
    bias: weights.atOrNone(`${name}.bias`),
    depth,
    columns,
    adapters: weights.adaptersOn(name),
  };
}

/** @param low room for [rows, rank], where there are adapters. */
export function multiply(
  k: CpuKernels,
  { rank }: Weights,
  { panels, bias, depth, columns, adapters }: Dense,
  { from, ldFrom, to, ldTo, rows, mode = PRODUCT.store, other = 0 }: Flow,
  low: number,
): void {
  // A curve comes after the adapters: the last of them draws it.
  const bends = mode === PRODUCT.gelu && adapters.length > 0;
  k.product(
    from,
    ldFrom,
    panels,
    bias,
    to,
    ldTo,
    rows,
    depth,
    columns,
    bends ? PRODUCT.store : mode,
    other,
    0,
  );
  const ldLow = padded(rank);
  adapters.forEach(({ down, up, inner, from: column, columns: count }, i) => {
    k.product(from, ldFrom, down, 0, low, ldLow, rows, inner, rank, PRODUCT.store, 0, 0);
    const last = bends && i === adapters.length - 1 ? PRODUCT.gelu : PRODUCT.store;
    k.addLowRank(low, ldLow, up, to + 4 * column, ldTo, rows, rank, count, last, other + 4 * column, 0);
  });
}
