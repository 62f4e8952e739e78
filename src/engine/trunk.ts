// The decoder's blocks on packed tokens, forward: 7 dispatches a layer and one for the embedding; rotary positions, a gate
// and adapters add theirs. Twin: `trunk` in model/transformer.ts.
import { type Adapter, adaptersOf } from '../model/adapters.ts';
import { blockWidths } from '../model/decoder_shape.ts';
import { type PackedTokens, segmentSpans } from '../model/packing.ts';
import { ATTENTION_IN, ATTENTION_OUT, MLP_IN, MLP_OUT } from '../model/projections.ts';
import { addAdapters } from './adapter_operations.ts';
import { attentionKernels } from './attention_kernels.ts';
import type { Operation } from './commands.ts';
import { COUNT, foldedGroups, laneGroups } from './gpu.ts';
import { matmulGroups } from './kernels/matmul.ts';
import { activatesInProduct, attentionShapeOf, type ModelKernels } from './kernels.ts';
import {
  attentionValues,
  denseArguments,
  embeddingArguments,
  type ModelParts,
  normArguments,
  rotaryValues,
} from './model_parts.ts';
import { type Arena, type Bindable, PART_ELEMENTS } from './operation.ts';
import { ITEMS, type Kernel } from './wgsl.ts';

/** The activations of a block, which its backward reads. */
export interface BlockBuffers {
  readonly input: GPUBuffer; // [N, d]
  readonly stats1: GPUBuffer; // [N, 2]
  readonly normed1: GPUBuffer; // [N, d]
  readonly qkv: Bindable; // [N, (H + 2 K) dh]
  readonly logSum: GPUBuffer; // [N, H]
  readonly mixed: GPUBuffer; // [N, H dh]
  readonly middle: GPUBuffer; // [N, d]
  readonly stats2: GPUBuffer; // [N, 2]
  readonly normed2: GPUBuffer; // [N, d]
  readonly pre: GPUBuffer; // [N, f], with a gate [N, 2 f]
  readonly active: GPUBuffer; // [N, f]
  readonly output: GPUBuffer; // [N, d]
  /** t of an adapter. */
  readonly low: (adapter: Adapter) => GPUBuffer; // [N, r]
}

/** `all` for backward, `keys` for generation (the layers' qkv stay, `together` in one buffer), `none` for scoring. */
export type Keep = 'all' | 'keys' | 'keys together' | 'none';

export class Trunk {
  readonly arena: Arena;
  readonly counts: GPUBuffer;
  /** Keys that each token sees, and the end of what sees it. */
  readonly spans: GPUBuffer; // [N, 4]
  readonly blocks: readonly BlockBuffers[];
  readonly operations: readonly Operation[];
  /** Of all layers that stay, `qkvStride` elements apart; absent where each layer has its own buffer. */
  readonly qkv?: GPUBuffer;
  readonly qkvStride: number;
  /** Of tokens. */
  readonly positions: GPUBuffer; // [N]
  private readonly tokens: GPUBuffer;

  constructor(
    arena: Arena,
    readonly parts: ModelParts,
    readonly capacity: number,
    readonly keep: Keep,
  ) {
    this.arena = arena;
    this.counts = arena.uniform('counts', new ArrayBuffer(16));
    this.tokens = arena.numbers('tokens', capacity);
    this.positions = arena.numbers('positions', capacity);
    this.spans = arena.numbers('spans', 4 * capacity);
    const { layers } = parts.config;
    const { qkv } = blockWidths(parts.config);
    this.qkvStride = PART_ELEMENTS * Math.ceil((qkv * capacity) / PART_ELEMENTS);
    if (keep === 'none') this.qkv = arena.halves('qkv', this.qkvStride);
    if (keep === 'keys together') this.qkv = arena.halves('qkv', this.qkvStride * layers);
    this.blocks = this.createBlocks();
    this.operations = [this.embedding(), ...this.blocks.flatMap((block, layer) => this.block(block, layer))];
  }

  /** The last block's output, [N, d]. */
  get output(): GPUBuffer {
    return this.blocks[this.blocks.length - 1].output;
  }

  write(packed: PackedTokens): void {
    const { tokens, positions } = packed;
    const { queue } = this.arena.gpu.device;
    queue.writeBuffer(this.tokens, 0, tokens);
    queue.writeBuffer(this.positions, 0, positions);
    queue.writeBuffer(this.spans, 0, segmentSpans(packed));
  }

  private createBlocks(): BlockBuffers[] {
    const { arena, capacity, keep, parts } = this;
    const { width, heads, layers, lora } = parts.config;
    const { queries, active, expanded, qkv: packed } = blockWidths(parts.config);
    const fused = activatesInProduct(parts.config);
    const halves = (name: string, each: number) => arena.halves(name, capacity * each);
    const numbers = (name: string, each: number) => arena.numbers(name, capacity * each);
    /** What only the gradient of a matrix reads; one for all layers where the matrix is frozen. */
    const factor = (matrix: string, name: string, each: number) => {
      const trained = !lora || adaptersOf(parts.config).some(({ weight }) => weight.endsWith(matrix));
      if (trained) return () => halves(name, each);
      const shared = halves(name, each);
      return () => shared;
    };
    const kept = keep === 'all' && {
      normed1: factor(ATTENTION_IN, 'normed 1', width),
      normed2: factor(MLP_IN, 'normed 2', width),
      active: factor(MLP_OUT, 'active', active),
    };
    const create = ({ normed1, normed2, active }: Exclude<typeof kept, false>) => ({
      stats1: numbers('stats 1', 2),
      normed1: normed1(),
      logSum: numbers('log-sums', heads),
      mixed: halves('mixed', queries),
      middle: halves('middle', width),
      stats2: numbers('stats 2', 2),
      normed2: normed2(),
      pre: halves('before activation', expanded),
      active: active(),
    });
    const share = () => {
      const stats = numbers('stats', 2);
      const normed = halves('normed', width);
      const activated = halves('active', active);
      const logSum = arena.numbers('log-sums', 1);
      return {
        stats1: stats,
        normed1: normed,
        logSum,
        mixed: halves('mixed', queries),
        middle: halves('middle', width),
        stats2: stats,
        normed2: normed,
        pre: fused ? activated : halves('before activation', expanded),
        active: activated,
      };
    };
    const shared = kept ? undefined : share();
    const streams = [halves('hidden', width), halves('hidden', width)];
    const { qkv } = this;
    const qkvOf = (layer: number) =>
      qkv ? arena.part(qkv, layer * this.qkvStride, packed * capacity) : halves('qkv', packed);
    const low = lora && this.lowBuffers(lora.rank);
    const blocks: BlockBuffers[] = [];
    for (let layer = 0; layer < layers; layer++) {
      const input: GPUBuffer = blocks[layer - 1]?.output ?? streams[0];
      blocks.push({
        ...(kept ? create(kept) : shared!),
        input,
        qkv: qkvOf(keep === 'none' ? 0 : layer),
        output: keep !== 'all' || layer === 0 ? streams[(layer + 1) % 2] : halves('hidden', width),
        low: ({ a }) => low!(a),
      });
    }
    return blocks;
  }

  /** Of every adapter where backward reads them; else one for all. */
  private lowBuffers(rank: number): (name: string) => GPUBuffer {
    const create = () => this.arena.halves('low-rank', this.capacity * rank);
    if (this.keep !== 'all') {
      const shared = create();
      return () => shared;
    }
    const buffers = new Map(adaptersOf(this.parts.config).map(({ a }) => [a, create()]));
    return (name) => buffers.get(name)!;
  }

  private embedding(): Operation {
    const { arena, parts, counts, tokens, positions } = this;
    const { weights, values } = embeddingArguments(parts);
    return arena.bind(parts.kernels.forward.embedding, {
      buffers: { tokens, positions, weights, hidden: this.blocks[0].input },
      values,
      counts,
      groups: ({ tokens }) => foldedGroups(tokens * values.width, ITEMS),
    });
  }

  private block(buffers: BlockBuffers, layer: number): Operation[] {
    const { arena, parts, counts, spans, keep } = this;
    const { width, heads } = parts.config;
    const { queries, qkv: packed, active, expanded } = blockWidths(parts.config);
    const { forward } = parts.kernels;
    const { tuning } = arena.gpu;
    const norm = (name: string, x: GPUBuffer, y: GPUBuffer, stats: GPUBuffer) => {
      const { weights, values } = normArguments(parts, `h.${layer}.${name}`);
      return arena.bind(forward.norm, {
        buffers: { x, weights, y, stats },
        values,
        counts,
        groups: ({ tokens }) => laneGroups(tokens, tuning),
      });
    };
    const dense = (
      kernel: ModelKernels['forward']['qkv'],
      matrix: string,
      inner: number,
      columns: number,
      given: Record<'x' | 'y', Bindable> & Record<string, Bindable>,
    ) => {
      const name = `h.${layer}.${matrix}`;
      const { weights, values } = denseArguments(parts, name, inner, columns);
      const product = arena.bind(kernel, {
        buffers: { weights, ...given },
        values: { ...values, count: COUNT.tokens },
        counts,
        groups: ({ tokens }) => matmulGroups(tokens, columns, kernel),
      });
      const { adapters } = parts.kernels;
      if (!adapters) return [product];
      const { x, y } = given;
      const added = {
        kernels: adapters,
        x,
        y,
        rowLength: columns,
        low: buffers.low,
        counts,
        groups:
          (of: Kernel, columns: number) =>
          ({ tokens }: { tokens: number }) =>
            matmulGroups(tokens, columns, of),
      };
      return [product, ...addAdapters(arena, parts, name, added)];
    };
    const kept = keep === 'all';
    const { forwardGroups } = attentionKernels(attentionShapeOf(parts.config), tuning);
    return [
      norm('ln_1', buffers.input, buffers.normed1, buffers.stats1),
      ...dense(forward.qkv, ATTENTION_IN, width, packed, { x: buffers.normed1, y: buffers.qkv }),
      ...this.turned(buffers.qkv),
      arena.bind(kept ? forward.attention : forward.attentionOnly, {
        buffers: { qkv: buffers.qkv, spans, mixed: buffers.mixed, logSum: buffers.logSum },
        values: attentionValues(parts, layer),
        counts,
        groups: ({ tokens }) => forwardGroups(tokens, heads),
      }),
      ...dense(forward.out, ATTENTION_OUT, queries, width, {
        x: buffers.mixed,
        residual: buffers.input,
        y: buffers.middle,
      }),
      norm('ln_2', buffers.middle, buffers.normed2, buffers.stats2),
      ...dense(kept ? forward.mlpIn : forward.mlpInOnly, MLP_IN, width, expanded, {
        x: buffers.normed2,
        pre: buffers.pre,
        y: forward.activation ? buffers.pre : buffers.active,
      }),
      ...this.activated(buffers, active),
      ...dense(forward.mlpOut, MLP_OUT, active, width, {
        x: buffers.active,
        residual: buffers.middle,
        y: buffers.output,
      }),
    ];
  }

  /** Queries and keys at their positions. */
  private turned(qkv: Bindable): Operation[] {
    const { arena, parts, counts, positions } = this;
    const { rotary } = parts.kernels.forward;
    if (!rotary) return [];
    const values = rotaryValues(parts);
    const pairs = (values.turned * attentionShapeOf(parts.config).headWidth) / 2;
    const operation = arena.bind(rotary, {
      buffers: { table: parts.turns!, positions, qkv },
      values,
      counts,
      groups: ({ tokens }) => foldedGroups(tokens * pairs, ITEMS),
    });
    return [operation];
  }

  /** Where the product before it leaves the activation out. */
  private activated({ pre, active }: BlockBuffers, width: number): Operation[] {
    const { activation } = this.parts.kernels.forward;
    if (!activation) return [];
    const operation = this.arena.bind(activation, {
      buffers: { pre, activated: active },
      values: { width },
      counts: this.counts,
      groups: ({ tokens }) => foldedGroups(tokens * width, ITEMS),
    });
    return [operation];
  }
}
