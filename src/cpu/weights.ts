// A model's parameters in the kernels' memory, and the panels that products read. Panels of the way forward are packed
// again after the parameters change; those of the way back are packed for each use. Under adapters lie frozen weights.
import { adaptersOf, frozenConfig, loraScale } from '../model/adapters.ts';
import type { Architecture } from '../model/architecture.ts';
import type { ModelConfig } from '../model/config.ts';
import { architectureOf, blockWidths } from '../model/decoder_shape.ts';
import { HEAD_WEIGHT, type ParameterView, parameterViews } from '../model/parameters.ts';
import { rotaryTable } from '../model/rotary.ts';
import type { Heap } from './heap.ts';
import type { CpuKernels } from './kernels.ts';

/** To a multiple of eight: the width of a panel. */
export const padded = (count: number): number => (count + 7) & ~7;

const OUTPUT = 'output';

interface Place {
  readonly view: ParameterView;
  readonly address: number;
  /** Frozen ones are not. */
  readonly trained: boolean;
}

/** Tables of rotary positions: cosines and sines, [contextLength][dh / 2] each. */
export interface Rotation {
  readonly cos: number;
  readonly sin: number;
}

/** Floats from a row of activations to the next. */
export interface RowLengths {
  readonly hidden: number; // d
  readonly queries: number; // H dh
  readonly qkv: number; // (H + 2 K) dh
  readonly expanded: number;
  readonly active: number;
  /** The widest of those. */
  readonly widest: number;
}

export function rowLengths(config: ModelConfig): RowLengths {
  const { queries, qkv, expanded, active } = blockWidths(config);
  const lengths = {
    hidden: padded(config.width),
    queries: padded(queries),
    qkv: padded(qkv),
    expanded: padded(expanded),
    active: padded(active),
  };
  return { ...lengths, widest: Math.max(...Object.values(lengths)) };
}

/** An adapter's matrices as panels of the way forward, and where what it adds goes. */
export interface LowRank {
  readonly a: string;
  readonly b: string;
  readonly down: number;
  readonly up: number;
  readonly inner: number;
  readonly from: number;
  readonly columns: number;
}

export class Weights {
  readonly views: readonly ParameterView[];
  readonly size: number;
  readonly width: number;
  /** Floats from a row of hidden states to the next. */
  readonly ld: number;
  readonly lengths: RowLengths;
  readonly vocabSize: number;
  readonly ldVocab: number;
  readonly architecture: Architecture;
  readonly rotation?: Rotation;
  /** Rank of the adapters; 0 without. */
  readonly rank: number;
  private readonly values: number;
  private readonly frozen: number;
  private readonly frozenSize: number;
  private readonly places = new Map<string, Place>();
  private readonly panels = new Map<string, number>();
  private readonly adapters = new Map<string, LowRank[]>();
  private packed = false;
  private adaptersPacked = false;
  /** Room for the panels of one weight on the way back. */
  private readonly transposed: number;
  /** Where gradients of frozen norms go. */
  private readonly discarded: number;

  constructor(
    private readonly kernels: CpuKernels,
    private readonly heap: Heap,
    readonly config: ModelConfig,
    trainable: boolean,
  ) {
    const { width, vocabSize, lora } = config;
    this.architecture = architectureOf(config);
    this.views = parameterViews(config);
    const frozenViews = lora ? parameterViews(frozenConfig(config)) : [];
    this.size = sizeOf(this.views);
    this.frozenSize = sizeOf(frozenViews);
    this.width = width;
    this.lengths = rowLengths(config);
    this.ld = this.lengths.hidden;
    this.vocabSize = vocabSize;
    this.ldVocab = padded(vocabSize);
    this.rank = lora?.rank ?? 0;
    this.values = heap.floats(this.size);
    this.frozen = lora ? heap.floats(this.frozenSize) : 0;
    for (const view of this.views)
      this.places.set(view.name, { view, address: this.values + 4 * view.offset, trained: true });
    for (const view of frozenViews)
      this.places.set(view.name, { view, address: this.frozen + 4 * view.offset, trained: false });
    for (const { name, shape } of this.matrices)
      this.panels.set(name, heap.floats(shape[0] * padded(shape[1])));
    this.panels.set(OUTPUT, heap.floats(width * this.ldVocab));
    const largest = Math.max(
      vocabSize * this.ld,
      ...[...this.matrices, ...this.views.filter(({ decays }) => lora && decays)].map(({ shape }) =>
        Math.max(shape[0] * padded(shape[1]), padded(shape[0]) * shape[1]),
      ),
    );
    const both = ([depth, columns]: readonly number[]) =>
      Math.max(kernels.quadRoom(depth, columns), kernels.quadRoom(columns, depth));
    const head = trainable ? both([width, vocabSize]) : kernels.quadRoom(width, vocabSize);
    kernels.setQuads(heap.floats(Math.max(head, ...this.matrices.map(({ shape }) => both(shape)))));
    this.transposed = trainable ? heap.floats(largest) : 0;
    this.discarded = lora ? heap.floats(width) : 0;
    this.rotation = this.rotate();
    for (const { weight, a, b, inner, from, columns } of adaptersOf(config)) {
      const down = heap.floats(inner * padded(this.rank));
      const up = heap.floats(this.rank * padded(columns));
      const known = this.adapters.get(weight) ?? [];
      this.adapters.set(weight, [...known, { a, b, down, up, inner, from, columns }]);
    }
  }

  private get matrices(): readonly ParameterView[] {
    return [...this.places.values()]
      .map(({ view }) => view)
      .filter(({ name, shape }) => shape.length === 2 && name.startsWith('h.') && !name.includes('.lora_'));
  }

  private rotate(): Rotation | undefined {
    const table = rotaryTable(this.config);
    if (!table) return undefined;
    const column = (odd: number) => this.heap.numbers(table.filter((_, i) => i % 2 === odd));
    return { cos: column(0), sin: column(1) };
  }

  private place(name: string): Place {
    const place = this.places.get(name);
    if (!place) throw new Error(`invalid parameter: ${name} (expected one of this configuration)`);
    return place;
  }

  /** Name of the head's matrix, [V, d]. */
  get head(): string {
    return this.architecture.tiedHead ? 'wte.weight' : HEAD_WEIGHT;
  }

  /** Address of a parameter. */
  at(name: string): number {
    return this.place(name).address;
  }

  /** 0 where the architecture has no such parameter. */
  atOrNone(name: string): number {
    return this.places.get(name)?.address ?? 0;
  }

  /** Whether it is there and not frozen. */
  isTrained(name: string): boolean {
    return this.places.get(name)?.trained ?? false;
  }

  /** Address of a parameter's gradient in the vector at `gradient`; 0 where there is none. */
  gradientAt(gradient: number, name: string): number {
    const place = this.places.get(name);
    return place?.trained ? gradient + 4 * place.view.offset : 0;
  }

  /** The same for norms, whose kernels always write it: where it is frozen, to room that nobody reads. */
  normGradientAt(gradient: number, name: string): number {
    return this.gradientAt(gradient, name) || this.discarded;
  }

  shape(name: string): readonly number[] {
    return this.place(name).view.shape;
  }

  set(values: Float32Array): void {
    this.heap.f32(this.values, this.size).set(values);
    this.adaptersPacked = false;
    if (this.rank === 0) this.packed = false;
  }

  setFrozen(values: Float32Array): void {
    this.heap.f32(this.frozen, this.frozenSize).set(values);
    this.packed = false;
  }

  /** Panels [columns / 8][depth][8] of a block's matrix. */
  panelsOf(name: string): number {
    this.pack();
    return this.panels.get(name)!;
  }

  /** Panels of the head: the output's columns are its rows, without control tokens. */
  get outputPanels(): number {
    return this.panelsOf(OUTPUT);
  }

  /** Adapters of a matrix, ready for the way forward; `name` is without `.weight`. */
  adaptersOn(name: string): readonly LowRank[] {
    this.packAdapters();
    return this.adapters.get(name) ?? [];
  }

  /** Panels of a block's matrix for the way back: dx = dy w^T. They last until the next call. */
  transposedPanels(name: string): number {
    const [depth, columns] = this.shape(name);
    this.kernels.packColumns(this.at(name), columns, columns, depth, this.transposed);
    return this.transposed;
  }

  /** Panels of an adapter's matrix for the way back, times a factor. They last until the next call. */
  plainPanels(name: string, factor: number): number {
    const [depth, columns] = this.shape(name);
    this.kernels.packRows(this.at(name), columns, depth, columns, this.transposed);
    this.kernels.multiplyBy(this.transposed, depth * padded(columns), factor);
    return this.transposed;
  }

  /** The head's panels for the way back. They last until the next call. */
  get embeddingPanels(): number {
    const { width, vocabSize } = this;
    this.kernels.packRows(this.at(this.head), width, vocabSize, width, this.transposed);
    return this.transposed;
  }

  private pack(): void {
    if (this.packed) return;
    const { kernels, panels, width } = this;
    for (const { name, shape } of this.matrices)
      kernels.packRows(this.at(name), shape[1], shape[0], shape[1], panels.get(name)!);
    kernels.packColumns(this.at(this.head), width, width, this.vocabSize, panels.get(OUTPUT)!);
    this.packed = true;
  }

  private packAdapters(): void {
    if (this.adaptersPacked || this.rank === 0) return;
    const { kernels, rank } = this;
    const scale = loraScale(this.config.lora!);
    for (const { a, b, down, up, inner, columns } of [...this.adapters.values()].flat()) {
      kernels.packColumns(this.at(a), inner, inner, rank, down);
      kernels.packColumns(this.at(b), rank, rank, columns, up);
      kernels.multiplyBy(up, rank * padded(columns), scale);
    }
    this.adaptersPacked = true;
  }
}

function sizeOf(views: readonly ParameterView[]): number {
  return views.reduce((sum, { size }) => sum + size, 0);
}
