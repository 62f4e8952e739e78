// Counter-based randomness: a uniform in (0, 1) for every (seed, round, prompt, sample, position, index).
// No state, so a sample can be drawn again at any time, on any backend, in any order; the same 32-bit arithmetic is
// available in WGSL (u32). Hash: PCG-RXS-M-XS 32 (Jarzynski & Olano, "Hash Functions for GPU Rendering", JCGT 2020).

/** One round of the 32-bit PCG hash: u32 -> u32. */
export function pcgHash(value: number): number {
  const state = (Math.imul(value, 747796405) + 2891336453) >>> 0;
  const word = Math.imul(((state >>> ((state >>> 28) + 4)) ^ state) >>> 0, 277803737) >>> 0;
  return ((word >>> 22) ^ word) >>> 0;
}

/** The key with one more integer folded in. */
export const foldOnto = (key: number, part: number): number => pcgHash((part ^ key) >>> 0);

/** Folds integers into one u32 key: hash(k_m ^ hash(... ^ hash(k_1))). */
export function foldKey(...parts: readonly number[]): number {
  return parts.reduce(foldOnto, 0);
}

/**
 * Uniform in (0, 1), 23 bits: never 0 and never 1, so that both logarithms of a Gumbel draw are finite. With the half it
 * fills the 24 bits of a single-precision number, so no device rounds it.
 */
export function uniformAt(key: number, index: number): number {
  return ((pcgHash((index ^ key) >>> 0) >>> 9) + 0.5) / 8388608;
}

/** Standard Gumbel noise: argmax_v(logit_v + gumbel_v) is a draw from softmax(logit). */
export function gumbelAt(key: number, index: number): number {
  return -Math.log(-Math.log(uniformAt(key, index)));
}
