// Times a product of a dense layer on this device and checks it, since a driver may multiply wrongly what it offers.
import { Gpu } from './gpu.ts';
import { matmul, matmulGroups } from './kernels/matmul.ts';
import { Arena } from './operation.ts';
import { millisecondsOf } from './stopwatch.ts';
import type { Tuning } from './wgsl.ts';

export interface Problem {
  readonly rows: number;
  readonly width: number;
  readonly atLeastMs: number;
}

/** Eighths from -6 to 6: they and their products are exact in either storage. */
const element = (i: number) => (((i * 7) % 13) - 6) / 8;

/** Bits of a number that is exact and normal in half precision, or 0. */
function halfBits(value: number): number {
  if (value === 0) return 0;
  const [bits] = new Uint32Array(Float32Array.of(value).buffer);
  return ((bits >>> 16) & 0x8000) | ((((bits >>> 23) & 255) - 112) << 10) | ((bits >>> 13) & 0x3ff);
}

function halfValue(bits: number): number {
  const exponent = (bits >>> 10) & 31;
  const fraction = bits & 0x3ff;
  const size = exponent === 0 ? fraction * 2 ** -24 : (1 + fraction / 1024) * 2 ** (exponent - 15);
  return bits & 0x8000 ? -size : size;
}

const stored = (values: readonly number[], { storage }: Tuning) =>
  storage === 'f16' ? Uint16Array.from(values, halfBits) : Float32Array.from(values);

/** Whether some elements of y = x W + b are what they should be; a corner of each tile is among them. */
function isRight(y: ArrayLike<number>, { rows, width }: Problem): boolean {
  for (let i = 0; i < rows; i += 61) {
    for (let j = i % 37; j < width; j += 37) {
      let sum = element(width * width + j);
      for (let k = 0; k < width; k++) sum += element(i * width + k) * element(k * width + j);
      if (!(Math.abs(y[i * width + j] - sum) <= 2 ** -10 * Math.max(1, Math.abs(sum)))) return false;
    }
  }
  return true;
}

/** Milliseconds; Infinity where the result is wrong. */
export async function productMs(
  device: GPUDevice,
  software: boolean,
  tuning: Tuning,
  problem: Problem,
): Promise<number> {
  const { rows, width, atLeastMs } = problem;
  const gpu = new Gpu(device, tuning, software);
  const kernel = matmul({ product: 'forward', bias: true, quads: true }, tuning);
  // The plan for few blocks needs most workgroup memory, which a device may not have.
  const largest = matmul({ product: 'forward', bias: true, quads: true, plan: 'few' }, tuning);
  const arena = new Arena(gpu);
  try {
    await gpu.compile([kernel, largest]);
    const { queue } = device;
    const counts = arena.uniform('counts', Uint32Array.of(rows, 0, 0, 0).buffer);
    const x = arena.halves('x', rows * width);
    const y = arena.halves('y', rows * width);
    const weights = arena.halves('weights', width * width + width);
    const elements = (size: number) =>
      stored(
        Array.from({ length: size }, (_, i) => element(i)),
        tuning,
      );
    queue.writeBuffer(x, 0, elements(rows * width));
    queue.writeBuffer(weights, 0, elements(width * width + width));
    const operation = arena.bind(kernel, {
      buffers: { x, weights, y },
      values: { inner: width, columns: width, count: 0, weightAt: 0, biasAt: width * width },
      counts,
      groups: () => matmulGroups(rows, width, kernel),
    });
    const ms = await millisecondsOf(gpu, operation, { tokens: rows, slots: 0, owners: 0 }, atLeastMs);
    const [bytes] = await gpu.submitAndRead(() => {}, [{ buffer: y, bytes: gpu.halfBytes * rows * width }]);
    const result =
      tuning.storage === 'f16'
        ? Float32Array.from(new Uint16Array(bytes), halfValue)
        : new Float32Array(bytes);
    return isRight(result, problem) ? ms : Number.POSITIVE_INFINITY;
  } finally {
    arena.dispose();
  }
}
