// The buffers and operations of a generation: prefill, first draw, and the 7L + 4 dispatches of every token after it; rotary
// positions, a gate and adapters add theirs. Twin: model/decoder.ts.

import { blockWidths } from '../model/decoder_shape.ts';
import { ATTENTION_IN, ATTENTION_OUT, MLP_IN, MLP_OUT } from '../model/projections.ts';
import { addAdapters } from './adapter_operations.ts';
import type { Operation } from './commands.ts';
import { foldedGroups, laneGroups } from './gpu.ts';
import { Head } from './head.ts';
import { keyParts } from './kernels/decode_attention_split.ts';
import { matmulGroups } from './kernels/matmul.ts';
import { logitsPitch } from './kernels/token_log_prob.ts';
import { attentionShapeOf, type ModelKernels } from './kernels.ts';
import {
  attentionValues,
  denseArguments,
  embeddingArguments,
  headName,
  type ModelParts,
  normArguments,
  placeOf,
  rotaryValues,
} from './model_parts.ts';
import type { Arena } from './operation.ts';
import { Trunk } from './trunk.ts';
import { ITEMS, type Kernel, type Tuning } from './wgsl.ts';

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
  private readonly mixed: GPUBuffer; // [R, H dh]
  private readonly pre: GPUBuffer; // [R, f], with a gate [R, 2 f]
  private readonly active: GPUBuffer; // [R, f]
  private readonly low: GPUBuffer; // [R, r]
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
    const { width, vocabSize, layers, lora } = config;
    const { queries, active, expanded } = blockWidths(config);
    this.trunk = new Trunk(arena, parts, capacity.promptTokens, path === 'whole' ? 'keys together' : 'keys');
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
    this.mixed = arena.halves('mixed', ownRows * queries);
    this.active = arena.halves('active', ownRows * active);
    this.pre = arena.halves('before activation', kernels.decoding.activation ? ownRows * expanded : 1);
    this.low = arena.halves('low-rank', ownRows * (lora?.rank ?? 0));
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
    const logits = arena.numbers('next logits', rows * logitsPitch(vocabSize));
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
    const { config, kernels, whole: weights } = parts;
    const { rows } = capacity;
    const { newTokens, eos, temperature } = settings;
    const { mask, words: maskWords } = this.head.maskInputs;
    const cache = arena.halves('drawn keys and values', config.layers * rows * newTokens * 2 * config.width);
    return arena.bind(kernels.decoding.whole!, {
      buffers: { living, rowInfo, weights: weights!, promptKeys: trunk.qkv!, mask, cache, tokens, logProbs },
      values: { capacity: newTokens, eos, rows, promptStride: trunk.qkvStride, maskWords, temperature },
      groups: () => [rows, 1],
    });
  }

  private norm(name: string, x: GPUBuffer): Operation {
    const { arena, parts, capacity } = this;
    const { weights, values } = normArguments(parts, name);
    return arena.bind(parts.kernels.decoding.norm, {
      buffers: { x, weights, rows: this.living, y: this.normed },
      values,
      groups: () => laneGroups(capacity.rows, arena.gpu.tuning),
    });
  }

  private block(layer: number): Operation[] {
    const { arena, parts, capacity, settings, stream, middle, normed, mixed, pre, active } = this;
    const { decoding } = parts.kernels;
    const { width } = parts.config;
    const widths = blockWidths(parts.config);
    const { queries, qkv: packed } = widths;
    const cache = arena.halves('drawn keys and values', capacity.rows * settings.newTokens * packed);
    const dense = (
      kernel: Decoding['qkv'],
      matrix: string,
      inner: number,
      columns: number,
      buffers: Record<'x' | 'y', GPUBuffer> & Record<string, GPUBuffer>,
    ) => this.dense(kernel, `h.${layer}.${matrix}`, inner, columns, buffers);
    return [
      this.norm(`h.${layer}.ln_1`, stream),
      ...dense(decoding.qkv, ATTENTION_IN, width, packed, { x: normed, y: cache }),
      ...this.turned(cache),
      ...this.attention(layer, cache),
      ...dense(decoding.out, ATTENTION_OUT, queries, width, { x: mixed, residual: stream, y: middle }),
      this.norm(`h.${layer}.ln_2`, middle),
      ...dense(decoding.mlpIn, MLP_IN, width, widths.expanded, {
        x: normed,
        y: decoding.activation ? pre : active,
      }),
      ...this.activated(),
      ...dense(decoding.mlpOut, MLP_OUT, widths.active, width, { x: active, residual: middle, y: stream }),
    ];
  }

  private dense(
    kernel: Decoding['qkv'],
    name: string,
    inner: number,
    columns: number,
    buffers: Record<'x' | 'y', GPUBuffer> & Record<string, GPUBuffer>,
  ): Operation[] {
    const { arena, parts, living } = this;
    const { rows } = this.capacity;
    const { newTokens: capacity } = this.settings;
    const { weights, values } = denseArguments(parts, name, inner, columns);
    const groups = (of: Kernel, wide: number) => () => matmulGroups(rows, wide, of);
    const product = arena.bind(kernel, {
      buffers: { weights, living, ...buffers },
      values: { ...values, capacity },
      groups: groups(kernel, columns),
    });
    const { adapters, decoding } = parts.kernels;
    if (!adapters) return [product];
    const { downLiving: down, upLiving, upToCache } = adapters;
    const { x, y } = buffers;
    const added = {
      kernels: { down, up: kernel === decoding.qkv ? upToCache : upLiving },
      x,
      y,
      rowLength: columns,
      low: () => this.low,
      living,
      capacity,
      groups,
    };
    return [product, ...addAdapters(arena, parts, name, added)];
  }

  /** The newest tokens' queries and keys at their positions. */
  private turned(cache: GPUBuffer): Operation[] {
    const { arena, parts, capacity, settings, living, promptLengths: positions } = this;
    const { rotary } = parts.kernels.decoding;
    if (!rotary) return [];
    const values = rotaryValues(parts);
    const pairs = (values.turned * attentionShapeOf(parts.config).headWidth) / 2;
    const operation = arena.bind(rotary, {
      buffers: { table: parts.turns!, positions, living, qkv: cache },
      values: { ...values, capacity: settings.newTokens },
      groups: () => foldedGroups(capacity.rows * pairs, ITEMS),
    });
    return [operation];
  }

  private activated(): Operation[] {
    const { arena, parts, capacity, living, pre, active } = this;
    const { activation } = parts.kernels.decoding;
    if (!activation) return [];
    const { active: width } = blockWidths(parts.config);
    const operation = arena.bind(activation, {
      buffers: { living, pre, activated: active },
      values: { width },
      groups: () => foldedGroups(capacity.rows * width, ITEMS),
    });
    return [operation];
  }

  /** In parts of the keys, and their merge, where lanes are many and the context is long. */
  private attention(layer: number, cache: GPUBuffer): Operation[] {
    const { arena, parts, capacity, settings, living, rowInfo, mixed } = this;
    const { decoding } = parts.kernels;
    const { heads, contextLength } = parts.config;
    const values = attentionValues(parts, layer);
    const { lanes } = arena.gpu.tuning;
    const pairs = capacity.rows * heads;
    const pieces = lanes === 1 ? 1 : keyParts(contextLength);
    const sums = pieces === 1 ? mixed : this.partSums(pieces);
    const attention = arena.bind(decoding.attention, {
      buffers: { living, rowInfo, promptKeys: this.trunk.blocks[layer].qkv, cache, mixed, sums },
      values: { ...values, capacity: settings.newTokens },
      groups: () => (lanes === 1 ? foldedGroups(pairs, ITEMS) : foldedGroups(pairs * pieces, 1)),
    });
    if (!decoding.merge) return [attention];
    const merge = arena.bind(decoding.merge, {
      buffers: { living, sums, mixed },
      values,
      groups: () => foldedGroups(capacity.rows * values.width, ITEMS),
    });
    return [attention, merge];
  }

  /** One buffer for the parts of all layers. */
  private partSums(pieces: number): GPUBuffer {
    const { heads } = this.parts.config;
    const { queries } = blockWidths(this.parts.config);
    this.sums ??= this.arena.numbers('attention parts', this.capacity.rows * pieces * (queries + 2 * heads));
    return this.sums;
  }

  private nextLogits(y: GPUBuffer): Operation {
    const { arena, parts, capacity } = this;
    const { config, kernels } = parts;
    const { mask, words: maskWords } = this.head.maskInputs;
    const { buffer: weights, at: weightAt } = placeOf(parts, headName(config));
    return arena.bind(kernels.decoding.logits, {
      buffers: { x: this.normed, weights, living: this.living, mask, positions: this.promptLengths, y },
      values: {
        inner: config.width,
        columns: config.vocabSize,
        weightAt,
        maskWords,
        firstColumn: 0,
        rowLength: logitsPitch(config.vocabSize),
      },
      groups: () => matmulGroups(capacity.rows, config.vocabSize, parts.kernels.decoding.logits),
    });
  }

  private sample(kernel: Decoding['sample'], logits: GPUBuffer): Operation {
    const { arena, parts, capacity, settings, living, rowInfo, tokens, logProbs, stream } = this;
    const { weights, values } = embeddingArguments(parts);
    return arena.bind(kernel, {
      buffers: { living, rowInfo, weights, logits, tokens, logProbs, hidden: stream },
      values: {
        ...values,
        vocabulary: parts.config.vocabSize,
        capacity: settings.newTokens,
        temperature: settings.temperature,
      },
      groups: () => laneGroups(capacity.rows, arena.gpu.tuning),
    });
  }
}
