// Which of two ways is faster here, for products and for reductions: measured once at start, in milliseconds.
import type { OpenDevice } from './device.ts';
import { Gpu, laneGroups } from './gpu.ts';
import { layerNorm } from './kernels/layer_norm.ts';
import { matmul, matmulGroups } from './kernels/matmul.ts';
import { Arena, type BoundOperation, encode } from './operation.ts';
import type { Tuning } from './wgsl.ts';

const ROWS = 128;
const WIDTH = 64;
const COUNTS = { tokens: ROWS, slots: ROWS, owners: 0 };
const REPEATS = 3;

/** Milliseconds of the fastest of three, the first (which warms up) left out. */
async function time(gpu: Gpu, operation: BoundOperation): Promise<number> {
  let fastest = Number.POSITIVE_INFINITY;
  for (let i = 0; i <= REPEATS; i++) {
    const start = performance.now();
    gpu.submit((encoder) => encode(encoder, [operation, operation, operation, operation], COUNTS));
    await gpu.device.queue.onSubmittedWorkDone();
    if (i > 0) fastest = Math.min(fastest, performance.now() - start);
  }
  return fastest;
}

async function measured(opened: OpenDevice, tuning: Tuning): Promise<{ product: number; reduction: number }> {
  const gpu = new Gpu(opened.device, tuning, opened.software);
  const product = matmul({ product: 'forward', bias: true }, tuning);
  const reduction = layerNorm('tokens', tuning);
  await gpu.compile([product, reduction]);
  const arena = new Arena(gpu);
  try {
    const counts = arena.uniform('counts', Uint32Array.of(ROWS, ROWS, 0, 0).buffer);
    const [x, y] = [arena.halves('x', ROWS * WIDTH), arena.halves('y', ROWS * WIDTH)];
    const weights = arena.halves('weights', WIDTH * WIDTH + WIDTH);
    const stats = arena.numbers('stats', 2 * ROWS);
    return {
      product: await time(
        gpu,
        arena.bind(product, {
          buffers: { x, weights, y },
          values: { inner: WIDTH, columns: WIDTH, count: 0, weightAt: 0, biasAt: WIDTH * WIDTH },
          counts,
          groups: () => matmulGroups(ROWS, WIDTH, tuning),
        }),
      ),
      reduction: await time(
        gpu,
        arena.bind(reduction, {
          buffers: { x, weights, y, stats },
          values: { width: WIDTH, gainAt: 0, biasAt: WIDTH },
          counts,
          groups: () => laneGroups(ROWS, tuning),
        }),
      ),
    };
  } finally {
    arena.dispose();
  }
}

/** The given tuning with each choice replaced by the other one where that is at least a third faster. */
export async function measuredTuning(opened: OpenDevice, tuning: Tuning): Promise<Tuning> {
  const other: Tuning =
    tuning.lanes === 1
      ? { ...tuning, lanes: 64, matmul: 'tiled' }
      : { ...tuning, lanes: 1, matmul: 'registers', subgroups: false };
  const [here, there] = [await measured(opened, tuning), await measured(opened, other)];
  const worthIt = (mine: number, theirs: number) => theirs < mine / 1.5;
  return {
    ...tuning,
    ...(worthIt(here.product, there.product) ? { matmul: other.matmul } : {}),
    ...(worthIt(here.reduction, there.reduction) ? { lanes: other.lanes, subgroups: other.subgroups } : {}),
  };
}
