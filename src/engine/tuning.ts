// Measures at start which of two kinds of kernel is faster on this device: for products, reductions, attention, and the
// tokens of a small model.
import { attentionKernels } from './attention_kernels.ts';
import { decodingMs } from './decoding_speed.ts';
import { Gpu, laneGroups } from './gpu.ts';
import { layerNorm } from './kernels/layer_norm.ts';
import { matmul, matmulGroups } from './kernels/matmul.ts';
import { Arena } from './operation.ts';
import { millisecondsOf } from './stopwatch.ts';
import type { Tuning } from './wgsl.ts';

/** Sizes that are quick on each kind of adapter, and large enough to show the difference. */
const PROBLEMS = {
  software: { rows: 128, width: 64, atLeastMs: 2 },
  hardware: { rows: 2048, width: 512, atLeastMs: 20 },
};

async function measured(device: GPUDevice, software: boolean, tuning: Tuning) {
  const { rows, width, atLeastMs } = PROBLEMS[software ? 'software' : 'hardware'];
  const gpu = new Gpu(device, tuning, software);
  const items = { tokens: rows, slots: 0, owners: 0 };
  const product = matmul({ product: 'forward', bias: true, quads: true }, tuning);
  const reduction = layerNorm('tokens', tuning);
  await gpu.compile([product, reduction]);
  const arena = new Arena(gpu);
  try {
    const counts = arena.uniform('counts', Uint32Array.of(rows, 0, 0, 0).buffer);
    const [x, y] = [arena.halves('x', rows * width), arena.halves('y', rows * width)];
    const weights = arena.halves('weights', width * width + width);
    const stats = arena.numbers('stats', 2 * rows);
    return {
      product: await millisecondsOf(
        gpu,
        arena.bind(product, {
          buffers: { x, weights, y },
          values: { inner: width, columns: width, count: 0, weightAt: 0, biasAt: width * width },
          counts,
          groups: () => matmulGroups(rows, width, tuning),
        }),
        items,
        atLeastMs,
      ),
      reduction: await millisecondsOf(
        gpu,
        arena.bind(reduction, {
          buffers: { x, weights, y, stats },
          values: { width, gainAt: 0, biasAt: width },
          counts,
          groups: () => laneGroups(rows, tuning),
        }),
        items,
        atLeastMs,
      ),
    };
  } finally {
    arena.dispose();
  }
}

/** Milliseconds of attention over rows as long as they are wide, and of its gradient for the keys. */
export async function attentionMs(device: GPUDevice, software: boolean, tuning: Tuning): Promise<number> {
  const { rows: tokens, width, atLeastMs } = PROBLEMS[software ? 'software' : 'hardware'];
  const headWidth = software ? 16 : 64;
  const heads = width / headWidth;
  const gpu = new Gpu(device, tuning, software);
  const kernels = attentionKernels(headWidth, tuning);
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
    const values = { width, heads };
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

/** Tiles of quads in place of tiles where a product is then faster than `knownMs`. */
async function withQuads(
  device: GPUDevice,
  software: boolean,
  chosen: Tuning,
  knownMs: number,
): Promise<Tuning> {
  if (chosen.matmul !== 'tiled') return chosen;
  const quads: Tuning = { ...chosen, matmul: 'quads' };
  return (await measured(device, software, quads)).product < knownMs ? quads : chosen;
}

/**
 * The given tuning, with each choice replaced by the alternative where that is at least a third faster.
 * @param software the device computes on the CPU.
 */
export async function measuredTuning(device: GPUDevice, software: boolean, given: Tuning): Promise<Tuning> {
  const alternative: Tuning =
    given.lanes === 1
      ? { ...given, lanes: 64, matmul: 'tiled' }
      : { ...given, lanes: 1, matmul: 'registers', subgroups: false };
  const ofGiven = await measured(device, software, given);
  const ofAlternative = await measured(device, software, alternative);
  const { matmul, lanes, subgroups } = alternative;
  const faster = (kernel: 'product' | 'reduction') => ofAlternative[kernel] < ofGiven[kernel] / 1.5;
  const chosen: Tuning = {
    ...given,
    ...(faster('product') ? { matmul } : {}),
    ...(faster('reduction') ? { lanes, subgroups } : {}),
  };
  const kinds = await withQuads(device, software, chosen, Math.min(ofGiven.product, ofAlternative.product));
  // Where a barrier is slow, a workgroup a row is not worth a try.
  if (kinds.lanes === 1) return kinds;
  const tiled: Tuning = { ...kinds, attention: 'tiled' };
  const tiledMs = await attentionMs(device, software, tiled);
  const attention = tiledMs < (await attentionMs(device, software, kinds)) / 1.5 ? 'tiled' : kinds.attention;
  const whole: Tuning = { ...kinds, attention, decoding: 'whole' };
  const listed: Tuning = { ...whole, decoding: 'dispatches' };
  const wholeMs = await decodingMs(device, software, whole);
  return wholeMs < (await decodingMs(device, software, listed)) / 1.5 ? whole : listed;
}
