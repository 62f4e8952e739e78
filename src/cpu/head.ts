// From final hidden states to log-probs of the scored tokens, and back. The logits of many slots at a large vocabulary
// are computed in parts, and again on the way back; those of one part are kept.
import { FORBIDDEN_LOGIT } from '../model/batch.ts';
import type { ModelConfig } from '../model/config.ts';
import type { PackedBatch } from '../model/packing.ts';
import { VALUE_BIAS, VALUE_WEIGHT } from '../model/parameters.ts';
import { allowedAt } from '../tokenizer/allowed_tokens.ts';
import type { Heap } from './heap.ts';
import { type CpuKernels, PRODUCT } from './kernels.ts';
import { normalise, normaliseBackward } from './operations.ts';
import { matrix } from './trunk.ts';
import type { Weights } from './weights.ts';

/** Logits in memory at once: 16 MB. */
const LOGITS = 2 ** 22;

const slotsAtOnce = (ldVocab: number): number => Math.max(4, Math.floor(LOGITS / ldVocab) & ~3);

/** Rows of additive masks for the positions at which some tokens may not stand. */
export class Masks {
  private readonly rows = new Map<readonly number[], number>();

  constructor(
    private readonly config: ModelConfig,
    heap: Heap,
    ldVocab: number,
  ) {
    for (const permitted of config.allowed ?? []) {
      if (!permitted || this.rows.has(permitted)) continue;
      const row = heap.floats(ldVocab);
      const values = heap.f32(row, ldVocab).fill(FORBIDDEN_LOGIT);
      for (const token of permitted) values[token] = 0;
      this.rows.set(permitted, row);
    }
  }

  /** Address of the mask of a token at an absolute position; 0: all tokens may stand there. */
  at(position: number): number {
    const { allowed } = this.config;
    const permitted = allowed && allowedAt(allowed, position);
    return permitted ? this.rows.get(permitted)! : 0;
  }
}

export class Head {
  private readonly hidden: number; // [S, ld]
  private readonly stats: number; // [S, 2]
  private readonly logits: number; // [slots at once, ldVocab]
  private readonly slotToken: number;
  private readonly targets: number;
  private readonly masked: number;
  private readonly results: number; // [S, 2]
  private readonly atOnce: number;
  /** First slot of the part whose probabilities are in `logits`. */
  private present = -1;
  private batch?: PackedBatch;

  /** @param capacity slots that there is room for. */
  constructor(
    private readonly kernels: CpuKernels,
    private readonly heap: Heap,
    private readonly weights: Weights,
    private readonly masks: Masks,
    readonly capacity: number,
  ) {
    const { ld, ldVocab } = weights;
    this.atOnce = Math.min(capacity, slotsAtOnce(ldVocab));
    this.hidden = matrix(heap, capacity, ld);
    this.stats = heap.floats(2 * capacity);
    this.logits = matrix(heap, this.atOnce, ldVocab);
    this.slotToken = heap.floats(capacity);
    this.targets = heap.floats(capacity);
    this.masked = heap.floats(capacity);
    this.results = heap.floats(2 * capacity);
  }

  /** Norms the slots' hidden states. */
  private read(batch: PackedBatch, hidden: number): void {
    const { kernels, weights: w, heap } = this;
    const { slots } = batch.counts;
    this.batch = batch;
    this.present = -1;
    heap.u32(this.slotToken, slots).set(batch.slotToken);
    heap.u32(this.targets, slots).set(batch.targets);
    const masked = heap.u32(this.masked, slots);
    for (let s = 0; s < slots; s++) masked[s] = this.masks.at(batch.slotPositions[s]);
    const { stats, slotToken: rowsOf } = this;
    normalise(kernels, w, 'ln_f', { from: hidden, to: this.hidden, stats, rows: slots, rowsOf });
  }

  private *parts(): Generator<{ readonly first: number; readonly count: number }> {
    const { slots } = this.batch!.counts;
    for (let first = 0; first < slots; first += this.atOnce)
      yield { first, count: Math.min(this.atOnce, slots - first) };
  }

  private logitsOf(first: number, count: number): void {
    const { kernels, weights: w, hidden, logits } = this;
    const from = hidden + 4 * first * w.ld;
    kernels.product(
      from,
      w.ld,
      w.outputPanels,
      0,
      logits,
      w.ldVocab,
      count,
      w.width,
      w.vocabSize,
      PRODUCT.store,
      0,
      0,
    );
  }

  private score(first: number, count: number): void {
    const { kernels, weights: w, logits, targets, masked, results } = this;
    const at = (base: number) => base + 4 * first;
    this.logitsOf(first, count);
    kernels.tokenLogProbs(logits, w.ldVocab, w.vocabSize, count, at(targets), at(masked), at(results));
    this.present = first;
  }

  /** Log-prob of every slot's token, [S]. */
  logProbs(batch: PackedBatch, hidden: number): Float32Array {
    this.read(batch, hidden);
    for (const { first, count } of this.parts()) this.score(first, count);
    return this.heap.f32(this.results, batch.counts.slots).slice();
  }

  /** Next-token log-probs of the slots, part after part: [count, ldVocab] in memory that the next part overwrites. */
  *distributions(batch: PackedBatch, hidden: number) {
    const { kernels, heap, weights: w } = this;
    this.read(batch, hidden);
    for (const { first, count } of this.parts()) {
      this.logitsOf(first, count);
      kernels.logSoftmax(this.logits, w.ldVocab, w.vocabSize, count, this.masked + 4 * first);
      yield { first, count, address: this.logits, values: heap.f32(this.logits, count * w.ldVocab) };
    }
  }

  /** The value head on the slots' hidden states, [S]. */
  values(): Float32Array {
    const { kernels, weights: w, heap, hidden, results } = this;
    const { slots } = this.batch!.counts;
    kernels.valueHead(hidden, w.ld, w.width, slots, w.at(VALUE_WEIGHT), w.at(VALUE_BIAS), results);
    return heap.f32(results, slots).slice();
  }

  /**
   * The gradient of sum_s c_s log q_s + e_s v_s: adds that of the parameters at `gradient`, and that of the hidden
   * states before the last norm to dHidden [N, ld].
   */
  backward(
    coefficients: Float32Array,
    onValues: Float32Array | undefined,
    { hidden: x, dHidden, gradient }: { hidden: number; dHidden: number; gradient: number },
    { dSlots, panels, quad, coefficients: room }: HeadBackwardBuffers,
  ): void {
    const { kernels: k, weights: w, heap, hidden, logits } = this;
    const { width: d, ld, ldVocab, vocabSize } = w;
    const { slots } = this.batch!.counts;
    heap.f32(room, slots).set(coefficients);
    const dHead = w.gradientAt(gradient, w.head);
    const { embeddingPanels } = w;
    // The last part comes first: its probabilities are still there.
    for (const { first, count } of [...this.parts()].reverse()) {
      if (this.present !== first) this.score(first, count);
      this.present = -1;
      k.logitGradient(logits, ldVocab, count, this.targets + 4 * first, room + 4 * first);
      if (dHead) {
        k.packRows(hidden + 4 * first * ld, ld, count, d, panels);
        k.weightProduct(logits, ldVocab, panels, dHead, d, 0, count, vocabSize, d, quad);
      }
      const dPart = dSlots + 4 * first * ld;
      k.product(logits, ldVocab, embeddingPanels, 0, dPart, ld, count, vocabSize, d, PRODUCT.store, 0, 0);
    }
    if (onValues) {
      heap.f32(room, slots).set(onValues);
      const [dWeight, dBias] = [VALUE_WEIGHT, VALUE_BIAS].map((name) => w.gradientAt(gradient, name));
      k.valueHeadBackward(hidden, dSlots, ld, d, slots, w.at(VALUE_WEIGHT), room, dWeight, dBias);
    }
    const { stats, slotToken: rowsOf } = this;
    normaliseBackward(k, w, 'ln_f', {
      from: x,
      dTo: dSlots,
      stats,
      dFrom: dHidden,
      rows: slots,
      rowsOf,
      gradient,
    });
  }
}

export interface HeadBackwardBuffers {
  readonly dSlots: number; // [S, ld]
  /** Panels of the slots' hidden states. */
  readonly panels: number; // [slots at once, ld]
  readonly quad: number; // [256, 4]
  readonly coefficients: number; // [S]
}

export function headBackwardBuffers(
  heap: Heap,
  { ld, ldVocab }: Weights,
  capacity: number,
): HeadBackwardBuffers {
  return {
    dSlots: matrix(heap, capacity, ld),
    panels: heap.floats(Math.min(capacity, slotsAtOnce(ldVocab)) * ld),
    quad: heap.floats(4 * 256),
    coefficients: heap.floats(capacity),
  };
}
