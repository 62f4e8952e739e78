// The buffers and operations of a generation: prefill, first draw, and the 7L + 4 dispatches of every token after it.
// Twin: model/decoder.ts.

import type { Operation } from './commands.ts';
import { foldedGroups, laneGroups } from './gpu.ts';
import { Head } from './head.ts';
import { keyParts } from './kernels/decode_attention_split.ts';
import { matmulGroups } from './kernels/matmul.ts';
import type { ModelKernels } from './kernels.ts';
import type { Arena } from './operation.ts';
import { type ModelParts, Trunk } from './trunk.ts';
import { ITEMS, type Tuning } from './wgsl.ts';

/** The largest request that fits the buffers. */
export interface DecoderCapacity {
  readonly prompts: number;
  readonly promptTokens: number;
  readonly rows: number;
}

export interface DecoderSettings {
  readonly newTokens: number;
  readonly eos: number;
  readonly temperature: number;
}

type Decoding = ModelKernels['decoding'];

export class Decoder {
  readonly trunk: Trunk;
  readonly head: Head;
  /** Number of living rows, tokens drawn, indices of the living rows. */
  readonly living: GPUBuffer; // [2 + R]
  /** Noise key, prompt, its first token in the prefill, its length. */
  readonly rowInfo: GPUBuffer; // [R, 4]
  readonly promptLengths: GPUBuffer; // [R]
  readonly tokens: GPUBuffer; // [R, newTokens]
  readonly logProbs: GPUBuffer; // [R, newTokens]
  /** Operations after the prefill. */
  readonly first: readonly Operation[];
  /** Those for every further token; or, on the path `whole`, the one for all of them. */
  readonly next: readonly Operation[];
  private readonly stream: GPUBuffer; // [R, d]
  private readonly middle: GPUBuffer; // [R, d]
  private readonly normed: GPUBuffer; // [R, d]
  private readonly mixed: GPUBuffer; // [R, d]
  private readonly expanded: GPUBuffer; // [R, 4d]
  private sums?: GPUBuffer; // [R, H, parts, dh + 2]

  constructor(
    private readonly arena: Arena,
    private readonly parts: ModelParts,
    readonly capacity: DecoderCapacity,
    readonly settings: DecoderSettings,
    readonly path: Tuning['decoding'],
  ) {
    const { rows } = capacity;
    const { newTokens, eos } = settings;
    const { config, kernels } = parts;
    const { width, vocabSize, layers } = config;
    this.trunk = new Trunk(arena, parts, capacity.promptTokens, 'keys');
    this.head = new Head(this.trunk, capacity.prompts);
    this.living = arena.numbers('living rows', rows + 2);
    this.rowInfo = arena.numbers('rows', 4 * rows);
    this.promptLengths = arena.numbers('prompt lengths', rows);
    this.tokens = arena.numbers('drawn tokens', rows * newTokens);
    this.logProbs = arena.numbers('drawn log-probs', rows * newTokens);
    this.stream = arena.halves('hidden', rows * width);
    const ownRows = path === 'whole' ? 1 : rows;
    this.middle = arena.halves('middle', ownRows * width);
    this.normed = arena.halves('normed', ownRows * width);
    this.mixed = arena.halves('mixed', ownRows * width);
    this.expanded = arena.halves('expanded', ownRows * 4 * width);
    const compact = arena.bind(kernels.decoding.compact, {
      buffers: { tokens: this.tokens, living: this.living },
      values: { rows, capacity: newTokens, eos },
      groups: () => [1, 1],
    });
    this.first = [this.sample(kernels.decoding.sampleFirst, this.head.logits), compact];
    if (path === 'whole') {
      this.next = [this.allTokens()];
      return;
    }
    const logits = arena.numbers('next logits', rows * vocabSize);
    this.next = [
      ...Array.from({ length: layers }, (_, layer) => this.block(layer)).flat(),
      this.norm('ln_f', this.stream),
      this.nextLogits(logits),
      this.sample(kernels.decoding.sample, logits),
      compact,
    ];
  }

  private allTokens(): Operation {
    const { arena, parts, capacity, settings, living, rowInfo, tokens, logProbs, trunk } = this;
    const { config, kernels, weights } = parts;
    const { rows } = capacity;
    const { newTokens, eos, temperature } = settings;
    const { mask, words: maskWords } = this.head.maskInputs;
    const cache = arena.halves('drawn keys and values', config.layers * rows * newTokens * 2 * config.width);
    return arena.bind(kernels.decoding.whole!, {
      buffers: { living, rowInfo, weights, promptKeys: trunk.qkv!, mask, cache, tokens, logProbs },
      values: { capacity: newTokens, eos, rows, promptStride: trunk.qkvStride, maskWords, temperature },
      groups: () => [rows, 1],
    });
  }

  private norm(name: string, x: GPUBuffer): Operation {
    const { arena, parts, capacity } = this;
    const { config, kernels, weights, at } = parts;
    return arena.bind(kernels.decoding.norm, {
      buffers: { x, weights, rows: this.living, y: this.normed },
      values: { width: config.width, gainAt: at(`${name}.weight`), biasAt: at(`${name}.bias`) },
      groups: () => laneGroups(capacity.rows, arena.gpu.tuning),
    });
  }

  private block(layer: number): Operation[] {
    const { arena, parts, capacity, settings, living, stream, middle, normed, mixed, expanded } = this;
    const { rows } = capacity;
    const { kernels, weights, at } = parts;
    const { decoding } = kernels;
    const { width } = parts.config;
    const cache = arena.halves('drawn keys and values', rows * settings.newTokens * 3 * width);
    const dense = (
      kernel: Decoding['qkv'],
      name: string,
      inner: number,
      columns: number,
      buffers: Record<string, GPUBuffer>,
    ) =>
      arena.bind(kernel, {
        buffers: { weights, living, ...buffers },
        values: {
          inner,
          columns,
          weightAt: at(`h.${layer}.${name}.weight`),
          biasAt: at(`h.${layer}.${name}.bias`),
          capacity: settings.newTokens,
        },
        groups: () => matmulGroups(rows, columns, arena.gpu.tuning),
      });
    return [
      this.norm(`h.${layer}.ln_1`, stream),
      dense(decoding.qkv, 'attn.c_attn', width, 3 * width, { x: normed, y: cache }),
      ...this.attention(layer, cache),
      dense(decoding.residual, 'attn.c_proj', width, width, { x: mixed, residual: stream, y: middle }),
      this.norm(`h.${layer}.ln_2`, middle),
      dense(decoding.gelu, 'mlp.c_fc', width, 4 * width, { x: normed, y: expanded }),
      dense(decoding.residual, 'mlp.c_proj', 4 * width, width, { x: expanded, residual: middle, y: stream }),
    ];
  }

  /** In parts of the keys, and their merge, where lanes are many and the context is long. */
  private attention(layer: number, cache: GPUBuffer): Operation[] {
    const { arena, parts, capacity, settings, living, rowInfo, mixed } = this;
    const { decoding } = parts.kernels;
    const { width, heads, contextLength } = parts.config;
    const { lanes } = arena.gpu.tuning;
    const pairs = capacity.rows * heads;
    const pieces = lanes === 1 ? 1 : keyParts(contextLength);
    const sums = pieces === 1 ? mixed : this.partSums(pieces);
    const attention = arena.bind(decoding.attention, {
      buffers: { living, rowInfo, promptKeys: this.trunk.blocks[layer].qkv, cache, mixed, sums },
      values: { width, heads, capacity: settings.newTokens },
      groups: () => (lanes === 1 ? foldedGroups(pairs, ITEMS) : foldedGroups(pairs * pieces, 1)),
    });
    if (!decoding.merge) return [attention];
    const merge = arena.bind(decoding.merge, {
      buffers: { living, sums, mixed },
      values: { width, heads },
      groups: () => foldedGroups(capacity.rows * width, ITEMS),
    });
    return [attention, merge];
  }

  /** One buffer for the parts of all layers. */
  private partSums(pieces: number): GPUBuffer {
    const { width, heads } = this.parts.config;
    this.sums ??= this.arena.numbers('attention parts', this.capacity.rows * pieces * (width + 2 * heads));
    return this.sums;
  }

  private nextLogits(y: GPUBuffer): Operation {
    const { arena, parts, capacity } = this;
    const { config, kernels, weights } = parts;
    const { mask, words: maskWords } = this.head.maskInputs;
    return arena.bind(kernels.decoding.logits, {
      buffers: { x: this.normed, weights, living: this.living, mask, positions: this.promptLengths, y },
      values: { inner: config.width, columns: config.vocabSize, weightAt: 0, maskWords },
      groups: () => matmulGroups(capacity.rows, config.vocabSize, arena.gpu.tuning),
    });
  }

  private sample(kernel: Decoding['sample'], logits: GPUBuffer): Operation {
    const { arena, parts, capacity, settings, living, rowInfo, tokens, logProbs, stream } = this;
    const { config, weights, at } = parts;
    return arena.bind(kernel, {
      buffers: { living, rowInfo, weights, logits, tokens, logProbs, hidden: stream },
      values: {
        vocabulary: config.vocabSize,
        width: config.width,
        positionsAt: at('wpe.weight'),
        capacity: settings.newTokens,
        temperature: settings.temperature,
      },
      groups: () => laneGroups(capacity.rows, arena.gpu.tuning),
    });
  }
}
