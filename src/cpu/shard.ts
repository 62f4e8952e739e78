// A shard: a thread that computes parts of batches for all models of a device. Its state can always be made again from
// what the device's models keep, so a shard that dies costs a repetition.
import type { ModelConfig } from '../model/config.ts';
import type { GenerationChunk } from '../model/generation_chunks.ts';
import type { Completion } from '../model/language_model.ts';
import type { PackedBatch } from '../model/packing.ts';
import { Core } from './core.ts';
import type { RowRange } from './generation.ts';

/** `model` is a number that the device gives each model. */
export type ShardCommand =
  | {
      readonly kind: 'create';
      readonly model: number;
      readonly config: ModelConfig;
      readonly trainable: boolean;
      /** Models with adapters name the core that they share: its weights come by `frozen`, once. */
      readonly core?: number;
    }
  | { readonly kind: 'frozen'; readonly core: number; readonly values: Float32Array }
  | { readonly kind: 'parameters'; readonly model: number; readonly values: Float32Array }
  | { readonly kind: 'logProbs'; readonly model: number; readonly parts: readonly PackedBatch[] }
  | { readonly kind: 'values'; readonly model: number }
  | {
      readonly kind: 'backward';
      readonly model: number;
      readonly coefficients: readonly Float32Array[];
      readonly onValues?: readonly Float32Array[];
      /** Of the gradient's size: it moves to the shard and comes back filled. New memory for every step is garbage soon. */
      readonly room: Float32Array;
    }
  | { readonly kind: 'distributions'; readonly model: number; readonly batch: PackedBatch }
  | {
      readonly kind: 'divergence';
      readonly model: number;
      readonly reference: number;
      readonly batch: PackedBatch;
    }
  | {
      readonly kind: 'generate';
      readonly model: number;
      readonly options: GenerationChunk;
      readonly range: RowRange;
    }
  /** With the last model on a shared core goes the core. */
  | { readonly kind: 'dispose'; readonly model: number; readonly core?: number };

export interface ShardReplies {
  readonly create: undefined;
  readonly frozen: undefined;
  readonly parameters: undefined;
  /** Of the parts' slots. */
  readonly logProbs: Float32Array[];
  readonly values: Float32Array[];
  /** The parameters' gradient, summed over the parts. */
  readonly backward: Float32Array;
  /** Next-token log-probs of the slots, [S, V]. */
  readonly distributions: Float32Array;
  /** KL and entropy of the slots, [S, 2]. */
  readonly divergence: Float32Array;
  readonly generate: Completion[];
  readonly dispose: undefined;
}

type Kind = ShardCommand['kind'];
export type CommandOf<K extends Kind> = Extract<ShardCommand, { readonly kind: K }>;

export interface Shard {
  /** Rejects with `ShardDeath` if the thread is gone. */
  run<K extends Kind>(command: CommandOf<K>): Promise<ShardReplies[K]>;
  /** Bytes of its models' memory, as of the last reply. */
  readonly bytes: number;
  close(): void;
}

export class ShardDeath extends Error {}

/** A core of several models: their adapters take turns in it. */
interface SharedCore {
  readonly core: Core;
  /** Whose adapter is in place. */
  current?: number;
}

interface ShardModel {
  readonly core: Core;
  readonly shared?: SharedCore;
  adapter?: Float32Array;
}

/** The models of one thread. */
export class ShardModels {
  private readonly models = new Map<number, ShardModel>();
  private readonly shared = new Map<number, SharedCore>();

  constructor(private readonly module: WebAssembly.Module) {}

  get bytes(): number {
    const cores = new Set(Array.from(this.models.values(), ({ core }) => core));
    return [...cores].reduce((sum, core) => sum + core.bytes, 0);
  }

  run(command: ShardCommand): ShardReplies[Kind] {
    switch (command.kind) {
      case 'create':
        return this.create(command);
      case 'frozen':
        return this.shared.get(command.core)!.core.weights.setFrozen(command.values) as undefined;
      case 'parameters':
        return this.set(command.model, command.values);
      case 'logProbs':
        return this.core(command.model).logProbs(command.parts);
      case 'values':
        return this.core(command.model).values();
      case 'backward':
        return this.core(command.model).backward(command.coefficients, command.onValues, command.room);
      case 'distributions':
        return this.core(command.model).distributionsOf(command.batch);
      case 'divergence': {
        const reference = this.core(command.reference).distributionParts(command.batch);
        return this.core(command.model).divergence(command.batch, reference);
      }
      case 'generate':
        return this.core(command.model).generate(command.options, command.range);
      case 'dispose':
        this.models.delete(command.model);
        if (command.core !== undefined) this.shared.delete(command.core);
        return undefined;
    }
  }

  private create({ model, config, trainable, core: key }: CommandOf<'create'>): undefined {
    if (key === undefined) {
      this.models.set(model, { core: new Core(this.module, config, trainable) });
      return undefined;
    }
    // Who of the models trains is not known here: the first may be one that does not.
    const shared = this.shared.get(key) ?? { core: new Core(this.module, config, true) };
    this.shared.set(key, shared);
    this.models.set(model, { core: shared.core, shared });
    return undefined;
  }

  private set(id: number, values: Float32Array): undefined {
    const model = this.model(id);
    const { shared } = model;
    if (!shared) return model.core.weights.set(values) as undefined;
    model.adapter = values.slice(); // the sender's own may change before its turn
    if (shared.current === id) shared.current = undefined;
    return undefined;
  }

  private model(id: number): ShardModel {
    const model = this.models.get(id);
    if (!model) throw new Error(`invalid model: ${id} (expected one that was created on this shard)`);
    return model;
  }

  /** With the model's adapter in place. */
  private core(id: number): Core {
    const { core, shared, adapter } = this.model(id);
    if (shared && shared.current !== id) {
      core.weights.set(adapter!);
      shared.current = id;
    }
    return core;
  }
}

/** A shard on the calling thread. */
export function localShard(module: WebAssembly.Module): Shard {
  const models = new ShardModels(module);
  return {
    run: async (command) => models.run(command) as never,
    get bytes() {
      return models.bytes;
    },
    close() {},
  };
}
