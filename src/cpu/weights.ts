// A model's parameters in the kernels' memory, and the panels that products read. Panels of the way forward are packed
// again after the parameters change; those of the way back are packed for each use.
import type { ModelConfig } from '../model/config.ts';
import { type ParameterView, parameterViews } from '../model/parameters.ts';
import type { Heap } from './heap.ts';
import type { CpuKernels } from './kernels.ts';

/** To a multiple of eight: the width of a panel. */
export const padded = (count: number): number => (count + 7) & ~7;

const OUTPUT = 'output';

export class Weights {
  readonly views: readonly ParameterView[];
  readonly size: number;
  readonly width: number;
  /** Floats from a row of activations to the next. */
  readonly ld: number;
  readonly vocabSize: number;
  readonly ldVocab: number;
  readonly headWidth: number;
  private readonly values: number;
  private readonly offsets: ReadonlyMap<string, number>;
  private readonly shapes: ReadonlyMap<string, readonly number[]>;
  private readonly panels = new Map<string, number>();
  private packed = false;
  /** Room for the panels of one weight on the way back. */
  private readonly transposed: number;

  constructor(
    private readonly kernels: CpuKernels,
    private readonly heap: Heap,
    readonly config: ModelConfig,
    trainable: boolean,
  ) {
    const { width, heads, vocabSize } = config;
    this.views = parameterViews(config);
    this.offsets = new Map(this.views.map(({ name, offset }) => [name, offset]));
    this.shapes = new Map(this.views.map(({ name, shape }) => [name, shape]));
    const last = this.views[this.views.length - 1];
    this.size = last.offset + last.size;
    this.width = width;
    this.ld = padded(width);
    this.vocabSize = vocabSize;
    this.ldVocab = padded(vocabSize);
    this.headWidth = width / heads;
    this.values = heap.floats(this.size);
    for (const { name, shape } of this.matrices)
      this.panels.set(name, heap.floats(shape[0] * padded(shape[1])));
    this.panels.set(OUTPUT, heap.floats(width * this.ldVocab));
    const largest = Math.max(4 * width * this.ld, padded(4 * width) * width, vocabSize * this.ld);
    const deepest = Math.max(4 * width, trainable ? vocabSize : 0);
    kernels.setQuads(heap.floats(Math.max(4096, 4 * deepest)));
    this.transposed = trainable ? heap.floats(largest) : 0;
  }

  private get matrices() {
    return this.views.filter(({ name, shape }) => shape.length === 2 && name.startsWith('h.'));
  }

  /** Address of a parameter. */
  at(name: string): number {
    return this.values + 4 * this.offset(name);
  }

  /** Its place in the flat vector, in floats. */
  offset(name: string): number {
    const offset = this.offsets.get(name);
    if (offset === undefined)
      throw new Error(`invalid parameter: ${name} (expected one of this configuration)`);
    return offset;
  }

  shape(name: string): readonly number[] {
    return this.shapes.get(name)!;
  }

  set(values: Float32Array): void {
    this.heap.f32(this.values, this.size).set(values);
    this.packed = false;
  }

  /** Panels [columns / 8][depth][8] of a block's matrix. */
  panelsOf(name: string): number {
    this.pack();
    return this.panels.get(name)!;
  }

  /** Panels of the tied head: the output's columns are the embedding's rows, without control tokens. */
  get outputPanels(): number {
    return this.panelsOf(OUTPUT);
  }

  /** Panels of a block's matrix for the way back: dx = dy w^T. They last until the next call. */
  transposedPanels(name: string): number {
    const [depth, columns] = this.shape(name);
    this.kernels.packColumns(this.at(name), columns, columns, depth, this.transposed);
    return this.transposed;
  }

  /** The tied head's panels for the way back. They last until the next call. */
  get embeddingPanels(): number {
    const { width, vocabSize } = this;
    this.kernels.packRows(this.at('wte.weight'), width, vocabSize, width, this.transposed);
    return this.transposed;
  }

  private pack(): void {
    if (this.packed) return;
    const { kernels, panels, width } = this;
    for (const { name, shape } of this.matrices)
      kernels.packRows(this.at(name), shape[1], shape[0], shape[1], panels.get(name)!);
    kernels.packColumns(this.at('wte.weight'), width, width, this.vocabSize, panels.get(OUTPUT)!);
    this.packed = true;
  }
}
