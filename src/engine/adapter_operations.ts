// The thin products of adapters (Hu et al. 2021) beside a matrix, with s = alpha / r. Each adds to columns of y, or to dx:
//   t = s x A^T,   y += t B^T,   dt = s dy B,   dx += dt A,   dB += dy^T t,   dA += dt^T x
// Twin: model/lora.ts.
import { type Adapter, adaptersOf, loraScale } from '../model/adapters.ts';
import type { ModelConfig } from '../model/config.ts';
import type { AdapterKernels } from './adapter_kernels.ts';
import type { GroupsOf, Operation } from './commands.ts';
import { COUNT } from './gpu.ts';
import { matmulGroups } from './kernels/matmul.ts';
import { type FindPlace, type ModelParts, placeOf } from './model_parts.ts';
import type { Arena, Bindable } from './operation.ts';
import type { Kernel } from './wgsl.ts';

/** Adapters of a matrix: `h.0.attn.c_attn`. */
const adaptersOn = (config: ModelConfig, weight: string): Adapter[] =>
  adaptersOf(config).filter((adapter) => adapter.weight === weight);

interface Forward {
  readonly kernels: Pick<AdapterKernels, 'down' | 'up'>;
  readonly x: Bindable; // [N, inner]
  readonly y: Bindable; // [N, rowLength]
  readonly rowLength: number;
  /** t of an adapter, [N, r]. */
  readonly low: (adapter: Adapter) => GPUBuffer;
  readonly counts?: GPUBuffer;
  /** Of a generation's rows. */
  readonly living?: GPUBuffer;
  readonly capacity?: number;
  readonly groups: (kernel: Kernel, columns: number) => GroupsOf;
}

/** Adds the adapters' part to the product of a matrix. */
export function addAdapters(arena: Arena, parts: ModelParts, weight: string, given: Forward): Operation[] {
  const { kernels, x, y, rowLength, low, counts, living, capacity = 0, groups } = given;
  const { lora } = parts.config;
  const more: Record<string, Bindable> = living ? { living } : {};
  return adaptersOn(parts.config, weight).flatMap((adapter) => {
    const { a, b, inner, from: firstColumn, columns } = adapter;
    const { rank } = lora!;
    const [A, B] = [placeOf(parts, a), placeOf(parts, b)];
    const t = low(adapter);
    return [
      arena.bind(kernels.down, {
        buffers: { x, weights: A.buffer, y: t, ...more },
        values: { inner, columns: rank, count: COUNT.tokens, weightAt: A.at, factor: loraScale(lora!) },
        counts,
        groups: groups(kernels.down, rank),
      }),
      arena.bind(kernels.up, {
        buffers: { x: t, weights: B.buffer, y, ...more },
        values: {
          inner: rank,
          columns,
          count: COUNT.tokens,
          weightAt: B.at,
          firstColumn,
          rowLength,
          capacity,
        },
        counts,
        groups: groups(kernels.up, columns),
      }),
    ];
  });
}

interface Backward {
  readonly kernels: AdapterKernels;
  readonly gradientOf: FindPlace;
  readonly x: Bindable; // [N, inner]
  readonly dy: GPUBuffer; // [N, rowLength]
  readonly rowLength: number;
  readonly dx: GPUBuffer; // [N, inner]
  readonly low: (adapter: Adapter) => GPUBuffer;
  /** dt of one adapter, [N, r]. */
  readonly dLow: GPUBuffer;
  readonly counts: GPUBuffer;
}

/** Gradients of the adapters of a matrix, and their part of its input's. */
export function throughAdapters(
  arena: Arena,
  parts: ModelParts,
  weight: string,
  given: Backward,
): Operation[] {
  const { kernels, gradientOf, x, dy, rowLength, dx, low, dLow, counts } = given;
  const { lora } = parts.config;
  return adaptersOn(parts.config, weight).flatMap((adapter) => {
    const { a, b, inner, from: firstColumn, columns } = adapter;
    const { rank } = lora!;
    const [A, B] = [placeOf(parts, a), placeOf(parts, b)];
    const [dA, dB] = [placeOf({ find: gradientOf }, a), placeOf({ find: gradientOf }, b)];
    const strip = { firstColumn, rowLength };
    const count = COUNT.tokens;
    return [
      arena.bind(kernels.dLow, {
        buffers: { x: dy, weights: B.buffer, y: dLow },
        values: { inner: columns, columns: rank, count, weightAt: B.at, factor: loraScale(lora!), ...strip },
        counts,
        groups: ({ tokens }) => matmulGroups(tokens, rank, kernels.dLow),
      }),
      arena.bind(kernels.dWeight, {
        buffers: { x: dy, dy: low(adapter), y: dB.buffer },
        values: { inner: columns, columns: rank, count, weightAt: dB.at, ...strip },
        counts,
        groups: () => matmulGroups(columns, rank, kernels.dWeight),
      }),
      arena.bind(kernels.dWeight, {
        buffers: { x: dLow, dy: x, y: dA.buffer },
        values: { inner: rank, columns: inner, count, weightAt: dA.at, firstColumn: 0, rowLength: rank },
        counts,
        groups: () => matmulGroups(rank, inner, kernels.dWeight),
      }),
      arena.bind(kernels.dInput, {
        buffers: { x: dLow, weights: A.buffer, y: dx },
        values: { inner: rank, columns: inner, count, weightAt: A.at },
        counts,
        groups: ({ tokens }) => matmulGroups(tokens, inner, kernels.dInput),
      }),
    ];
  });
}
