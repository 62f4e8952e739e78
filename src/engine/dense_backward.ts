// The gradient of a dense layer: of its input, and of its own weights or of the adapters beside them.
import { blockWidths } from '../model/decoder_shape.ts';
import { throughAdapters } from './adapter_operations.ts';
import type { Operation } from './commands.ts';
import { COUNT } from './gpu.ts';
import { addPartsGroups } from './kernels/add_parts.ts';
import { matmulGroups } from './kernels/matmul.ts';
import { hasQuads } from './kernels.ts';
import { denseArguments, type FindPlace, placeOf } from './model_parts.ts';
import type { Bindable } from './operation.ts';
import { partCount, partSize } from './split_sums.ts';
import type { Trunk } from './trunk.ts';
import type { Kernel } from './wgsl.ts';

/** The fewest tokens that make a part worthwhile. */
const TOKENS_PER_PART = 128;

/** Parts in which a weight gradient is summed; 1 on an adapter with few threads. */
function partsOf(trunk: Trunk, inner: number, columns: number): number {
  // All of them go over blocks of one size.
  const { mlpParts } = trunk.parts.kernels.backward;
  if (!mlpParts) return 1;
  return partCount(matmulGroups(inner, columns, mlpParts), Math.ceil(trunk.capacity / TOKENS_PER_PART));
}

/** Floats that hold the parts of any dense layer's weight gradient. */
function splitFloats(trunk: Trunk): number {
  const { config } = trunk.parts;
  if (config.lora) return 1;
  const { width } = config;
  const { queries, qkv, active, expanded } = blockWidths(config);
  const floats = (inner: number, columns: number) => {
    const count = partsOf(trunk, inner, columns);
    return count === 1 ? 1 : count * (inner + 1) * columns;
  };
  return Math.max(floats(width, qkv), floats(queries, width), floats(width, expanded), floats(active, width));
}

interface WeightKernels {
  readonly weight?: Kernel;
  readonly parts?: Kernel;
}

interface DenseBuffers {
  readonly x: Bindable; // [N, inner]
  readonly dy: GPUBuffer; // [N, columns]
  readonly dx: GPUBuffer; // [N, inner]
  /** What went into the activation whose result is x. */
  readonly pre?: GPUBuffer;
}

export class DenseBackward {
  private readonly dLow: GPUBuffer; // [N, r]
  private readonly split: GPUBuffer;

  constructor(
    private readonly trunk: Trunk,
    private readonly gradientOf: FindPlace,
  ) {
    const { arena, capacity, parts } = trunk;
    this.dLow = arena.numbers('d low-rank', capacity * (parts.config.lora?.rank ?? 0));
    this.split = arena.numbers('gradient parts', splitFloats(trunk));
  }

  /** dx = dy W^T, times GELU'(pre) where the product does that; then dW and db, or the adapters' gradients. */
  through(
    name: string,
    inner: number,
    columns: number,
    kernels: WeightKernels,
    given: DenseBuffers,
  ): Operation[] {
    const { arena, parts, counts, blocks } = this.trunk;
    const { backward, adapters } = parts.kernels;
    const { x, dy, dx, pre } = given;
    const { weights, values } = denseArguments(parts, name, columns, inner);
    const kernel = (pre && backward.gelu) || backward.input;
    const product = arena.bind(kernel, {
      buffers: { weights, x: dy, y: dx, ...(pre ? { pre } : {}) },
      values: { ...values, count: COUNT.tokens },
      counts,
      groups: ({ tokens }) => matmulGroups(tokens, inner, kernel),
    });
    if (!adapters) return [product, ...this.weight(name, inner, columns, kernels, given)];
    const layer = Number(name.split('.')[1]);
    const own = {
      kernels: adapters,
      gradientOf: this.gradientOf,
      x,
      dy,
      rowLength: columns,
      dx,
      low: blocks[layer].low,
      dLow: this.dLow,
      counts,
    };
    return [product, ...throughAdapters(arena, parts, name, own)];
  }

  /** dW and db of one dense layer, in parts if that keeps more threads busy. */
  private weight(
    name: string,
    inner: number,
    columns: number,
    kernels: WeightKernels,
    { x, dy }: DenseBuffers,
  ): Operation[] {
    const { trunk } = this;
    const { arena, parts, counts } = trunk;
    const { buffer: gradient, at: weightAt } = placeOf({ find: this.gradientOf }, `${name}.weight`);
    const bias = this.gradientOf(`${name}.bias`);
    const biasAt = bias?.at ?? 0;
    const slices = partsOf(trunk, inner, columns);
    const [gx, gy] = matmulGroups(inner, columns, kernels.weight!);
    if (slices === 1) {
      return [
        arena.bind(kernels.weight!, {
          buffers: { x, dy, y: gradient },
          values: { inner, columns, count: COUNT.tokens, weightAt, biasAt },
          counts,
          groups: () => [gx, gy],
        }),
      ];
    }
    const stride = (inner + (bias ? 1 : 0)) * columns;
    const share = partSize(trunk.capacity, slices);
    return [
      arena.bind(kernels.parts!, {
        buffers: { x, dy, y: this.split },
        values: { inner, columns, count: COUNT.tokens, stride, share },
        counts,
        groups: () => [gx, gy, slices],
      }),
      arena.bind(parts.kernels.backward.addParts!, {
        buffers: { parts: this.split, gradient },
        values: { at: weightAt, biasAt, weights: inner * columns, stride, slices },
        groups: () => addPartsGroups(stride, hasQuads(parts.config)),
      }),
    ];
  }
}
