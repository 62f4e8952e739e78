// A model's parameters on the device: those of its own, and the frozen ones under its adapters, which it shares.
import type { ModelConfig } from '../model/config.ts';
import { checkParameters, type Parameters, type ParameterView, parameterViews } from '../model/parameters.ts';
import { encode } from './commands.ts';
import { frozenBase } from './frozen_base.ts';
import { foldedGroups } from './gpu.ts';
import { castWeights } from './kernels/adamw.ts';
import type { FindPlace } from './model_parts.ts';
import type { Arena, BoundOperation } from './operation.ts';
import { checkPieces, joined, ParameterVector, piecesOf } from './parameter_store.ts';
import { ITEMS } from './wgsl.ts';

export class ModelWeights {
  readonly views: readonly ParameterView[];
  readonly size: number;
  /** The model's own, in single precision. */
  readonly values: ParameterVector;
  /** As the kernels read them. */
  readonly stored: ParameterVector;
  readonly find: FindPlace;
  private readonly casts: readonly BoundOperation[];
  /** Those under adapters, as they were given. */
  readonly frozen?: Parameters;
  private readonly base?: ReturnType<typeof frozenBase>;

  /** Throws before anything is allocated. */
  constructor(
    private readonly arena: Arena,
    config: ModelConfig,
    parameters: Parameters,
  ) {
    const { gpu } = arena;
    const { frozen } = parameters;
    this.frozen = frozen;
    this.views = parameterViews(config);
    this.size = checkParameters(this.views, parameters);
    const pieces = piecesOf(this.views, 4, gpu.bindingBytes);
    checkPieces(pieces, 4, gpu.bindingBytes);
    if (config.lora && !frozen)
      throw new Error('invalid parameters: no frozen weights (expected them with adapters)');
    this.base = config.lora && frozen && frozenBase(gpu, config, frozen);
    this.values = new ParameterVector(arena, 'parameters', pieces);
    const rounded = gpu.tuning.storage === 'f16';
    this.stored = rounded ? new ParameterVector(arena, 'weights', pieces, 'half') : this.values;
    this.casts = rounded ? pieces.map(({ size }, p) => this.cast(p, size)) : [];
    const own = this.stored.places();
    this.find = (name) => own.get(name) ?? this.base?.places.get(name);
  }

  /** All parameters, where they are in one buffer. */
  get whole(): GPUBuffer | undefined {
    const { buffers } = this.stored;
    return this.base || buffers.length > 1 ? undefined : buffers[0];
  }

  async read(): Promise<Float32Array> {
    return joined(await this.arena.gpu.submitAndRead(() => {}, this.values.parts));
  }

  write(values: Float32Array): void {
    this.values.write(values);
    this.refresh();
  }

  copyFrom({ values }: ModelWeights): void {
    this.arena.gpu.submit((encoder) => this.values.copyFrom(values, encoder));
    this.refresh();
  }

  /** Gives back what it shares; the rest is the arena's. */
  release(): void {
    this.base?.release();
  }

  private cast(p: number, size: number): BoundOperation {
    return this.arena.bind(castWeights, {
      buffers: { values: this.values.buffers[p], weights: this.stored.buffers[p] },
      values: { size },
      groups: () => foldedGroups(size, ITEMS),
    });
  }

  private refresh(): void {
    const { casts, arena } = this;
    const none = { tokens: 0, slots: 0, owners: 0 };
    if (casts.length > 0) arena.gpu.submit((encoder) => encode(encoder, casts, none));
  }
}
