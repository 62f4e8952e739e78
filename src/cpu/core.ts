// One model in one instance of the kernels, on one thread: it computes whole parts of a batch, without waiting. A
// trainable model keeps the activations of each part for the way back, until the next batch.
import type { ModelConfig } from '../model/config.ts';
import type { GenerationChunk } from '../model/generation_chunks.ts';
import type { Completion } from '../model/language_model.ts';
import type { PackedBatch } from '../model/packing.ts';
import { generateRows, type RowRange } from './generation.ts';
import { Head, headBackwardBuffers, Masks } from './head.ts';
import { Heap } from './heap.ts';
import { type CpuKernels, instantiate } from './kernels.ts';
import { backwardBuffers, matrix, Trunk } from './trunk.ts';
import { Weights } from './weights.ts';

interface Part {
  readonly trunk: Trunk;
  readonly head: Head;
  hidden: number;
}

/** Rows of ldVocab log-probs of the slots from `first` on. */
interface DistributionPart {
  readonly first: number;
  readonly values: Float32Array;
}

/** Capacities grow in steps, so that batches of like size do not move the memory each time. */
const stepped = (count: number) => Math.ceil(count / 64) * 64;

export class Core {
  readonly weights: Weights;
  private readonly kernels: CpuKernels;
  private readonly heap: Heap;
  private readonly masks: Masks;
  /** Gradients of a part and of the parts before it: three, since parts are added in pairs. */
  private readonly gradients: readonly number[];
  /** Memory above belongs to the parts of the batch, and above those to one call. */
  private readonly partsMark: number;
  /** Of the last batch. */
  private parts: Part[] = [];
  private capacity = { tokens: 0, slots: 0 };

  constructor(
    module: WebAssembly.Module,
    readonly config: ModelConfig,
    private readonly trainable: boolean,
  ) {
    this.kernels = instantiate(module);
    this.heap = new Heap(this.kernels.memory, this.kernels.heapBase());
    this.weights = new Weights(this.kernels, this.heap, config, trainable);
    this.masks = new Masks(config, this.heap, this.weights.ldVocab);
    const { size } = this.weights;
    this.gradients = trainable ? [0, 1, 2].map(() => this.heap.floats(size)) : [];
    this.partsMark = this.heap.mark();
  }

  get bytes(): number {
    return this.heap.bytes;
  }

  /** Log-probs of the slots of every part, kept for the way back. Parts may be empty. */
  logProbs(parts: readonly PackedBatch[]): Float32Array[] {
    this.makeRoom(parts);
    return parts.map((batch, p) => {
      const part = this.parts[p];
      part.hidden = part.trunk.forward(batch);
      return part.head.logProbs(batch, part.hidden);
    });
  }

  /** Value estimates at the slots of the last `logProbs`. */
  values(): Float32Array[] {
    return this.parts.map(({ head }) => head.values());
  }

  /** Calls `visit` with the slots' next-token log-probs, rows of ldVocab floats, part after part of one batch. */
  distributions(
    batch: PackedBatch,
    visit: (first: number, count: number, values: Float32Array, address: number) => void,
  ): void {
    this.transient(() => {
      const { tokens, slots } = batch.counts;
      const trunk = new Trunk(this.kernels, this.heap, this.weights, tokens, false);
      const head = new Head(this.kernels, this.heap, this.weights, this.masks, slots);
      for (const { first, count, values, address } of head.distributions(batch, trunk.forward(batch)))
        visit(first, count, values, address);
    });
  }

  /** Next-token log-probs of the slots, [S, V]. */
  distributionsOf(batch: PackedBatch): Float32Array {
    const { vocabSize, ldVocab } = this.weights;
    const result = new Float32Array(batch.counts.slots * vocabSize);
    this.distributions(batch, (first, count, values) => {
      for (let s = 0; s < count; s++)
        result.set(values.subarray(s * ldVocab, s * ldVocab + vocabSize), (first + s) * vocabSize);
    });
    return result;
  }

  /** Next-token log-probs of the slots, part after part, for `divergence` to compare with. */
  distributionParts(batch: PackedBatch): DistributionPart[] {
    const parts: DistributionPart[] = [];
    this.distributions(batch, (first, _count, values) => parts.push({ first, values: values.slice() }));
    return parts;
  }

  /** KL to the reference's parts and entropy of every slot, [S, 2], nats. */
  divergence(batch: PackedBatch, reference: readonly DistributionPart[]): Float32Array {
    const { ldVocab, vocabSize } = this.weights;
    const result = new Float32Array(2 * batch.counts.slots);
    this.distributions(batch, (first, count, _values, address) => {
      const mark = this.heap.mark();
      const p = this.heap.numbers(reference.find((part) => part.first === first)!.values);
      const out = this.heap.floats(2 * count);
      this.kernels.divergence(address, p, ldVocab, vocabSize, count, out);
      result.set(this.heap.f32(out, 2 * count), 2 * first);
      this.heap.release(mark);
    });
    return result;
  }

  /**
   * The gradient of sum_s c_s log q_s + e_s v_s over the parts of the last `logProbs`: parts are added in pairs, then
   * the pairs, so the sum does not depend on how many threads share the parts.
   * @param room for the result.
   */
  backward(
    coefficients: readonly Float32Array[],
    onValues: readonly Float32Array[] | undefined,
    room: Float32Array,
  ): Float32Array {
    const { heap, weights } = this;
    const [sum, pair, part] = this.gradients;
    const { size } = weights;
    const clear = (address: number) => heap.f32(address, size).fill(0);
    const add = (to: number, from: number) => this.kernels.addInto(to, from, size);
    clear(sum);
    this.transient(() => {
      const buffers = this.wayBack();
      const compute = (p: number, gradient: number) => {
        clear(gradient);
        if (coefficients[p].length > 0) this.backwardOf(p, coefficients[p], onValues?.[p], gradient, buffers);
      };
      for (let p = 0; p < coefficients.length; p += 2) {
        const into = p === 0 ? sum : pair;
        compute(p, into);
        if (p + 1 < coefficients.length) {
          compute(p + 1, part);
          add(into, part);
        }
        if (p > 0) add(sum, pair);
      }
    });
    room.set(heap.f32(sum, size));
    return room;
  }

  private wayBack() {
    const { heap, weights, capacity } = this;
    return {
      trunk: backwardBuffers(heap, weights, capacity.tokens),
      head: headBackwardBuffers(heap, weights, capacity.slots),
      dHidden: matrix(heap, capacity.tokens, weights.ld),
    };
  }

  private backwardOf(
    p: number,
    coefficients: Float32Array,
    onValues: Float32Array | undefined,
    gradient: number,
    { trunk, head, dHidden }: ReturnType<Core['wayBack']>,
  ): void {
    const part = this.parts[p];
    this.heap.f32(dHidden, this.capacity.tokens * this.weights.ld).fill(0);
    part.head.backward(coefficients, onValues, { hidden: part.hidden, dHidden, gradient }, head);
    part.trunk.backward(dHidden, gradient, trunk);
  }

  /** Rows [from, to) of a request, in order. */
  generate(options: GenerationChunk, range: RowRange): Completion[] {
    return this.transient(() =>
      generateRows(
        { kernels: this.kernels, heap: this.heap, weights: this.weights, masks: this.masks },
        options,
        range,
      ),
    );
  }

  /** Room grows with batches of so many parts; for another number it is laid out anew. */
  private makeRoom(batches: readonly PackedBatch[]): void {
    const tokens = stepped(Math.max(0, ...batches.map(({ counts }) => counts.tokens)));
    const slots = stepped(Math.max(0, ...batches.map(({ counts }) => counts.slots)));
    const { kernels, heap, weights, masks, capacity } = this;
    const isSame = batches.length === this.parts.length;
    if (isSame && tokens <= capacity.tokens && slots <= capacity.slots) return;
    this.capacity = isSame
      ? { tokens: Math.max(tokens, capacity.tokens), slots: Math.max(slots, capacity.slots) }
      : { tokens, slots };
    heap.release(this.partsMark);
    this.parts = batches.map(() => ({
      trunk: new Trunk(kernels, heap, weights, this.capacity.tokens, this.trainable),
      head: new Head(kernels, heap, weights, masks, this.capacity.slots),
      hidden: 0,
    }));
  }

  /** Memory that `work` takes is given back. */
  private transient<T>(work: () => T): T {
    const mark = this.heap.mark();
    try {
      return work();
    } finally {
      this.heap.release(mark);
    }
  }
}
