// Measures at start which of two kinds of kernel is faster on this device: for products, reductions, attention, and the
// tokens of a small model.
import type { OpenDevice } from './adapter.ts';
import { attentionKernels } from './attention_kernels.ts';
import { decodingMs } from './decoding_speed.ts';
import { Gpu, laneGroups } from './gpu.ts';
import { ShaderError } from './gpu_errors.ts';
import { norm } from './kernels/norm.ts';
import { Arena } from './operation.ts';
import { type Problem, productMs } from './product_speed.ts';
import { millisecondsOf } from './stopwatch.ts';
import type { MatrixShape, Tuning } from './wgsl.ts';

/** Sizes that are quick on each kind of adapter, and large enough to show the difference. */
const PROBLEMS: Readonly<Record<'software' | 'hardware', Problem>> = {
  software: { rows: 128, width: 64, atLeastMs: 2 },
  hardware: { rows: 2048, width: 512, atLeastMs: 20 },
};

const problemOf = (software: boolean) => PROBLEMS[software ? 'software' : 'hardware'];

/** Not yet in the types of WebGPU. */
interface MatrixConfig {
  readonly componentType: string;
  readonly resultComponentType: string;
  readonly M: number;
  readonly N: number;
  readonly K: number;
}

type OffersMatrices = GPUAdapterInfo & { readonly subgroupMatrixConfigs?: Iterable<MatrixConfig> };

/** Infinity for a kernel that does not compile here. */
const orNever = (ms: Promise<number>) =>
  ms.catch((error) => {
    if (error instanceof ShaderError) return Number.POSITIVE_INFINITY;
    throw error;
  });

/** Milliseconds of a layer norm. */
async function reductionMs(device: GPUDevice, software: boolean, tuning: Tuning): Promise<number> {
  const { rows, width, atLeastMs } = problemOf(software);
  const gpu = new Gpu(device, tuning, software);
  const kernel = norm('tokens', 'layer', true, tuning);
  await gpu.compile([kernel]);
  const arena = new Arena(gpu);
  try {
    const counts = arena.uniform('counts', Uint32Array.of(rows, 0, 0, 0).buffer);
    const operation = arena.bind(kernel, {
      buffers: {
        x: arena.halves('x', rows * width),
        y: arena.halves('y', rows * width),
        weights: arena.halves('weights', 2 * width),
        stats: arena.numbers('stats', 2 * rows),
      },
      values: { width, gainAt: 0, biasAt: width, epsilon: 1e-5 },
      counts,
      groups: () => laneGroups(rows, tuning),
    });
    return await millisecondsOf(gpu, operation, { tokens: rows, slots: 0, owners: 0 }, atLeastMs);
  } finally {
    arena.dispose();
  }
}

/** Milliseconds of attention over rows as long as they are wide, and of its gradient for the keys. */
export async function attentionMs(device: GPUDevice, software: boolean, tuning: Tuning): Promise<number> {
  const { rows: tokens, width, atLeastMs } = problemOf(software);
  const headWidth = software ? 16 : 64;
  const heads = width / headWidth;
  const gpu = new Gpu(device, tuning, software);
  const kernels = attentionKernels({ headWidth, group: 1, windowed: false }, tuning);
  await gpu.compile([kernels.kept, kernels.keys]);
  const arena = new Arena(gpu);
  try {
    const counts = arena.uniform('counts', Uint32Array.of(tokens, 0, 0, 0).buffer);
    const spans = arena.numbers('spans', 4 * tokens);
    const start = (n: number) => n - (n % width);
    const spanOf = (n: number) => [start(n), start(n), start(n), start(n) + width];
    const content = Uint32Array.from({ length: 4 * tokens }, (_, i) => spanOf(i >>> 2)[i & 3]);
    device.queue.writeBuffer(spans, 0, content);
    const qkv = arena.halves('qkv', 3 * tokens * width);
    const mixed = arena.halves('mixed', tokens * width);
    const dMixed = arena.numbers('d mixed', tokens * width);
    const dqkv = arena.numbers('d qkv', 3 * tokens * width);
    const logSum = arena.numbers('log-sums', tokens * heads);
    const values = { width, heads, scale: 1 / Math.sqrt(headWidth) };
    const items = { tokens, slots: 0, owners: 0 };
    const forward = arena.bind(kernels.kept, {
      buffers: { qkv, spans, mixed, logSum },
      values,
      counts,
      groups: () => kernels.forwardGroups(tokens, heads),
    });
    const keys = arena.bind(kernels.keys, {
      buffers: { qkv, spans, logSum, correction: logSum, dMixed, dqkv },
      values,
      counts,
      groups: () => kernels.keyGroups(tokens, heads),
    });
    return (
      (await millisecondsOf(gpu, forward, items, atLeastMs)) +
      (await millisecondsOf(gpu, keys, items, atLeastMs))
    );
  } finally {
    arena.dispose();
  }
}

/** The subgroup matrices that fit the kernels: f32 ones, or f16 ones for f16 storage, added in f32. */
export function offeredMatrices(
  { device, info }: Pick<OpenDevice, 'device' | 'info'>,
  storage: Tuning['storage'],
): MatrixShape | undefined {
  if (!device.features.has('chromium-experimental-subgroup-matrix' as GPUFeatureName)) return undefined;
  const { subgroupMatrixConfigs = [], subgroupMaxSize: lanes = 32 } = info as OffersMatrices;
  const fits = ({ componentType, resultComponentType, M, N, K }: MatrixConfig) =>
    (componentType === 'f32' || (componentType === 'f16' && storage === 'f16')) &&
    resultComponentType === 'f32' &&
    [M, N, K].every((edge) => [8, 16, 32].includes(edge));
  const found = [...subgroupMatrixConfigs].find(fits);
  if (!found || lanes > 64) return undefined;
  return { m: found.M, n: found.N, k: found.K, component: found.componentType as 'f32' | 'f16', lanes };
}

/** The fastest kind of product, for the given lanes. */
async function withProducts(opened: OpenDevice, given: Tuning): Promise<Tuning> {
  const { device, software } = opened;
  const ms = (tuning: Tuning) => orNever(productMs(device, software, tuning, problemOf(software)));
  const known = await ms(given);
  const other: Tuning = { ...given, matmul: given.matmul === 'registers' ? 'tiled' : 'registers' };
  const otherMs = await ms(other);
  let best = otherMs < known / 1.5 ? other : given;
  if (best.matmul === 'registers') return best;
  const matrices = offeredMatrices(opened, given.storage);
  const candidates: Tuning[] = [
    { ...given, matmul: 'quads' },
    ...(given.storage === 'f16' ? [{ ...given, matmul: 'half quads' } as const] : []),
    ...(matrices ? [{ ...given, matmul: 'matrices', matrices } as const] : []),
  ];
  let bestMs = Math.min(known, otherMs);
  for (const candidate of candidates) {
    const candidateMs = await ms(candidate);
    if (candidateMs >= bestMs) continue;
    best = candidate;
    bestMs = candidateMs;
  }
  return best;
}

/**
 * The given tuning, with each choice replaced by the alternative where that is at least a third faster; among tiles the
 * fastest kind.
 */
export async function measuredTuning(opened: OpenDevice, given: Tuning): Promise<Tuning> {
  const { device, software } = opened;
  const products = await withProducts(opened, given);
  const otherLanes: Tuning =
    given.lanes === 1 ? { ...products, lanes: 64 } : { ...products, lanes: 1, subgroups: false };
  const givenMs = await reductionMs(device, software, products);
  const kinds = (await reductionMs(device, software, otherLanes)) < givenMs / 1.5 ? otherLanes : products;
  // Where a barrier is slow, tiles of attention and a workgroup a row are not worth a try.
  if (kinds.lanes === 1) return kinds;
  const tiled: Tuning = { ...kinds, attention: 'tiled' };
  const tiledMs = await orNever(attentionMs(device, software, tiled));
  const attention = tiledMs < (await attentionMs(device, software, kinds)) / 1.5 ? 'tiled' : kinds.attention;
  const whole: Tuning = { ...kinds, attention, decoding: 'whole' };
  const listed: Tuning = { ...whole, decoding: 'dispatches' };
  const wholeMs = await orNever(decodingMs(device, software, whole));
  return wholeMs < (await decodingMs(device, software, listed)) / 1.5 ? whole : listed;
}
