// The thin products of adapters, as kernels.
import { adaptersOf } from '../model/adapters.ts';
import type { ModelConfig } from '../model/config.ts';
import { matmul } from './kernels/matmul.ts';
import type { Tuning } from './wgsl.ts';

/** Whether ranks, and strips of results, are whole quads where rows of the model are. */
export function hasQuadAdapters(config: ModelConfig): boolean {
  const sizes = adaptersOf(config).flatMap(({ inner, from, columns }) => [inner, from, columns]);
  return [config.lora?.rank ?? 0, ...sizes].every((size) => size % 4 === 0);
}

/** @param quads whether the adapters are whole quads, and the model's rows. */
export function adapterKernels(tuning: Tuning, quads: boolean) {
  // A rank is one block wide, and so the result has few.
  const down = { product: 'transpose', scaled: true, quads, plan: 'few' } as const;
  const up = { product: 'transpose', after: 'add', strip: 'y', quads } as const;
  const gradient = { product: 'forward', input: 'f32', output: 'f32', quads } as const;
  return {
    down: matmul(down, tuning),
    up: matmul(up, tuning),
    downLiving: matmul({ ...down, rows: 'living' }, tuning),
    upLiving: matmul({ ...up, rows: 'living', plan: 'few' }, tuning),
    upToCache: matmul({ ...up, rows: 'cache', plan: 'few' }, tuning),
    dLow: matmul({ ...gradient, strip: 'x', scaled: true, plan: 'few' }, tuning),
    dInput: matmul({ ...gradient, after: 'add' }, tuning),
    dWeight: matmul({ product: 'weight', input: 'f32', strip: 'x', quads, plan: 'few' }, tuning),
  };
}

export type AdapterKernels = ReturnType<typeof adapterKernels>;
