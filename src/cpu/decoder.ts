// One token a row: the blocks of the model with attention over a shared prompt and the row's own cache, and the draw.
import type { Masks } from './head.ts';
import type { Heap } from './heap.ts';
import { type CpuKernels, PRODUCT } from './kernels.ts';
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

/** Addresses of a product with a weight, and its sizes. */
interface Dense {
  readonly panels: number;
  readonly bias: number;
  readonly depth: number;
  readonly columns: number;
}

interface Norm {
  readonly gain: number;
  readonly bias: number;
}

interface Block {
  readonly ln1: Norm;
  readonly qkv: Dense;
  readonly projection: Dense;
  readonly ln2: Norm;
  readonly expansion: Dense;
  readonly contraction: Dense;
}

function normOf(weights: Weights, name: string): Norm {
  return { gain: weights.at(`${name}.weight`), bias: weights.at(`${name}.bias`) };
}

function denseOf(weights: Weights, name: string): Dense {
  const [depth, columns] = weights.shape(`${name}.weight`);
  return { panels: weights.panelsOf(`${name}.weight`), bias: weights.at(`${name}.bias`), depth, columns };
}

const blockOf = (weights: Weights, layer: string): Block => ({
  ln1: normOf(weights, `${layer}.ln_1`),
  qkv: denseOf(weights, `${layer}.attn.c_attn`),
  projection: denseOf(weights, `${layer}.attn.c_proj`),
  ln2: normOf(weights, `${layer}.ln_2`),
  expansion: denseOf(weights, `${layer}.mlp.c_fc`),
  contraction: denseOf(weights, `${layer}.mlp.c_proj`),
});

/** For as long as the parameters stay as they are. */
export class Decoder {
  private readonly blocks: readonly Block[];
  private readonly finalNorm: Norm;

  private readonly x: number; // [R, d]
  private readonly middle: number; // [R, d]
  private readonly normed: number; // [R, d]
  private readonly stats: number; // [R, 2]
  private readonly qkv: number; // [R, 3d]
  private readonly mixed: number; // [R, d]
  private readonly wide: number; // [R, 4d]
  private readonly active: number; // [R, 4d]
  private readonly tokens: number;
  private readonly positions: number;
  private readonly caches: number;
  private readonly masked: number;
  private readonly logProbs: number;
  private readonly scratch: number;
  private readonly ld3: number;
  private readonly ld4: number;

  /** @param capacity rows that there is room for. */
  constructor(
    private readonly model: GeneratingModel,
    capacity: number,
    private readonly shape: CacheShape,
  ) {
    const { heap, kernels, weights } = model;
    const { width, ld, headWidth } = weights;
    this.blocks = Array.from({ length: weights.config.layers }, (_, l) => blockOf(weights, `h.${l}`));
    this.finalNorm = normOf(weights, 'ln_f');
    this.ld3 = padded(3 * width);
    this.ld4 = padded(4 * width);
    this.x = matrix(heap, capacity, ld);
    this.middle = matrix(heap, capacity, ld);
    this.normed = matrix(heap, capacity, ld);
    this.stats = heap.floats(2 * capacity);
    this.qkv = matrix(heap, capacity, this.ld3);
    this.mixed = matrix(heap, capacity, ld);
    this.wide = matrix(heap, capacity, this.ld4);
    this.active = matrix(heap, capacity, this.ld4);
    this.tokens = heap.floats(capacity);
    this.positions = heap.floats(capacity);
    this.caches = heap.floats(capacity);
    this.masked = heap.floats(capacity);
    this.logProbs = heap.floats(capacity);
    this.scratch = heap.floats(kernels.decodeScratch(shape.longestPrompt, shape.room, headWidth));
  }

  /** Logits of rows of hidden states [*, ld], named by the whole numbers at `rowsOf`; at most `capacity` rows. */
  logitsOf(hidden: number, rowsOf: number, rows: number, logits: number): void {
    const { kernels, weights: w } = this.model;
    const { width, ld, ldVocab, vocabSize } = w;
    const { gain, bias } = this.finalNorm;
    kernels.layerNorm(hidden, gain, bias, this.normed, this.stats, rows, width, ld, rowsOf);
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

  /** Draws a token for every row of logits; log-probs are those of the untempered model. */
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
      tokens: heap.u32(this.tokens, rows).slice(),
      logProbs: heap.f32(this.logProbs, rows).slice(),
    };
  }

  /** Feeds a token a row, and computes the logits of the next one. */
  step({ tokens, positions, caches, place, prompts }: NextTokens, logits: number): void {
    const { kernels: k, heap, weights: w } = this.model;
    const { width: d, ld, config } = w;
    const { x, middle, normed, qkv, mixed, wide, active, stats, ld3, ld4 } = this;
    const { room, cacheFloats } = this.shape;
    const rows = tokens.length;
    heap.u32(this.tokens, rows).set(tokens);
    heap.u32(this.positions, rows).set(positions);
    k.embed(w.at('wte.weight'), w.at('wpe.weight'), this.tokens, this.positions, x, rows, d, ld);
    const dense = (
      { panels, bias, depth, columns }: Dense,
      from: number,
      ldFrom: number,
      to: number,
      ldTo: number,
      mode: number,
      other: number,
    ) => k.product(from, ldFrom, panels, bias, to, ldTo, rows, depth, columns, mode, other, 0);
    const norm = ({ gain, bias }: Norm, from: number) =>
      k.layerNorm(from, gain, bias, normed, stats, rows, d, ld, 0);
    this.blocks.forEach((block, l) => {
      norm(block.ln1, x);
      dense(block.qkv, normed, ld, qkv, ld3, PRODUCT.store, 0);
      const ofRows = heap.u32(this.caches, rows);
      caches.forEach((cache, r) => {
        ofRows[r] = cache + 4 * l * cacheFloats;
      });
      for (const { first, count, length, panels } of prompts)
        k.decodeAttention(
          qkv + 4 * first * ld3,
          ld3,
          mixed + 4 * first * ld,
          ld,
          panels[l],
          length,
          this.caches + 4 * first,
          room,
          place,
          count,
          d,
          config.heads,
          this.scratch,
        );
      dense(block.projection, mixed, ld, middle, ld, PRODUCT.add, x);
      norm(block.ln2, middle);
      dense(block.expansion, normed, ld, wide, ld4, PRODUCT.gelu, active);
      dense(block.contraction, active, ld4, x, ld, PRODUCT.add, middle);
    });
    this.logitsOf(x, 0, rows, logits);
  }
}
