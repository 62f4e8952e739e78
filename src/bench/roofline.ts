// The most that our own kernels reach on this device: bytes a second in a copy, operations a second in a product.
import type { Gpu } from '../engine/gpu.ts';
import { foldedGroups } from '../engine/gpu.ts';
import { matmul, matmulGroups } from '../engine/kernels/matmul.ts';
import { Arena, type BoundOperation } from '../engine/operation.ts';
import { millisecondsOf } from '../engine/stopwatch.ts';
import { ITEMS, itemIndex, type Kernel } from '../engine/wgsl.ts';

export interface Roofline {
  /** Read and written, 1e9 bytes a second. */
  readonly copyGBs: number;
  /** 1e9 floating-point operations a second. */
  readonly matmulGFlops: number;
}

const copy: Kernel = {
  name: 'copy',
  bindings: { x: 'read f32', y: 'write f32' },
  sizes: ['size'],
  workgroup: [ITEMS, 1],
  body: `${itemIndex}
  if (index < sizes.size) { y[index] = x[index]; }`,
};

const AT_LEAST_MS = 100;

/** @param software the device computes on the CPU, where a large problem would take minutes. */
export async function measureRoofline(gpu: Gpu, software: boolean): Promise<Roofline> {
  const floats = software ? 2 ** 20 : 2 ** 25;
  const edge = software ? 256 : 2048;
  const product = matmul({ product: 'forward' }, gpu.tuning);
  await gpu.compile([copy, product]);
  const arena = new Arena(gpu);
  try {
    const copied = arena.bind(copy, {
      buffers: { x: arena.numbers('from', floats), y: arena.numbers('to', floats) },
      values: { size: floats },
      groups: () => foldedGroups(floats, ITEMS),
    });
    const matrix = () => arena.halves('matrix', edge * edge);
    const multiplied = arena.bind(product, {
      buffers: { x: matrix(), weights: matrix(), y: matrix() },
      values: { inner: edge, columns: edge, count: 0, weightAt: 0 },
      counts: arena.uniform('counts', Uint32Array.of(edge, 0, 0, 0).buffer),
      groups: () => matmulGroups(edge, edge, gpu.tuning),
    });
    const seconds = async (operation: BoundOperation, tokens: number) =>
      (await millisecondsOf(gpu, operation, { tokens, slots: 0, owners: 0 }, AT_LEAST_MS)) / 1000;
    return {
      copyGBs: (8 * floats) / (await seconds(copied, 0)) / 1e9,
      matmulGFlops: (2 * edge ** 3) / (await seconds(multiplied, edge)) / 1e9,
    };
  } finally {
    arena.dispose();
  }
}
