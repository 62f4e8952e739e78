// What the tests of the kernels share: an instance, noise, and comparisons with a float64 twin.
import fc from 'fast-check';
import { expect } from 'vitest';
import { Stream } from '../random/stream.ts';
import { Heap } from './heap.ts';
import { instantiate } from './kernels.ts';

/** A fresh instance. */
export function open(module: WebAssembly.Module) {
  const kernels = instantiate(module);
  const heap = new Heap(kernels.memory, kernels.heapBase());
  kernels.setQuads(heap.floats(1 << 16));
  return { kernels, heap };
}

export const tanhGelu = (x: number) =>
  0.5 * x * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x ** 3)));

/** @param tolerance of the largest number. */
export function close(got: ArrayLike<number>, expected: ArrayLike<number>, tolerance = 2e-6): void {
  const scale = Math.max(1, ...Array.from(expected, Math.abs));
  for (let i = 0; i < expected.length; i++)
    expect(Math.abs(got[i] - expected[i]), `at ${i}`).toBeLessThan(tolerance * scale);
}

export function noise(seed: number) {
  const stream = Stream.fromSeed(seed);
  return (count: number) => Float32Array.from({ length: count }, () => stream.normal());
}

export const size = (max: number) => fc.integer({ min: 1, max });

/** Slope of a function of numbers at one of them, by central differences. */
export function slopeAt(
  objective: (values: Float64Array) => number,
  values: ArrayLike<number>,
  at: number,
): number {
  const moved = (by: number) => {
    const copy = Float64Array.from(values);
    copy[at] += by;
    return objective(copy);
  };
  return (moved(1e-5) - moved(-1e-5)) / 2e-5;
}
