// The gradient of sum_s c_s log q_s (and of sum_s d_s v_s) into the flat gradient buffer: 14 dispatches a layer (18
// where weight gradients are summed in parts), 6 for head and embedding. Twin: `trunkBackward` in model/transformer.ts.

import type { Counts, EmbeddingOwners, PackedBatch } from '../model/packing.ts';
import { attentionKernels } from './attention_kernels.ts';
import { type Operation, type Step, stepsOf } from './commands.ts';
import { COUNT, foldedGroups, laneGroups } from './gpu.ts';
import type { Head, HeadPart } from './head.ts';
import { normParameterGroups } from './kernels/layer_norm_backward.ts';
import { matmulGroups } from './kernels/matmul.ts';
import type { Trunk } from './trunk.ts';
import { ITEMS } from './wgsl.ts';

/** Workgroups that keep a GPU busy, and the fewest tokens that make a part worthwhile. */
const BUSY_GROUPS = 64;
const TOKENS_PER_PART = 128;

/** Parts in which a weight gradient is summed; 1 on an adapter with few threads. */
function partsOf(trunk: Trunk, inner: number, columns: number): number {
  const { tuning } = trunk.arena.gpu;
  if (tuning.lanes === 1) return 1;
  const [x, y] = matmulGroups(inner, columns, tuning);
  return Math.max(1, Math.min(Math.ceil(BUSY_GROUPS / (x * y)), Math.ceil(trunk.capacity / TOKENS_PER_PART)));
}

/** Floats that hold the parts of any dense layer's weight gradient. */
function splitFloats(trunk: Trunk): number {
  const { width } = trunk.parts.config;
  const floats = (inner: number, columns: number) => {
    const count = partsOf(trunk, inner, columns);
    return count === 1 ? 1 : count * (inner + 1) * columns;
  };
  return Math.max(
    floats(width, 3 * width),
    floats(width, width),
    floats(width, 4 * width),
    floats(4 * width, width),
  );
}

/** Its counts replace those of the batch. */
interface HeadStep {
  readonly operation: Operation;
  readonly part: HeadPart;
}

export class Backward {
  readonly coefficients: GPUBuffer; // [S]
  private readonly valueCoefficients: GPUBuffer; // [S]
  private readonly slotOf: GPUBuffer; // [N]
  private readonly owners: GPUBuffer;
  private readonly starts: GPUBuffer;
  private readonly members: GPUBuffer;
  private readonly dSlots: GPUBuffer; // [S, d]
  private readonly dHidden: GPUBuffer; // [N, d]
  private readonly dNormed: GPUBuffer; // [N, d]
  private readonly dWide: GPUBuffer; // [N, 4d]
  private readonly dqkv: GPUBuffer; // [N, 3d]
  private readonly correction: GPUBuffer; // [N, H]
  private readonly split: GPUBuffer;
  private readonly valueSteps: readonly Operation[];
  private readonly trunkSteps: readonly Operation[];
  private readonly headSteps: readonly HeadStep[];

  constructor(
    private readonly head: Head,
    private readonly gradient: GPUBuffer,
  ) {
    const { trunk } = head;
    const { arena, capacity, parts } = trunk;
    const { width, heads, vocabSize, controlTokens = 0, contextLength, layers } = parts.config;
    const slots = head.capacity;
    this.coefficients = arena.numbers('coefficients', slots);
    this.valueCoefficients = arena.numbers('value coefficients', parts.config.valueHead ? slots : 1);
    this.slotOf = arena.numbers('slots of tokens', capacity);
    const mostOwners = Math.min(2 * capacity, vocabSize + controlTokens + contextLength);
    this.owners = arena.numbers('embedding owners', mostOwners);
    this.starts = arena.numbers('embedding starts', mostOwners + 1);
    this.members = arena.numbers('embedding members', 2 * capacity);
    this.dSlots = arena.numbers('d final', slots * width);
    this.dHidden = arena.numbers('d hidden', capacity * width);
    this.dNormed = arena.numbers('d normed', capacity * width);
    this.dWide = arena.numbers('d wide', capacity * 4 * width);
    this.dqkv = arena.numbers('d qkv', capacity * 3 * width);
    this.correction = arena.numbers('attention correction', capacity * heads);
    this.split = arena.numbers('gradient parts', splitFloats(trunk));
    this.valueSteps = parts.config.valueHead ? this.throughValues() : [];
    this.headSteps = this.throughHead();
    this.trunkSteps = [
      ...this.throughFinalNorm(),
      ...Array.from({ length: layers }, (_, i) => this.throughBlock(layers - 1 - i)).flat(),
      this.throughEmbedding(),
    ];
  }

  /** Coefficients are [S]; a kernel writes them where they are absent. */
  write(
    batch: PackedBatch,
    owners: EmbeddingOwners,
    coefficients?: Float32Array<ArrayBuffer>,
    valueCoefficients?: Float32Array<ArrayBuffer>,
  ): Counts {
    const { queue } = this.head.trunk.arena.gpu.device;
    if (coefficients) queue.writeBuffer(this.coefficients, 0, coefficients);
    if (valueCoefficients) queue.writeBuffer(this.valueCoefficients, 0, valueCoefficients);
    queue.writeBuffer(this.slotOf, 0, batch.slotOf);
    queue.writeBuffer(this.owners, 0, owners.owners);
    queue.writeBuffer(this.starts, 0, owners.starts);
    queue.writeBuffer(this.members, 0, owners.members);
    const counts = { ...batch.counts, owners: owners.owners.length };
    this.head.writeCounts(counts);
    return counts;
  }

  /** In order. Logits of the last part are still there from the forward pass. */
  steps(counts: Counts, withValues: boolean): Step[] {
    const { head } = this;
    const present = new Set(head.partsFor(counts));
    return [
      ...this.headSteps
        .filter(({ part }) => present.has(part))
        .map(({ operation, part }) => ({ operation, counts: head.partCounts(counts, part) })),
      ...stepsOf(withValues ? this.valueSteps : [], counts),
      ...stepsOf(this.trunkSteps, counts),
    ];
  }

  private throughHead(): HeadStep[] {
    const { arena, parts } = this.head.trunk;
    const { kernels, weights } = parts;
    const { vocabSize, width } = parts.config;
    const { tuning } = arena.gpu;
    const { logits, logSum, targets, hidden } = this.head;
    const again = this.head.parts.length > 1;
    return this.head.parts.flatMap((part) => {
      const { counts } = part;
      const operations = [
        ...(again ? [part.logits] : []),
        arena.bind(kernels.backward.tokenLogProb, {
          buffers: { targets, coefficients: this.coefficients, logSum, logits },
          values: { vocabulary: vocabSize },
          counts,
          groups: ({ slots }) => foldedGroups(slots * vocabSize, ITEMS),
        }),
        arena.bind(kernels.backward.headInput, {
          buffers: { x: logits, weights, y: this.dSlots },
          values: { inner: vocabSize, columns: width, count: COUNT.slots, weightAt: 0 },
          counts,
          groups: ({ slots }) => matmulGroups(slots, width, tuning),
        }),
        arena.bind(kernels.backward.headWeight, {
          buffers: { x: logits, dy: hidden, y: this.gradient },
          values: { inner: vocabSize, columns: width, count: COUNT.slots, weightAt: 0 },
          counts,
          groups: () => matmulGroups(vocabSize, width, tuning),
        }),
      ];
      return operations.map((operation) => ({ operation, part }));
    });
  }

  private throughValues(): Operation[] {
    const { arena, parts, counts } = this.head.trunk;
    const { kernels, weights, at } = parts;
    const { width } = parts.config;
    const { valueCoefficients: coefficients, dSlots, gradient } = this;
    const values = { width, weightAt: at('value.weight'), biasAt: at('value.bias') };
    return [
      arena.bind(kernels.backward.valueHead, {
        buffers: { coefficients, weights, dHidden: dSlots },
        values,
        counts,
        groups: ({ slots }) => foldedGroups(slots * width, ITEMS),
      }),
      arena.bind(kernels.backward.valueParameters, {
        buffers: { coefficients, hidden: this.head.hidden, gradient },
        values,
        counts,
        groups: () => foldedGroups(width + 1, ITEMS),
      }),
    ];
  }

  private throughFinalNorm(): Operation[] {
    const { arena, parts, counts, output } = this.head.trunk;
    const { kernels, weights, at } = parts;
    const { width } = parts.config;
    const values = { width, gainAt: at('ln_f.weight'), biasAt: at('ln_f.bias') };
    const { stats, slotToken } = this.head;
    const { dSlots: dy, slotOf, dHidden, gradient } = this;
    return [
      arena.bind(kernels.backward.finalNorm, {
        buffers: { x: output, dy, stats, weights, slotOf, dHidden },
        values,
        counts,
        groups: ({ tokens }) => laneGroups(tokens, arena.gpu.tuning),
      }),
      arena.bind(kernels.backward.finalNormParameters, {
        buffers: { x: output, dy, stats, rows: slotToken, gradient },
        values,
        counts,
        groups: () => normParameterGroups(width),
      }),
    ];
  }

  private throughBlock(layer: number): Operation[] {
    const { arena, parts, counts, spans, blocks } = this.head.trunk;
    const { kernels, weights, at, config } = parts;
    const { width, heads } = config;
    const { tuning } = arena.gpu;
    const block = blocks[layer];
    const { dHidden, dNormed, dWide, dqkv, correction, gradient } = this;
    const { queryGroups, keyGroups } = attentionKernels(width / heads, tuning);
    const { qkv, logSum, mixed } = block;
    /** dx = dy W^T; with `pre`, dx is also multiplied by GELU'(pre). */
    const input = (name: string, inner: number, columns: number, given: Record<string, GPUBuffer>) =>
      arena.bind(given.pre ? kernels.backward.gelu : kernels.backward.input, {
        buffers: { weights, ...given },
        values: { inner, columns, count: COUNT.tokens, weightAt: at(`h.${layer}.${name}.weight`) },
        counts,
        groups: ({ tokens }) => matmulGroups(tokens, columns, tuning),
      });
    const norm = (name: string, x: GPUBuffer, stats: GPUBuffer) => {
      const values = {
        width,
        gainAt: at(`h.${layer}.${name}.weight`),
        biasAt: at(`h.${layer}.${name}.bias`),
      };
      return [
        arena.bind(kernels.backward.normParameters, {
          buffers: { x, dy: dNormed, stats, gradient },
          values,
          counts,
          groups: () => normParameterGroups(width),
        }),
        arena.bind(kernels.backward.norm, {
          buffers: { x, dy: dNormed, stats, weights, dHidden },
          values,
          counts,
          groups: ({ tokens }) => laneGroups(tokens, tuning),
        }),
      ];
    };
    return [
      input('mlp.c_proj', width, 4 * width, { x: dHidden, pre: block.pre, y: dWide }),
      ...this.weight(layer, 'mlp.c_proj', 4 * width, width, block.expanded, dHidden),
      input('mlp.c_fc', 4 * width, width, { x: dWide, y: dNormed }),
      ...this.weight(layer, 'mlp.c_fc', width, 4 * width, block.normed2, dWide),
      ...norm('ln_2', block.middle, block.stats2),
      input('attn.c_proj', width, width, { x: dHidden, y: dNormed }),
      ...this.weight(layer, 'attn.c_proj', width, width, mixed, dHidden),
      arena.bind(kernels.backward.queries, {
        buffers: { qkv, spans, mixed, logSum, dMixed: dNormed, dqkv, correction },
        values: { width, heads },
        counts,
        groups: ({ tokens }) => queryGroups(tokens, heads),
      }),
      arena.bind(kernels.backward.keys, {
        buffers: { qkv, spans, logSum, correction, dMixed: dNormed, dqkv },
        values: { width, heads },
        counts,
        groups: ({ tokens }) => keyGroups(tokens, heads),
      }),
      input('attn.c_attn', 3 * width, width, { x: dqkv, y: dNormed }),
      ...this.weight(layer, 'attn.c_attn', width, 3 * width, block.normed1, dqkv),
      ...norm('ln_1', block.input, block.stats1),
    ];
  }

  private throughEmbedding(): Operation {
    const { arena, parts, counts } = this.head.trunk;
    const { width } = parts.config;
    const { owners, starts, members, dHidden, gradient } = this;
    return arena.bind(parts.kernels.backward.embedding, {
      buffers: { owners, starts, members, dHidden, gradient },
      values: { width },
      counts,
      groups: ({ owners }) => foldedGroups(owners * width, ITEMS),
    });
  }

  /** dW and db of one dense layer, in parts if that keeps more threads busy. */
  private weight(
    layer: number,
    name: string,
    inner: number,
    columns: number,
    x: GPUBuffer,
    dy: GPUBuffer,
  ): Operation[] {
    const { trunk } = this.head;
    const { arena, parts, counts } = trunk;
    const { kernels, at } = parts;
    const { tuning } = arena.gpu;
    const weightAt = at(`h.${layer}.${name}.weight`);
    const biasAt = at(`h.${layer}.${name}.bias`);
    const slices = partsOf(trunk, inner, columns);
    const [gx, gy] = matmulGroups(inner, columns, tuning);
    if (slices === 1) {
      return [
        arena.bind(kernels.backward.weight, {
          buffers: { x, dy, y: this.gradient },
          values: { inner, columns, count: COUNT.tokens, weightAt, biasAt },
          counts,
          groups: () => [gx, gy],
        }),
      ];
    }
    const stride = (inner + 1) * columns;
    const share = Math.ceil(trunk.capacity / slices);
    return [
      arena.bind(kernels.backward.weightParts, {
        buffers: { x, dy, y: this.split },
        values: { inner, columns, count: COUNT.tokens, stride, share },
        counts,
        groups: () => [gx, gy, slices],
      }),
      arena.bind(kernels.backward.addParts, {
        buffers: { parts: this.split, gradient: this.gradient },
        values: { at: weightAt, biasAt, weights: inner * columns, stride, slices },
        groups: () => foldedGroups(stride, ITEMS),
      }),
    ];
  }
}
