// The blocks of the model over a packed batch, forward and back: the order of operations. The WGSL engine has the same in
// engine/trunk.ts and engine/backward.ts, the tfjs reference in model/transformer.ts.
import { loraScale } from '../model/adapters.ts';
import type { PackedTokens } from '../model/packing.ts';
import { denseOf, multiply } from './dense.ts';
import type { Heap } from './heap.ts';
import { type CpuKernels, PRODUCT } from './kernels.ts';
import { normalise, normaliseBackward, rotateHeads, setHeads } from './operations.ts';
import { padded, type Weights } from './weights.ts';

/** Activations of a block that the way back reads: addresses. */
interface BlockBuffers {
  readonly stats1: number; // [N, 2]
  readonly normed1: number; // [N, d]
  readonly qkv: number; // [N, (H + 2 K) dh]
  readonly softmax: number; // [N, H, 2]
  readonly mixed: number; // [N, H dh]
  readonly middle: number; // [N, d]
  readonly stats2: number; // [N, 2]
  readonly normed2: number; // [N, d]
  readonly expanded: number;
  readonly active: number;
  readonly out: number; // [N, d]
}

/** What the way back of any part of a batch needs besides: addresses. */
export interface BackwardBuffers {
  readonly dNormed: number; // [N, d], and of what attention returns
  readonly dWide: number; // [N, widest]
  /** Panels of the gradient of a product's output. */
  readonly panels: number; // [N, widest]
  readonly quad: number; // [256, 4]
  /** Of adapters. */
  readonly dLow: number; // [N, rank]
}

export function backwardBuffers(heap: Heap, { lengths, rank }: Weights, capacity: number): BackwardBuffers {
  return {
    dNormed: matrix(heap, capacity, Math.max(lengths.hidden, lengths.queries)),
    dWide: matrix(heap, capacity, lengths.widest),
    panels: heap.floats(capacity * lengths.widest),
    quad: heap.floats(4 * 256),
    dLow: rank > 0 ? matrix(heap, capacity, padded(rank)) : 0,
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
  private readonly low: number; // [N, rank]
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
    const { lengths, config, architecture, rank } = weights;
    const { layers, heads, contextLength } = config;
    const hidden = () => matrix(heap, capacity, lengths.hidden);
    const block = (): BlockBuffers => ({
      stats1: heap.floats(2 * capacity),
      normed1: hidden(),
      qkv: matrix(heap, capacity, lengths.qkv),
      softmax: heap.floats(2 * heads * capacity),
      mixed: matrix(heap, capacity, lengths.queries),
      middle: hidden(),
      stats2: heap.floats(2 * capacity),
      normed2: hidden(),
      expanded: matrix(heap, capacity, lengths.expanded),
      active: matrix(heap, capacity, lengths.active),
      out: hidden(),
    });
    this.embedded = hidden();
    const first = block();
    this.blocks = Array.from({ length: layers }, (_, l) => (keep && l > 0 ? block() : first));
    this.tokens = heap.floats(capacity);
    this.positions = heap.floats(capacity);
    this.low = rank > 0 ? matrix(heap, capacity, padded(rank)) : 0;
    const keys = padded(contextLength) + 8;
    this.scratch = heap.floats(
      keep
        ? kernels.attentionBackwardScratch(keys, contextLength, architecture.headWidth)
        : kernels.attentionScratch(keys, architecture.headWidth),
    );
  }

  /** Final hidden states before the last norm, [N, ld]. `seen` is called with each block's qkv. */
  forward(batch: PackedTokens, seen?: (layer: number, qkv: number, ld: number) => void): number {
    this.batch = batch;
    const { kernels: k, weights: w, heap } = this;
    const { width: d, ld, lengths, architecture } = w;
    const rows = batch.tokens.length;
    heap.u32(this.tokens, rows).set(batch.tokens);
    heap.u32(this.positions, rows).set(batch.positions);
    const [wte, wpe] = [w.at('wte.weight'), w.atOrNone('wpe.weight')];
    k.embed(wte, wpe, this.tokens, this.positions, this.embedded, rows, d, ld);
    let x = this.embedded;
    this.blocks.forEach((b, l) => {
      const block = `h.${l}`;
      normalise(k, w, `${block}.ln_1`, { from: x, to: b.normed1, stats: b.stats1, rows });
      this.dense(`${block}.attn.c_attn`, b.normed1, ld, b.qkv, lengths.qkv);
      setHeads(k, w, l);
      rotateHeads(k, w, { qkv: b.qkv, positions: this.positions, rows }, 1);
      seen?.(l, b.qkv, lengths.qkv);
      this.attend(b);
      this.dense(`${block}.attn.c_proj`, b.mixed, lengths.queries, b.middle, ld, PRODUCT.add, x);
      normalise(k, w, `${block}.ln_2`, { from: b.middle, to: b.normed2, stats: b.stats2, rows });
      const gated = architecture.mlp.kind === 'swiglu';
      const mode = gated ? PRODUCT.store : PRODUCT.gelu;
      this.dense(`${block}.mlp.c_fc`, b.normed2, ld, b.expanded, lengths.expanded, mode, b.active);
      if (gated)
        k.swiglu(b.expanded, lengths.expanded, b.active, lengths.active, rows, architecture.mlp.width);
      this.dense(`${block}.mlp.c_proj`, b.active, lengths.active, b.out, ld, PRODUCT.add, b.middle);
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
    const { kernels, weights, low } = this;
    const rows = this.batch.tokens.length;
    multiply(kernels, weights, denseOf(weights, name), { from, ldFrom, to, ldTo, rows, mode, other }, low);
  }

  private attend(b: BlockBuffers): void {
    const { kernels: k, weights } = this;
    const { lengths } = weights;
    for (const { prefixStart, prefixEnd, start, end } of this.batch.segments) {
      if (start === end) continue; // a row in which nothing is scored
      k.setRow(prefixStart, prefixEnd - prefixStart, start, end - start);
      k.attention(b.qkv, lengths.qkv, b.mixed, lengths.queries, b.softmax, this.scratch);
    }
  }

  /**
   * Adds the parameters' gradient to the vector at `gradient`.
   * @param dHidden gradient of the final hidden states, [N, ld]; it is overwritten.
   */
  backward(dHidden: number, gradient: number, buffers: BackwardBuffers): void {
    const { dNormed, dWide } = buffers;
    const { kernels: k, weights: w, heap } = this;
    const { width: d, ld, lengths, architecture } = w;
    const { tokens, segments } = this.batch;
    const rows = tokens.length;
    const gated = architecture.mlp.kind === 'swiglu';
    for (let l = this.blocks.length - 1; l >= 0; l--) {
      const b = this.blocks[l];
      const block = `h.${l}`;
      const norm = (name: string, from: number, stats: number) =>
        normaliseBackward(k, w, name, { from, dTo: dNormed, stats, dFrom: dHidden, rows, gradient });
      const { qkv, expanded, active, queries } = lengths;
      const down = { x: b.active, ldX: active, dy: dHidden, ldY: ld, dx: dWide, ldDx: expanded };
      this.denseBackward(`${block}.mlp.c_proj`, down, gradient, buffers, gated ? undefined : b);
      if (gated) k.swigluBackward(b.expanded, dWide, expanded, rows, architecture.mlp.width);
      const up = { x: b.normed2, ldX: ld, dy: dWide, ldY: expanded, dx: dNormed, ldDx: ld };
      this.denseBackward(`${block}.mlp.c_fc`, up, gradient, buffers);
      norm(`${block}.ln_2`, b.middle, b.stats2);
      const out = { x: b.mixed, ldX: queries, dy: dHidden, ldY: ld, dx: dNormed, ldDx: queries };
      this.denseBackward(`${block}.attn.c_proj`, out, gradient, buffers);
      heap.f32(dWide, rows * qkv).fill(0);
      setHeads(k, w, l);
      for (const { prefixStart, prefixEnd, start, end } of segments) {
        if (start === end) continue;
        k.setRow(prefixStart, prefixEnd - prefixStart, start, end - start);
        k.attentionBackward(b.qkv, qkv, b.mixed, dNormed, queries, b.softmax, dWide, this.scratch);
      }
      rotateHeads(k, w, { qkv: dWide, positions: this.positions, rows }, -1);
      const projected = { x: b.normed1, ldX: ld, dy: dWide, ldY: qkv, dx: dNormed, ldDx: ld };
      this.denseBackward(`${block}.attn.c_attn`, projected, gradient, buffers);
      norm(`${block}.ln_1`, l > 0 ? this.blocks[l - 1].out : this.embedded, b.stats1);
    }
    const dwte = w.gradientAt(gradient, 'wte.weight');
    const dwpe = w.gradientAt(gradient, 'wpe.weight');
    if (dwte) k.embedBackward(dwte, dwpe, this.tokens, this.positions, dHidden, rows, d, ld);
  }

  /** The way back of `dense`. @param bent the block whose GELU lies before the input. */
  private denseBackward(
    name: string,
    { x, ldX, dy, ldY, dx, ldDx }: DenseFlow,
    gradient: number,
    { panels, quad, dLow }: BackwardBuffers,
    bent?: BlockBuffers,
  ): void {
    const { kernels: k, weights: w, low } = this;
    const rows = this.batch.tokens.length;
    const [inner, columns] = w.shape(`${name}.weight`);
    const dw = w.gradientAt(gradient, `${name}.weight`);
    if (dw) {
      k.packRows(dy, ldY, rows, columns, panels);
      const db = w.gradientAt(gradient, `${name}.bias`);
      k.weightProduct(x, ldX, panels, dw, columns, db, rows, inner, columns, quad);
    }
    const adapters = w.adaptersOn(name);
    const [expanded, active] = bent ? [bent.expanded, bent.active] : [0, 0];
    const bends = bent && adapters.length === 0 ? PRODUCT.geluSlope : PRODUCT.store;
    const transposed = w.transposedPanels(`${name}.weight`);
    k.product(dy, ldY, transposed, 0, dx, ldDx, rows, columns, inner, bends, expanded, active);
    if (adapters.length === 0) return;
    const { rank } = w;
    const ldLow = padded(rank);
    const scale = loraScale(w.config.lora!);
    adapters.forEach(({ a, b, down, from, columns: count }, i) => {
      const dPart = dy + 4 * from;
      k.product(x, ldX, down, 0, low, ldLow, rows, inner, rank, PRODUCT.store, 0, 0);
      k.packRows(low, ldLow, rows, rank, panels);
      k.multiplyBy(panels, rows * ldLow, scale);
      k.weightProduct(dPart, ldY, panels, w.gradientAt(gradient, b), rank, 0, rows, count, rank, quad);
      k.product(dPart, ldY, w.plainPanels(b, scale), 0, dLow, ldLow, rows, count, rank, PRODUCT.store, 0, 0);
      k.packRows(x, ldX, rows, inner, panels);
      k.weightProduct(dLow, ldLow, panels, w.gradientAt(gradient, a), inner, 0, rows, rank, inner, quad);
      const mode = bent && i === adapters.length - 1 ? PRODUCT.geluSlope : PRODUCT.store;
      k.addLowRank(dLow, ldLow, w.plainPanels(a, 1), dx, ldDx, rows, rank, inner, mode, expanded, active);
    });
  }
}

/** What goes back through a product: x w gave y. Floats a row beside each address. */
interface DenseFlow {
  readonly x: number;
  readonly ldX: number;
  readonly dy: number;
  readonly ldY: number;
  readonly dx: number;
  readonly ldDx: number;
}
