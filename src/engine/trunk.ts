// The decoder's blocks on packed tokens, forward: 7 dispatches a layer and one for the embedding. Twin: `trunk` in
// model/transformer.ts.

import type { ModelConfig } from '../model/config.ts';
import { type PackedTokens, segmentSpans } from '../model/packing.ts';
import type { ParameterView } from '../model/parameters.ts';
import { attentionKernels } from './attention_kernels.ts';
import type { Operation } from './commands.ts';
import { COUNT, foldedGroups, laneGroups } from './gpu.ts';
import { matmulGroups } from './kernels/matmul.ts';
import type { ModelKernels } from './kernels.ts';
import { type Arena, type Bindable, PART_ELEMENTS } from './operation.ts';
import { ITEMS } from './wgsl.ts';

/** What all workspaces of a model are built from. */
export interface ModelParts {
  readonly config: ModelConfig;
  readonly kernels: ModelKernels;
  /** Parameters as the kernels read them. */
  readonly weights: GPUBuffer;
  /** Offset of a parameter, in floats. */
  readonly at: (name: string) => number;
}

export function parameterOffsets(views: readonly ParameterView[]): (name: string) => number {
  const offsets = new Map(views.map(({ name, offset }) => [name, offset]));
  return (name) => {
    const offset = offsets.get(name);
    if (offset === undefined) throw new Error(`unknown parameter: ${name}`);
    return offset;
  };
}

/** The activations of a block, which its backward reads. */
export interface BlockBuffers {
  readonly input: GPUBuffer; // [N, d]
  readonly stats1: GPUBuffer; // [N, 2]
  readonly normed1: GPUBuffer; // [N, d]
  readonly qkv: Bindable; // [N, 3d]
  readonly logSum: GPUBuffer; // [N, H]
  readonly mixed: GPUBuffer; // [N, d]
  readonly middle: GPUBuffer; // [N, d]
  readonly stats2: GPUBuffer; // [N, 2]
  readonly normed2: GPUBuffer; // [N, d]
  readonly pre: GPUBuffer; // [N, 4d]
  readonly expanded: GPUBuffer; // [N, 4d]
  readonly output: GPUBuffer; // [N, d]
}

/** `all` for backward, `keys` for generation (the layers' qkv stay), `none` for scoring. */
export type Keep = 'all' | 'keys' | 'none';

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
  private readonly tokens: GPUBuffer;
  private readonly positions: GPUBuffer;

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
    const { width, layers } = parts.config;
    this.qkvStride = PART_ELEMENTS * Math.ceil((3 * width * capacity) / PART_ELEMENTS);
    if (keep !== 'all') this.qkv = arena.halves('qkv', this.qkvStride * (keep === 'keys' ? layers : 1));
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
    const { arena, capacity, keep } = this;
    const { width, heads, layers } = this.parts.config;
    const halves = (name: string, each: number) => arena.halves(name, capacity * each);
    const numbers = (name: string, each: number) => arena.numbers(name, capacity * each);
    const create = () => ({
      stats1: numbers('stats 1', 2),
      normed1: halves('normed 1', width),
      logSum: numbers('log-sums', heads),
      mixed: halves('mixed', width),
      middle: halves('middle', width),
      stats2: numbers('stats 2', 2),
      normed2: halves('normed 2', width),
      pre: halves('before gelu', 4 * width),
      expanded: halves('expanded', 4 * width),
    });
    const share = () => {
      const stats = numbers('stats', 2);
      const normed = halves('normed', width);
      const expanded = halves('expanded', 4 * width);
      const logSum = arena.numbers('log-sums', 1);
      return {
        stats1: stats,
        normed1: normed,
        logSum,
        mixed: halves('mixed', width),
        middle: halves('middle', width),
        stats2: stats,
        normed2: normed,
        pre: expanded,
        expanded,
      };
    };
    const shared = keep === 'all' ? undefined : share();
    const streams = [halves('hidden', width), halves('hidden', width)];
    const { qkv } = this;
    const qkvOf = (layer: number) =>
      qkv ? arena.part(qkv, layer * this.qkvStride, 3 * width * capacity) : halves('qkv', 3 * width);
    const blocks: BlockBuffers[] = [];
    for (let layer = 0; layer < layers; layer++) {
      const input: GPUBuffer = blocks[layer - 1]?.output ?? streams[0];
      blocks.push({
        ...(shared ?? create()),
        input,
        qkv: qkvOf(keep === 'keys' ? layer : 0),
        output: keep !== 'all' || layer === 0 ? streams[(layer + 1) % 2] : halves('hidden', width),
      });
    }
    return blocks;
  }

  private embedding(): Operation {
    const { arena, parts, counts, tokens, positions } = this;
    const { width } = parts.config;
    return arena.bind(parts.kernels.forward.embedding, {
      buffers: { tokens, positions, weights: parts.weights, hidden: this.blocks[0].input },
      values: { width, positionsAt: parts.at('wpe.weight') },
      counts,
      groups: ({ tokens }) => foldedGroups(tokens * width, ITEMS),
    });
  }

  private block(buffers: BlockBuffers, layer: number): Operation[] {
    const { arena, parts, counts, spans, keep } = this;
    const { width, heads } = parts.config;
    const { forward } = parts.kernels;
    const { weights, at } = parts;
    const { tuning } = arena.gpu;
    const norm = (name: string, x: GPUBuffer, y: GPUBuffer, stats: GPUBuffer) =>
      arena.bind(forward.norm, {
        buffers: { x, weights, y, stats },
        values: { width, gainAt: at(`h.${layer}.${name}.weight`), biasAt: at(`h.${layer}.${name}.bias`) },
        counts,
        groups: ({ tokens }) => laneGroups(tokens, tuning),
      });
    const dense = (
      kernel: (typeof forward)['dense'],
      name: string,
      inner: number,
      columns: number,
      given: Record<string, Bindable>,
    ) =>
      arena.bind(kernel, {
        buffers: { weights, ...given },
        values: {
          inner,
          columns,
          count: COUNT.tokens,
          weightAt: at(`h.${layer}.${name}.weight`),
          biasAt: at(`h.${layer}.${name}.bias`),
        },
        counts,
        groups: ({ tokens }) => matmulGroups(tokens, columns, tuning),
      });
    const kept = keep === 'all';
    const { forwardGroups } = attentionKernels(width / heads, tuning);
    return [
      norm('ln_1', buffers.input, buffers.normed1, buffers.stats1),
      dense(forward.dense, 'attn.c_attn', width, 3 * width, { x: buffers.normed1, y: buffers.qkv }),
      arena.bind(kept ? forward.attention : forward.attentionOnly, {
        buffers: { qkv: buffers.qkv, spans, mixed: buffers.mixed, logSum: buffers.logSum },
        values: { width, heads },
        counts,
        groups: ({ tokens }) => forwardGroups(tokens, heads),
      }),
      dense(forward.residual, 'attn.c_proj', width, width, {
        x: buffers.mixed,
        residual: buffers.input,
        y: buffers.middle,
      }),
      norm('ln_2', buffers.middle, buffers.normed2, buffers.stats2),
      dense(kept ? forward.gelu : forward.geluOnly, 'mlp.c_fc', width, 4 * width, {
        x: buffers.normed2,
        pre: buffers.pre,
        y: buffers.expanded,
      }),
      dense(forward.residual, 'mlp.c_proj', 4 * width, width, {
        x: buffers.expanded,
        residual: buffers.middle,
        y: buffers.output,
      }),
    ];
  }
}
