// Operations: kernels bound once to their buffers and sizes, and encoded many times. An arena owns buffers of one lifetime.
import type { GroupsOf, Operation } from './commands.ts';
import type { Gpu } from './gpu.ts';
import type { Kernel } from './wgsl.ts';

/** A buffer or a part of it. */
export type Bindable = GPUBuffer | GPUBufferBinding;

/** Elements of whose multiples a part may start: 256 bytes, in storage of either size. */
export const PART_ELEMENTS = 128;

export interface Arguments {
  /** By the kernel's binding names. */
  readonly buffers: Readonly<Record<string, Bindable>>;
  /** By the kernel's `sizes` and `scalars`. */
  readonly values?: Readonly<Record<string, number>>;
  /** Needed by kernels that are `counted`. */
  readonly counts?: GPUBuffer;
  readonly groups: GroupsOf;
}

/** The uniform's content; throws where a field has no value. */
export function uniformValues(kernel: Kernel, values: Readonly<Record<string, number>>): ArrayBuffer {
  const { sizes = [], scalars = [] } = kernel;
  const data = new DataView(new ArrayBuffer(4 * (sizes.length + scalars.length)));
  const read = (name: string) => {
    const value = values[name];
    if (value === undefined) throw new Error(`missing ${name} of kernel ${kernel.name}`);
    return value;
  };
  sizes.forEach((name, i) => {
    data.setUint32(4 * i, read(name), true);
  });
  scalars.forEach((name, i) => {
    data.setFloat32(4 * (sizes.length + i), read(name), true);
  });
  return data.buffer;
}

export interface BoundOperation extends Operation {
  readonly kernel: Kernel;
  readonly uniform?: GPUBuffer;
}

export class Arena {
  private readonly owned: GPUBuffer[] = [];

  constructor(readonly gpu: Gpu) {}

  /** A storage buffer of `count` numbers of 4 bytes. */
  numbers(label: string, count: number): GPUBuffer {
    return this.keep(this.gpu.buffer(label, 4 * count));
  }

  /** A storage buffer of weights or activations. */
  halves(label: string, count: number): GPUBuffer {
    return this.keep(this.gpu.buffer(label, this.gpu.halfBytes * count));
  }

  /** Elements of a buffer from `halves`; `first` is a multiple of `PART_ELEMENTS`. */
  part(buffer: GPUBuffer, first: number, count: number): Bindable {
    const { halfBytes } = this.gpu;
    return { buffer, offset: halfBytes * first, size: 4 * Math.ceil((halfBytes * count) / 4) };
  }

  uniform(label: string, content: ArrayBuffer): GPUBuffer {
    return this.keep(this.gpu.uniform(label, content));
  }

  bind(kernel: Kernel, { buffers, values = {}, counts, groups }: Arguments): BoundOperation {
    const pipeline = this.gpu.pipeline(kernel);
    const bound = Object.keys(kernel.bindings).map((name) => {
      const buffer = buffers[name];
      if (!buffer) throw new Error(`missing buffer ${name} of kernel ${kernel.name}`);
      return buffer;
    });
    const content = uniformValues(kernel, values);
    const uniform = content.byteLength > 0 ? this.uniform(`${kernel.name} sizes`, content) : undefined;
    if (uniform) bound.push(uniform);
    if (kernel.counted) {
      if (!counts) throw new Error(`missing counts of kernel ${kernel.name}`);
      bound.push(counts);
    }
    const bindGroup = this.gpu.device.createBindGroup({
      label: kernel.name,
      layout: pipeline.getBindGroupLayout(0),
      entries: bound.map((buffer, binding) => ({
        binding,
        resource: 'buffer' in buffer ? buffer : { buffer },
      })),
    });
    return { kernel, pipeline, bindGroup, groups, uniform };
  }

  dispose(): void {
    this.gpu.release(this.owned);
    this.owned.length = 0;
  }

  private keep(buffer: GPUBuffer): GPUBuffer {
    this.owned.push(buffer);
    return buffer;
  }
}
