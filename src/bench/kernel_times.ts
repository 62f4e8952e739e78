// Where a training step's time goes on the device: every dispatch is a pass of its own, between two timestamps. Passes
// apart cost a little more than one, so the sum exceeds what the device needs for a step.
import { EngineModel } from '../engine/engine_model.ts';
import type { Gpu } from '../engine/gpu.ts';
import { ADAM, problemOf, type Shape } from './shapes.ts';

/** All dispatches of a step with the same kernel and the same workgroups. */
interface KernelTime {
  readonly kernel: string;
  readonly workgroups: readonly [number, number, number];
  /** In a step. */
  readonly dispatches: number;
  /** In a step, all dispatches together. */
  readonly ms: number;
}

export interface KernelTimes {
  readonly shape: Shape;
  readonly repeats: number;
  /** The slowest first. */
  readonly kernels: readonly KernelTime[];
}

interface Dispatch {
  readonly kernel: string;
  readonly workgroups: readonly [number, number, number];
}

/** Queries of a set: WebGPU allows 4096, and a dispatch takes two. */
const QUERIES = 4096;
const WARM_UPS = 2;
const QUERY_RESOLVE = 0x200;
const COPY_SRC = 0x4;

/** While it watches, the device encodes every dispatch in a pass of its own, with timestamps at both ends. */
class Watch {
  private dispatches: Dispatch[] = [];
  private readonly set: GPUQuerySet;
  private readonly resolved: GPUBuffer;
  private readonly createEncoder: GPUDevice['createCommandEncoder'];

  constructor(private readonly gpu: Gpu) {
    const { device } = gpu;
    this.set = device.createQuerySet({ type: 'timestamp', count: QUERIES });
    this.resolved = device.createBuffer({ size: 8 * QUERIES, usage: QUERY_RESOLVE | COPY_SRC });
    this.createEncoder = device.createCommandEncoder;
    device.createCommandEncoder = (descriptor) => this.watched(this.createEncoder.call(device, descriptor));
  }

  private watched(encoder: GPUCommandEncoder): GPUCommandEncoder {
    const begin = encoder.beginComputePass.bind(encoder);
    encoder.beginComputePass = () => {
      let pipeline: GPUComputePipeline;
      let group: GPUBindGroup | null;
      const pass: Pick<GPUComputePassEncoder, 'setPipeline' | 'setBindGroup' | 'dispatchWorkgroups' | 'end'> =
        {
          setPipeline(next) {
            pipeline = next;
          },
          setBindGroup(_index: number, next: GPUBindGroup | null) {
            group = next;
          },
          dispatchWorkgroups: (x, y = 1, z = 1) => {
            const query = 2 * this.dispatches.length;
            if (query >= QUERIES) throw new Error(`too many dispatches to time: more than ${QUERIES / 2}`);
            this.dispatches.push({ kernel: pipeline.label, workgroups: [x, y, z] });
            const timestampWrites = {
              querySet: this.set,
              beginningOfPassWriteIndex: query,
              endOfPassWriteIndex: query + 1,
            };
            const own = begin({ timestampWrites });
            own.setPipeline(pipeline);
            own.setBindGroup(0, group);
            own.dispatchWorkgroups(x, y, z);
            own.end();
          },
          end() {},
        };
      return pass as GPUComputePassEncoder;
    };
    return encoder;
  }

  /** Milliseconds of every dispatch since the last call. */
  async taken(): Promise<(Dispatch & { readonly ms: number })[]> {
    const { dispatches, gpu, set, resolved } = this;
    this.dispatches = [];
    if (dispatches.length === 0) return [];
    const [bytes] = await gpu.submitAndRead(
      (encoder) => encoder.resolveQuerySet(set, 0, 2 * dispatches.length, resolved, 0),
      [{ buffer: resolved, bytes: 16 * dispatches.length }],
    );
    const stamps = new BigUint64Array(bytes);
    return dispatches.map((dispatch, i) => ({
      ...dispatch,
      ms: Number(stamps[2 * i + 1] - stamps[2 * i]) / 1e6,
    }));
  }

  end(): void {
    Reflect.deleteProperty(this.gpu.device, 'createCommandEncoder'); // the class's own is there again
    this.set.destroy();
    this.resolved.destroy();
  }
}

/** Throws where the device has no timestamps. */
export async function kernelTimes(gpu: Gpu, shape: Shape, repeats: number): Promise<KernelTimes> {
  if (!gpu.device.features.has('timestamp-query'))
    throw new Error('This device has no timestamps, so its kernels cannot be timed one by one.');
  const { config, parameters, batch, coefficients } = problemOf(shape);
  const model = await EngineModel.create(gpu, config, parameters, true);
  const step = async () => {
    await model.logProbs(batch);
    await model.backward(coefficients);
    await model.step(ADAM);
  };
  const sums = new Map<string, { -readonly [Key in keyof KernelTime]: KernelTime[Key] }>();
  for (let i = 0; i < WARM_UPS; i++) await step();
  const watch = new Watch(gpu);
  try {
    for (let i = 0; i < repeats; i++) {
      await step();
      for (const { kernel, workgroups, ms } of await watch.taken()) {
        const key = `${kernel} ${workgroups}`;
        const sum = sums.get(key) ?? { kernel, workgroups, dispatches: 0, ms: 0 };
        sum.dispatches++;
        sum.ms += ms;
        sums.set(key, sum);
      }
    }
  } finally {
    watch.end();
    model.dispose();
  }
  const kernels = Array.from(sums.values(), ({ dispatches, ms, ...kernel }) => ({
    ...kernel,
    dispatches: dispatches / repeats,
    ms: ms / repeats,
  })).sort((a, b) => b.ms - a.ms);
  return { shape, repeats, kernels };
}
