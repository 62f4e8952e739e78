// The thin products of adapters, as kernels.
import { matmul } from './kernels/matmul.ts';
import type { Tuning } from './wgsl.ts';

/** Kernels of a model with adapters. */
export function adapterKernels(tuning: Tuning) {
  const down = { product: 'transpose', scaled: true } as const;
  const up = { product: 'transpose', after: 'add', strip: 'y' } as const;
  return {
    forward: { down: matmul(down, tuning), up: matmul(up, tuning) },
    backward: {
      low: matmul({ product: 'forward', input: 'f32', output: 'f32', strip: 'x', scaled: true }, tuning),
      input: matmul({ product: 'forward', input: 'f32', output: 'f32', after: 'add' }, tuning),
      weight: matmul({ product: 'weight', input: 'f32', strip: 'x' }, tuning),
    },
    decoding: {
      down: matmul({ ...down, rows: 'living' }, tuning),
      up: matmul({ ...up, rows: 'living' }, tuning),
      upToCache: matmul({ ...up, rows: 'cache' }, tuning),
    },
  };
}

export type AdapterKernels = ReturnType<typeof adapterKernels>;
