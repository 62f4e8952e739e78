// Times an operation on the device: by the device's timestamps if it has them, otherwise by the host's clock. Repeats the
// operation within one submit until the clock is fine enough.
import type { Counts } from '../model/packing.ts';
import type { Gpu } from './gpu.ts';
import type { BoundOperation } from './operation.ts';

const MOST_REPEATS = 2 ** 14;

function encodeRepeated(
  pass: GPUComputePassEncoder,
  { pipeline, bindGroup, groups }: BoundOperation,
  counts: Counts,
  repeats: number,
): void {
  const [x, y, z] = groups(counts);
  pass.setPipeline(pipeline);
  pass.setBindGroup(0, bindGroup);
  for (let i = 0; i < repeats; i++) pass.dispatchWorkgroups(x, y, z);
}

async function byTimestamps(
  gpu: Gpu,
  operation: BoundOperation,
  counts: Counts,
  repeats: number,
): Promise<number> {
  const querySet = gpu.device.createQuerySet({ type: 'timestamp', count: 2 });
  // Only this buffer needs QUERY_RESOLVE, so the arena does not make it.
  const resolved = gpu.device.createBuffer({ size: 16, usage: 0x200 | 0x4 }); // QUERY_RESOLVE | COPY_SRC
  try {
    const [bytes] = await gpu.submitAndRead(
      (encoder) => {
        const timestampWrites = { querySet, beginningOfPassWriteIndex: 0, endOfPassWriteIndex: 1 };
        const pass = encoder.beginComputePass({ timestampWrites });
        encodeRepeated(pass, operation, counts, repeats);
        pass.end();
        encoder.resolveQuerySet(querySet, 0, 2, resolved, 0);
      },
      [{ buffer: resolved, bytes: 16 }],
    );
    const [start, end] = new BigUint64Array(bytes);
    return Number(end - start) / 1e6;
  } finally {
    querySet.destroy();
    resolved.destroy();
  }
}

async function byHost(gpu: Gpu, operation: BoundOperation, counts: Counts, repeats: number): Promise<number> {
  const start = performance.now();
  gpu.submit((encoder) => {
    const pass = encoder.beginComputePass();
    encodeRepeated(pass, operation, counts, repeats);
    pass.end();
  });
  await gpu.device.queue.onSubmittedWorkDone();
  return performance.now() - start;
}

/** Whatever else the machine does only adds to a measurement, so the fastest of so many counts. */
const MEASUREMENTS = 3;

/** Milliseconds of one run of the operation, from repetitions that together take at least `atLeastMs`. */
export async function millisecondsOf(
  gpu: Gpu,
  operation: BoundOperation,
  counts: Counts,
  atLeastMs: number,
): Promise<number> {
  const measure = gpu.device.features.has('timestamp-query') ? byTimestamps : byHost;
  await measure(gpu, operation, counts, 1); // the first run compiles and allocates
  for (let repeats = 1; ; repeats *= 4) {
    let fastest = await measure(gpu, operation, counts, repeats);
    if (fastest < atLeastMs && repeats < MOST_REPEATS) continue;
    for (let i = 1; i < MEASUREMENTS; i++)
      fastest = Math.min(fastest, await measure(gpu, operation, counts, repeats));
    return fastest / repeats;
  }
}
