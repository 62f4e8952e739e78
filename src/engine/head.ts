// The head at the scored slots. The logits of a large vocabulary go through one buffer in parts, so memory does not
// grow with both. Twin: model/scoring.ts.

import { allowedBits, type Counts, type PackedBatch } from '../model/packing.ts';
import { VALUE_BIAS, VALUE_WEIGHT } from '../model/parameters.ts';
import type { Operation } from './commands.ts';
import { COUNT, laneGroups } from './gpu.ts';
import { matmulGroups } from './kernels/matmul.ts';
import { logitsPitch } from './kernels/token_log_prob.ts';
import { headName, normArguments, placeOf } from './model_parts.ts';
import type { Trunk } from './trunk.ts';

/** Slots whose logits fit a buffer of `bytes` together. */
export const slotsAtOnce = (slots: number, vocabSize: number, bytes: number) =>
  Math.max(1, Math.min(slots, Math.floor(bytes / (4 * logitsPitch(vocabSize)))));

type Slots = Pick<PackedBatch, 'slotToken' | 'slotPositions' | 'targets' | 'counts'>;

/** Consecutive slots that share the logits' buffer. */
export interface HeadPart {
  readonly first: number;
  readonly counts: GPUBuffer;
  readonly logits: Operation;
  readonly tokenLogProb: Operation;
  readonly logSoftmax: Operation;
}

export class Head {
  readonly hidden: GPUBuffer; // [S, d]
  readonly stats: GPUBuffer; // [S, 2]
  readonly slotToken: GPUBuffer; // [S]
  readonly targets: GPUBuffer; // [S]
  readonly logits: GPUBuffer; // [part, V] at the pitch
  readonly logProbs: GPUBuffer; // [S]
  readonly logSum: GPUBuffer; // [S]
  readonly divergence: GPUBuffer; // [S, 2]
  readonly values: GPUBuffer; // [S]
  readonly parts: readonly HeadPart[];
  readonly perPart: number;
  readonly finalNorm: Operation;
  readonly valueHead?: Operation;
  private readonly slotPositions: GPUBuffer;
  /** The allowed tokens as bits, and their words a position. */
  readonly maskInputs: { readonly mask: GPUBuffer; readonly words: number };

  constructor(
    readonly trunk: Trunk,
    readonly capacity: number,
  ) {
    const { arena, parts, counts } = trunk;
    const { config, kernels } = parts;
    const { width, vocabSize } = config;
    const { tuning } = arena.gpu;
    this.perPart = slotsAtOnce(capacity, vocabSize, arena.gpu.logitsBytes);
    this.slotToken = arena.numbers('slot tokens', capacity);
    this.slotPositions = arena.numbers('slot positions', capacity);
    this.targets = arena.numbers('targets', capacity);
    this.hidden = arena.halves('final hidden', capacity * width);
    this.stats = arena.numbers('final stats', 2 * capacity);
    this.logits = arena.numbers('logits', this.perPart * logitsPitch(vocabSize));
    this.logProbs = arena.numbers('log-probs', capacity);
    this.logSum = arena.numbers('log-sums', capacity);
    this.divergence = arena.numbers('divergence', 2 * capacity);
    this.values = arena.numbers('values', config.valueHead ? capacity : 1);
    const { bits, words } = allowedBits(config);
    const mask = arena.numbers('allowed tokens', config.allowed ? bits.length : 1);
    if (config.allowed) arena.gpu.device.queue.writeBuffer(mask, 0, bits);
    this.maskInputs = { mask, words };
    const { weights, values } = normArguments(parts, 'ln_f');
    this.finalNorm = arena.bind(kernels.forward.finalNorm, {
      buffers: { x: trunk.output, weights, rows: this.slotToken, y: this.hidden, stats: this.stats },
      values,
      counts,
      groups: ({ slots }) => laneGroups(slots, tuning),
    });
    if (kernels.forward.valueHead) {
      const { buffer: weights, at: weightAt } = placeOf(parts, VALUE_WEIGHT);
      this.valueHead = arena.bind(kernels.forward.valueHead, {
        buffers: { hidden: this.hidden, weights, values: this.values },
        values: { width, weightAt, biasAt: placeOf(parts, VALUE_BIAS).at },
        counts,
        groups: ({ slots }) => laneGroups(slots, tuning),
      });
    }
    this.parts = Array.from({ length: Math.ceil(capacity / this.perPart) }, (_, p) => this.part(p));
  }

  write({ slotToken, slotPositions, targets, counts }: Slots): void {
    const { queue } = this.trunk.arena.gpu.device;
    queue.writeBuffer(this.slotToken, 0, slotToken);
    queue.writeBuffer(this.slotPositions, 0, slotPositions);
    queue.writeBuffer(this.targets, 0, targets);
    this.writeCounts(counts);
  }

  /** Sizes of the batch at hand, for the trunk and for each part. */
  writeCounts(counts: Counts): void {
    const { queue } = this.trunk.arena.gpu.device;
    const { tokens, slots, owners } = counts;
    queue.writeBuffer(this.trunk.counts, 0, Uint32Array.of(tokens, slots, owners, 0));
    for (const part of this.partsFor(counts)) {
      const { slots: inPart } = this.partCounts(counts, part);
      queue.writeBuffer(part.counts, 0, Uint32Array.of(tokens, inPart, owners, part.first));
    }
  }

  partsFor({ slots }: Counts): readonly HeadPart[] {
    return this.parts.filter(({ first }) => first < slots);
  }

  partCounts(counts: Counts, { first }: HeadPart): Counts {
    return { ...counts, slots: Math.min(this.perPart, counts.slots - first) };
  }

  /** Divergence of a part to the logits of the reference's head, which has the same parts. */
  bindDivergence(part: HeadPart, reference: Head): Operation {
    const { arena, parts } = this.trunk;
    return arena.bind(parts.kernels.forward.divergence, {
      buffers: { logits: this.logits, others: reference.logits, result: this.divergence },
      values: { vocabulary: parts.config.vocabSize },
      counts: part.counts,
      groups: ({ slots }) => laneGroups(slots, arena.gpu.tuning),
    });
  }

  private part(p: number): HeadPart {
    const { arena, parts } = this.trunk;
    const { kernels } = parts;
    const { vocabSize: vocabulary, width } = parts.config;
    const { buffer: weights, at: weightAt } = placeOf(parts, headName(parts.config));
    const { tuning } = arena.gpu;
    const { mask, words: maskWords } = this.maskInputs;
    const counts = arena.uniform('part counts', new ArrayBuffer(16));
    const perRow = ({ slots }: Counts) => laneGroups(slots, tuning);
    const { logits, targets, logProbs, logSum } = this;
    return {
      first: p * this.perPart,
      counts,
      logits: arena.bind(kernels.forward.logits, {
        buffers: { x: this.hidden, weights, mask, positions: this.slotPositions, y: logits },
        values: {
          inner: width,
          columns: vocabulary,
          count: COUNT.slots,
          weightAt,
          maskWords,
          firstColumn: 0,
          rowLength: logitsPitch(vocabulary),
        },
        counts,
        groups: ({ slots }) => matmulGroups(slots, vocabulary, kernels.forward.logits),
      }),
      tokenLogProb: arena.bind(kernels.forward.tokenLogProb, {
        buffers: { logits, targets, logProbs, logSum },
        values: { vocabulary },
        counts,
        groups: perRow,
      }),
      logSoftmax: arena.bind(kernels.forward.logSoftmax, {
        buffers: { logits },
        values: { vocabulary },
        counts,
        groups: perRow,
      }),
    };
  }
}
