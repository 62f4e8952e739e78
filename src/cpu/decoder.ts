// One token a row: the blocks of the model with attention over a shared prompt and the row's own cache, and the draw.
import { type Dense, denseOf, multiply } from './dense.ts';
import type { Masks } from './head.ts';
import type { Heap } from './heap.ts';
import { type CpuKernels, PRODUCT } from './kernels.ts';
import { normalise, rotateHeads, setHeads } from './operations.ts';
import { matrix } from './trunk.ts';
import { padded, type Weights } from './weights.ts';

export interface GeneratingModel {
  readonly kernels: CpuKernels;
  readonly heap: Heap;
  readonly weights: Weights;
  readonly masks: Masks;
}

/** Rows [first, first + count) that share a prompt, and its panels at each layer. */
interface PromptRun {
  readonly first: number;
  readonly count: number;
  readonly length: number;
  readonly panels: readonly number[];
}

export interface NextTokens {
  readonly tokens: readonly number[];
  readonly positions: readonly number[];
  /** Addresses of the rows' caches. */
  readonly caches: readonly number[];
  /** Number of tokens that each row has in its cache. */
  readonly place: number;
  readonly prompts: readonly PromptRun[];
}

export interface CacheShape {
  /** Tokens that a row's cache has room for, a multiple of 8. */
  readonly room: number;
  readonly longestPrompt: number;
  /** Floats of a row at one layer. */
  readonly cacheFloats: number;
}

interface Block {
  readonly qkv: Dense;
  readonly projection: Dense;
  readonly expansion: Dense;
  readonly contraction: Dense;
}

const blockOf = (weights: Weights, layer: string): Block => ({
  qkv: denseOf(weights, `${layer}.attn.c_attn`),
  projection: denseOf(weights, `${layer}.attn.c_proj`),
  expansion: denseOf(weights, `${layer}.mlp.c_fc`),
  contraction: denseOf(weights, `${layer}.mlp.c_proj`),
});

/** For as long as the parameters stay as they are. */
export class Decoder {
  private readonly blocks: readonly Block[];

  private readonly x: number; // [R, d]
  private readonly middle: number; // [R, d]
  private readonly normed: number; // [R, d]
  private readonly stats: number; // [R, 2]
  private readonly qkv: number; // [R, (H + 2 K) dh]
  private readonly mixed: number; // [R, H dh]
  private readonly wide: number;
  private readonly active: number;
  private readonly tokens: number;
  private readonly positions: number;
  private readonly caches: number;
  private readonly masked: number;
  private readonly logProbs: number;
  private readonly scratch: number;
  private readonly low: number; // [R, rank]

  /** @param capacity rows that there is room for. */
  constructor(
    private readonly model: GeneratingModel,
    capacity: number,
    private readonly shape: CacheShape,
  ) {
    const { heap, kernels, weights } = model;
    const { ld, lengths, architecture, rank } = weights;
    this.blocks = Array.from({ length: weights.config.layers }, (_, l) => blockOf(weights, `h.${l}`));
    this.x = matrix(heap, capacity, ld);
    this.middle = matrix(heap, capacity, ld);
    this.normed = matrix(heap, capacity, ld);
    this.stats = heap.floats(2 * capacity);
    this.qkv = matrix(heap, capacity, lengths.qkv);
    this.mixed = matrix(heap, capacity, lengths.queries);
    this.wide = matrix(heap, capacity, lengths.expanded);
    this.active = matrix(heap, capacity, lengths.active);
    this.low = rank > 0 ? matrix(heap, capacity, padded(rank)) : 0;
    this.tokens = heap.floats(capacity);
    this.positions = heap.floats(capacity);
    this.caches = heap.floats(capacity);
    this.masked = heap.floats(capacity);
    this.logProbs = heap.floats(capacity);
    this.scratch = heap.floats(
      kernels.decodeScratch(shape.longestPrompt, shape.room, architecture.headWidth),
    );
  }

  /** Logits of rows of hidden states [*, ld], named by the whole numbers at `rowsOf`; at most `capacity` rows. */
  logitsOf(hidden: number, rowsOf: number, rows: number, logits: number): void {
    const { kernels, weights: w } = this.model;
    const { width, ld, ldVocab, vocabSize } = w;
    normalise(kernels, w, 'ln_f', { from: hidden, to: this.normed, stats: this.stats, rows, rowsOf });
    const { outputPanels } = w;
    kernels.product(
      this.normed,
      ld,
      outputPanels,
      0,
      logits,
      ldVocab,
      rows,
      width,
      vocabSize,
      PRODUCT.store,
      0,
      0,
    );
  }

  /** Draws a token for every row of logits; log-probs are those of the untempered model. Views, until the next step. */
  draw(logits: number, keys: readonly number[], masks: readonly number[], inverseTemperature: number) {
    const { kernels, heap, weights } = this.model;
    const { ldVocab, vocabSize } = weights;
    const rows = keys.length;
    heap.u32(this.positions, rows).set(keys);
    heap.u32(this.masked, rows).set(masks);
    kernels.draw(
      logits,
      ldVocab,
      vocabSize,
      rows,
      this.positions,
      this.masked,
      inverseTemperature,
      this.tokens,
      this.logProbs,
    );
    return {
      tokens: heap.u32(this.tokens, rows),
      logProbs: heap.f32(this.logProbs, rows),
    };
  }

  /** Feeds a token a row, and computes the logits of the next one. */
  step({ tokens, positions, caches, place, prompts }: NextTokens, logits: number): void {
    const { kernels: k, heap, weights: w } = this.model;
    const { width: d, ld, lengths, architecture } = w;
    const { x, middle, normed, qkv, mixed, wide, active, stats, low } = this;
    const { room, cacheFloats } = this.shape;
    const rows = tokens.length;
    const gated = architecture.mlp.kind === 'swiglu';
    heap.u32(this.tokens, rows).set(tokens);
    heap.u32(this.positions, rows).set(positions);
    const [wte, wpe] = [w.at('wte.weight'), w.atOrNone('wpe.weight')];
    k.embed(wte, wpe, this.tokens, this.positions, x, rows, d, ld);
    const dense = (
      by: Dense,
      from: number,
      ldFrom: number,
      to: number,
      ldTo: number,
      mode: number,
      other: number,
    ) => multiply(k, w, by, { from, ldFrom, to, ldTo, rows, mode, other }, low);
    this.blocks.forEach((block, l) => {
      normalise(k, w, `h.${l}.ln_1`, { from: x, to: normed, stats, rows });
      dense(block.qkv, normed, ld, qkv, lengths.qkv, PRODUCT.store, 0);
      setHeads(k, w, l);
      rotateHeads(k, w, { qkv, positions: this.positions, rows }, 1);
      const ofRows = heap.u32(this.caches, rows);
      caches.forEach((cache, r) => {
        ofRows[r] = cache + 4 * l * cacheFloats;
      });
      for (const { first, count, length, panels } of prompts)
        k.decodeAttention(
          qkv + 4 * first * lengths.qkv,
          lengths.qkv,
          mixed + 4 * first * lengths.queries,
          lengths.queries,
          panels[l],
          length,
          this.caches + 4 * first,
          room,
          place,
          count,
          this.scratch,
        );
      dense(block.projection, mixed, lengths.queries, middle, ld, PRODUCT.add, x);
      normalise(k, w, `h.${l}.ln_2`, { from: middle, to: normed, stats, rows });
      const mode = gated ? PRODUCT.store : PRODUCT.gelu;
      dense(block.expansion, normed, ld, wide, lengths.expanded, mode, active);
      if (gated) k.swiglu(wide, lengths.expanded, active, lengths.active, rows, architecture.mlp.width);
      dense(block.contraction, active, lengths.active, x, ld, PRODUCT.add, middle);
    });
    this.logitsOf(x, 0, rows, logits);
  }
}
