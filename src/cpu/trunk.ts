// The blocks of the model over a packed batch, forward and back: the order of operations. The WGSL engine has the same in
// engine/trunk.ts and engine/backward.ts, the tfjs reference in model/transformer.ts.
import type { PackedTokens } from '../model/packing.ts';
import type { Heap } from './heap.ts';
import { type CpuKernels, PRODUCT } from './kernels.ts';
import { padded, type Weights } from './weights.ts';

/** Activations of a block that the way back reads: addresses. */
interface BlockBuffers {
  readonly stats1: number; // [N, 2]
  readonly normed1: number; // [N, d]
  readonly qkv: number; // [N, 3d]
  readonly softmax: number; // [N, heads, 2]
  readonly mixed: number; // [N, d]
  readonly middle: number; // [N, d]
  readonly stats2: number; // [N, 2]
  readonly normed2: number; // [N, d]
  readonly expanded: number; // [N, 4d]
  readonly active: number; // [N, 4d]
  readonly out: number; // [N, d]
}

/** What the way back of any part of a batch needs besides: addresses. */
export interface BackwardBuffers {
  readonly dNormed: number; // [N, d]
  readonly dWide: number; // [N, 4d]
  /** Panels of the gradient of a product's output. */
  readonly panels: number; // [N, 4d]
  readonly quad: number; // [256, 4]
}

export function backwardBuffers(heap: Heap, { width, ld }: Weights, capacity: number): BackwardBuffers {
  const wide = padded(4 * width);
  return {
    dNormed: matrix(heap, capacity, ld),
    dWide: matrix(heap, capacity, wide),
    panels: heap.floats(capacity * wide),
    quad: heap.floats(4 * 256),
  };
}

/** Products write whole tiles of four rows. */
export const matrix = (heap: Heap, rows: number, ld: number): number => heap.floats((rows + 3) * ld);

export class Trunk {
  private readonly embedded: number;
  private readonly blocks: readonly BlockBuffers[];
  private readonly tokens: number;
  private readonly positions: number;
  private readonly scratch: number;
  private readonly ld3: number;
  private readonly ld4: number;
  private batch: PackedTokens = { tokens: new Uint32Array(), positions: new Uint32Array(), segments: [] };

  /**
   * @param capacity tokens that there is room for.
   * @param keep false: all blocks share the same buffers, and there is no way back.
   */
  constructor(
    private readonly kernels: CpuKernels,
    private readonly heap: Heap,
    private readonly weights: Weights,
    readonly capacity: number,
    keep: boolean,
  ) {
    const { ld, config } = weights;
    const { width, layers, heads, contextLength } = config;
    this.ld3 = padded(3 * width);
    this.ld4 = padded(4 * width);
    const block = (): BlockBuffers => ({
      stats1: heap.floats(2 * capacity),
      normed1: matrix(heap, capacity, ld),
      qkv: matrix(heap, capacity, this.ld3),
      softmax: heap.floats(2 * heads * capacity),
      mixed: matrix(heap, capacity, ld),
      middle: matrix(heap, capacity, ld),
      stats2: heap.floats(2 * capacity),
      normed2: matrix(heap, capacity, ld),
      expanded: matrix(heap, capacity, this.ld4),
      active: matrix(heap, capacity, this.ld4),
      out: matrix(heap, capacity, ld),
    });
    this.embedded = matrix(heap, capacity, ld);
    const first = block();
    this.blocks = Array.from({ length: layers }, (_, l) => (keep && l > 0 ? block() : first));
    this.tokens = heap.floats(capacity);
    this.positions = heap.floats(capacity);
    const keys = padded(contextLength) + 8;
    this.scratch = heap.floats(
      keep
        ? kernels.attentionBackwardScratch(keys, contextLength, weights.headWidth)
        : kernels.attentionScratch(keys, weights.headWidth),
    );
  }

  /** Final hidden states before the last norm, [N, ld]. `seen` is called with each block's qkv. */
  forward(batch: PackedTokens, seen?: (layer: number, qkv: number, ld: number) => void): number {
    this.batch = batch;
    const { kernels: k, weights: w, heap, ld3, ld4 } = this;
    const { width: d, ld } = w;
    const rows = batch.tokens.length;
    heap.u32(this.tokens, rows).set(batch.tokens);
    heap.u32(this.positions, rows).set(batch.positions);
    k.embed(w.at('wte.weight'), w.at('wpe.weight'), this.tokens, this.positions, this.embedded, rows, d, ld);
    let x = this.embedded;
    this.blocks.forEach((b, l) => {
      const block = `h.${l}`;
      const norm = (name: string, from: number, to: number, stats: number) =>
        k.layerNorm(from, w.at(`${name}.weight`), w.at(`${name}.bias`), to, stats, rows, d, ld, 0);
      norm(`${block}.ln_1`, x, b.normed1, b.stats1);
      this.dense(`${block}.attn.c_attn`, b.normed1, ld, b.qkv, ld3);
      seen?.(l, b.qkv, ld3);
      this.attend(b);
      this.dense(`${block}.attn.c_proj`, b.mixed, ld, b.middle, ld, PRODUCT.add, x);
      norm(`${block}.ln_2`, b.middle, b.normed2, b.stats2);
      this.dense(`${block}.mlp.c_fc`, b.normed2, ld, b.expanded, ld4, PRODUCT.gelu, b.active);
      this.dense(`${block}.mlp.c_proj`, b.active, ld4, b.out, ld, PRODUCT.add, b.middle);
      x = b.out;
    });
    return x;
  }

  /** to = from w + bias, then what the mode does with `other`. */
  private dense(
    name: string,
    from: number,
    ldFrom: number,
    to: number,
    ldTo: number,
    mode: number = PRODUCT.store,
    other = 0,
  ): void {
    const { kernels, weights } = this;
    const [depth, columns] = weights.shape(`${name}.weight`);
    const panels = weights.panelsOf(`${name}.weight`);
    const rows = this.batch.tokens.length;
    const bias = weights.at(`${name}.bias`);
    kernels.product(from, ldFrom, panels, bias, to, ldTo, rows, depth, columns, mode, other, 0);
  }

  private attend(b: BlockBuffers): void {
    const { kernels: k, weights } = this;
    const { width, ld, config } = weights;
    for (const { prefixStart, prefixEnd, start, end } of this.batch.segments) {
      if (start === end) continue; // a row in which nothing is scored
      k.setRow(prefixStart, prefixEnd - prefixStart, start, end - start);
      k.attention(b.qkv, this.ld3, b.mixed, ld, b.softmax, width, config.heads, this.scratch);
    }
  }

  /**
   * Adds the parameters' gradient to the vector at `gradient`.
   * @param dHidden gradient of the final hidden states, [N, ld]; it is overwritten.
   */
  backward(dHidden: number, gradient: number, { dNormed, dWide, panels, quad }: BackwardBuffers): void {
    const { kernels: k, weights: w, heap, ld3, ld4 } = this;
    const { width: d, ld, config } = w;
    const { tokens, segments } = this.batch;
    const rows = tokens.length;
    const into = (name: string) => gradient + 4 * w.offset(name);
    const weight = (name: string, x: number, ldX: number, dy: number, ldY: number) => {
      const [inner, columns] = w.shape(`${name}.weight`);
      const [dw, db] = [into(`${name}.weight`), into(`${name}.bias`)];
      k.packRows(dy, ldY, rows, columns, panels);
      k.weightProduct(x, ldX, panels, dw, columns, db, rows, inner, columns, quad);
    };
    const input = (name: string, dy: number, ldY: number, dx: number, ldX: number, b?: BlockBuffers) => {
      const [inner, columns] = w.shape(`${name}.weight`);
      const mode = b ? PRODUCT.geluSlope : PRODUCT.store;
      const transposed = w.transposedPanels(`${name}.weight`);
      k.product(
        dy,
        ldY,
        transposed,
        0,
        dx,
        ldX,
        rows,
        columns,
        inner,
        mode,
        b?.expanded ?? 0,
        b?.active ?? 0,
      );
    };
    const norm = (name: string, x: number, stats: number) => {
      const [gain, dGain, dBias] = [w.at(`${name}.weight`), into(`${name}.weight`), into(`${name}.bias`)];
      k.layerNormBackward(x, dNormed, gain, stats, dHidden, dGain, dBias, rows, d, ld, 0);
    };
    for (let l = this.blocks.length - 1; l >= 0; l--) {
      const b = this.blocks[l];
      const block = `h.${l}`;
      weight(`${block}.mlp.c_proj`, b.active, ld4, dHidden, ld);
      input(`${block}.mlp.c_proj`, dHidden, ld, dWide, ld4, b);
      weight(`${block}.mlp.c_fc`, b.normed2, ld, dWide, ld4);
      input(`${block}.mlp.c_fc`, dWide, ld4, dNormed, ld);
      norm(`${block}.ln_2`, b.middle, b.stats2);
      weight(`${block}.attn.c_proj`, b.mixed, ld, dHidden, ld);
      input(`${block}.attn.c_proj`, dHidden, ld, dNormed, ld);
      heap.f32(dWide, rows * ld3).fill(0);
      for (const { prefixStart, prefixEnd, start, end } of segments) {
        if (start === end) continue;
        k.setRow(prefixStart, prefixEnd - prefixStart, start, end - start);
        const { qkv, mixed, softmax } = b;
        k.attentionBackward(qkv, ld3, mixed, dNormed, ld, softmax, dWide, d, config.heads, this.scratch);
      }
      weight(`${block}.attn.c_attn`, b.normed1, ld, dWide, ld3);
      input(`${block}.attn.c_attn`, dWide, ld3, dNormed, ld);
      norm(`${block}.ln_1`, l > 0 ? this.blocks[l - 1].out : this.embedded, b.stats1);
    }
    const [dwte, dwpe] = [into('wte.weight'), into('wpe.weight')];
    k.embedBackward(dwte, dwpe, this.tokens, this.positions, dHidden, rows, d, ld);
  }
}
