// The thin products of adapters, as kernels.
import { matmul } from './kernels/matmul.ts';
import type { Tuning } from './wgsl.ts';

/** Kernels of a model with adapters. */
export function adapterKernels(tuning: Tuning) {
  const down = { product: 'transpose', scaled: true } as const;
  const up = { product: 'transpose', after: 'add', strip: 'y' } as const;
  const gradient = { product: 'forward', input: 'f32', output: 'f32' } as const;
  return {
    down: matmul(down, tuning),
    up: matmul(up, tuning),
    downLiving: matmul({ ...down, rows: 'living' }, tuning),
    upLiving: matmul({ ...up, rows: 'living' }, tuning),
    upToCache: matmul({ ...up, rows: 'cache' }, tuning),
    dLow: matmul({ ...gradient, strip: 'x', scaled: true }, tuning),
    dInput: matmul({ ...gradient, after: 'add' }, tuning),
    dWeight: matmul({ product: 'weight', input: 'f32', strip: 'x' }, tuning),
  };
}

export type AdapterKernels = ReturnType<typeof adapterKernels>;
