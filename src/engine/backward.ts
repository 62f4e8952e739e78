// The gradient of sum_s c_s log q_s (and of sum_s d_s v_s): 14 dispatches a layer (18 where weight gradients are summed in
// parts), 6 for head and embedding (7 with a large vocabulary). Frozen weights get none. Twin: `trunkBackward` in
// model/transformer.ts.
import { blockWidths } from '../model/decoder_shape.ts';
import type { Counts, EmbeddingOwners, PackedBatch } from '../model/packing.ts';
import { ATTENTION_IN, ATTENTION_OUT, MLP_IN, MLP_OUT } from '../model/projections.ts';
import { attentionKernels } from './attention_kernels.ts';
import { type Operation, type Step, stepsOf } from './commands.ts';
import { DenseBackward } from './dense_backward.ts';
import { foldedGroups, laneGroups } from './gpu.ts';
import type { Head } from './head.ts';
import { type HeadStep, throughHead, throughValues } from './head_backward.ts';
import { normParameterGroups } from './kernels/norm_backward.ts';
import { attentionShapeOf } from './kernels.ts';
import { attentionValues, type FindPlace, normArguments, rotaryValues } from './model_parts.ts';
import { ITEMS } from './wgsl.ts';

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
  private readonly dMixed: GPUBuffer; // [N, H dh]
  private readonly dActive: GPUBuffer; // [N, f]
  private readonly dWide: GPUBuffer; // [N, f], with a gate [N, 2 f]
  private readonly dqkv: GPUBuffer; // [N, (H + 2 K) dh]
  private readonly correction: GPUBuffer; // [N, H]
  private readonly dense: DenseBackward;
  private readonly valueSteps: readonly Operation[];
  private readonly trunkSteps: readonly Operation[];
  private readonly headSteps: readonly HeadStep[];

  constructor(
    private readonly head: Head,
    private readonly gradientOf: FindPlace,
  ) {
    const { trunk } = head;
    const { arena, capacity, parts } = trunk;
    const { width, heads, vocabSize, controlTokens = 0, contextLength, layers } = parts.config;
    const { queries, qkv, active, expanded } = blockWidths(parts.config);
    const { activation } = parts.kernels.backward;
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
    this.dMixed = queries === width ? this.dNormed : arena.numbers('d mixed', capacity * queries);
    this.dWide = arena.numbers('d wide', capacity * expanded);
    this.dActive = activation ? arena.numbers('d active', capacity * active) : this.dWide;
    this.dqkv = arena.numbers('d qkv', capacity * qkv);
    this.correction = arena.numbers('attention correction', capacity * heads);
    const ofHead = { gradientOf, coefficients: this.coefficients, dSlots: this.dSlots };
    const ofValues = { ...ofHead, coefficients: this.valueCoefficients };
    this.valueSteps = parts.config.valueHead ? throughValues(head, ofValues) : [];
    this.headSteps = throughHead(head, ofHead);
    this.dense = new DenseBackward(trunk, gradientOf);
    this.trunkSteps = [
      ...this.throughFinalNorm(),
      ...Array.from({ length: layers }, (_, i) => this.throughBlock(layers - 1 - i)).flat(),
      ...this.throughEmbedding(),
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

  /** Offsets of a norm's gradients. */
  private normGradient(name: string) {
    const { width } = this.head.trunk.parts.config;
    const gain = this.gradientOf(`${name}.weight`);
    if (!gain) return undefined;
    const biasAt = this.gradientOf(`${name}.bias`)?.at ?? 0;
    return { gradient: gain.buffer, values: { width, gainAt: gain.at, biasAt } };
  }

  private throughFinalNorm(): Operation[] {
    const { arena, parts, counts, output } = this.head.trunk;
    const { backward } = parts.kernels;
    const { weights, values } = normArguments(parts, 'ln_f');
    const { stats, slotToken } = this.head;
    const { dSlots: dy, slotOf, dHidden } = this;
    const operations = [
      arena.bind(backward.finalNorm, {
        buffers: { x: output, dy, stats, weights, slotOf, dHidden },
        values,
        counts,
        groups: ({ tokens }) => laneGroups(tokens, arena.gpu.tuning),
      }),
    ];
    const own = this.normGradient('ln_f');
    if (own)
      operations.push(
        arena.bind(backward.finalNormParameters!, {
          buffers: { x: output, dy, stats, rows: slotToken, gradient: own.gradient },
          values: own.values,
          counts,
          groups: () => normParameterGroups(values.width),
        }),
      );
    return operations;
  }

  private throughNorm(name: string, x: GPUBuffer, stats: GPUBuffer): Operation[] {
    const { arena, parts, counts } = this.head.trunk;
    const { backward } = parts.kernels;
    const { dNormed: dy, dHidden } = this;
    const { weights, values } = normArguments(parts, name);
    const own = this.normGradient(name);
    const operations: Operation[] = [];
    if (own)
      operations.push(
        arena.bind(backward.normParameters!, {
          buffers: { x, dy, stats, gradient: own.gradient },
          values: own.values,
          counts,
          groups: () => normParameterGroups(values.width),
        }),
      );
    operations.push(
      arena.bind(backward.norm, {
        buffers: { x, dy, stats, weights, dHidden },
        values,
        counts,
        groups: ({ tokens }) => laneGroups(tokens, arena.gpu.tuning),
      }),
    );
    return operations;
  }

  private throughBlock(layer: number): Operation[] {
    const { parts, blocks } = this.head.trunk;
    const { width } = parts.config;
    const { queries, qkv, active, expanded } = blockWidths(parts.config);
    const { qkvParts, qkvWeight, outParts, outWeight, mlpParts, mlpWeight } = parts.kernels.backward;
    const ofMlp = { weight: mlpWeight, parts: mlpParts };
    const block = blocks[layer];
    const { dHidden, dNormed, dMixed, dActive, dWide, dqkv } = this;
    const name = `h.${layer}`;
    return [
      ...this.dense.through(`${name}.${MLP_OUT}`, active, width, ofMlp, {
        x: block.active,
        dy: dHidden,
        dx: dActive,
        pre: block.pre,
      }),
      ...this.throughActivation(layer),
      ...this.dense.through(`${name}.${MLP_IN}`, width, expanded, ofMlp, {
        x: block.normed2,
        dy: dWide,
        dx: dNormed,
      }),
      ...this.throughNorm(`${name}.ln_2`, block.middle, block.stats2),
      ...this.dense.through(
        `${name}.${ATTENTION_OUT}`,
        queries,
        width,
        { weight: outWeight, parts: outParts },
        { x: block.mixed, dy: dHidden, dx: dMixed },
      ),
      ...this.throughAttention(layer),
      ...this.dense.through(
        `${name}.${ATTENTION_IN}`,
        width,
        qkv,
        { weight: qkvWeight, parts: qkvParts },
        { x: block.normed1, dy: dqkv, dx: dNormed },
      ),
      ...this.throughNorm(`${name}.ln_1`, block.input, block.stats1),
    ];
  }

  private throughActivation(layer: number): Operation[] {
    const { arena, parts, counts, blocks } = this.head.trunk;
    const { activation } = parts.kernels.backward;
    if (!activation) return [];
    const { active: width } = blockWidths(parts.config);
    const operation = arena.bind(activation, {
      buffers: { pre: blocks[layer].pre, dActive: this.dActive, dPre: this.dWide },
      values: { width },
      counts,
      groups: ({ tokens }) => foldedGroups(tokens * width, ITEMS),
    });
    return [operation];
  }

  private throughAttention(layer: number): Operation[] {
    const { arena, parts, counts, spans, blocks, positions } = this.head.trunk;
    const { backward } = parts.kernels;
    const shape = attentionShapeOf(parts.config);
    const { heads } = parts.config;
    const { queryGroups, keyGroups } = attentionKernels(shape, arena.gpu.tuning);
    const { dMixed, dqkv, correction } = this;
    const { qkv, logSum, mixed } = blocks[layer];
    const values = attentionValues(parts, layer);
    const operations = [
      arena.bind(backward.queries, {
        buffers: { qkv, spans, mixed, logSum, dMixed, dqkv, correction },
        values,
        counts,
        groups: ({ tokens }) => queryGroups(tokens, heads),
      }),
      arena.bind(backward.keys, {
        buffers: { qkv, spans, logSum, correction, dMixed, dqkv },
        values,
        counts,
        groups: ({ tokens }) => keyGroups(tokens, heads / shape.group),
      }),
    ];
    if (!backward.rotary) return operations;
    const turns = rotaryValues(parts);
    const pairs = (turns.turned * shape.headWidth) / 2;
    const turned = arena.bind(backward.rotary, {
      buffers: { table: parts.turns!, positions, qkv: dqkv },
      values: turns,
      counts,
      groups: ({ tokens }) => foldedGroups(tokens * pairs, ITEMS),
    });
    return [...operations, turned];
  }

  private throughEmbedding(): Operation[] {
    const { arena, parts, counts } = this.head.trunk;
    const { width } = parts.config;
    const { owners, starts, members, dHidden } = this;
    const gradient = this.gradientOf('wte.weight')?.buffer;
    if (!gradient) return [];
    const operation = arena.bind(parts.kernels.backward.embedding!, {
      buffers: { owners, starts, members, dHidden, gradient },
      values: { width },
      counts,
      groups: ({ owners }) => foldedGroups(owners * width, ITEMS),
    });
    return [operation];
  }
}
