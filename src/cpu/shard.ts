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
    }
  | { readonly kind: 'parameters'; readonly model: number; readonly values: Float32Array }
  | { readonly kind: 'logProbs'; readonly model: number; readonly parts: readonly PackedBatch[] }
  | { readonly kind: 'values'; readonly model: number }
  | {
      readonly kind: 'backward';
      readonly model: number;
      readonly coefficients: readonly Float32Array[];
      readonly onValues?: readonly Float32Array[];
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
  | { readonly kind: 'dispose'; readonly model: number };

export interface ShardReplies {
  readonly create: undefined;
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

/** The models of one thread. */
export class ShardModels {
  private readonly cores = new Map<number, Core>();

  constructor(private readonly module: WebAssembly.Module) {}

  get bytes(): number {
    return [...this.cores.values()].reduce((sum, core) => sum + core.bytes, 0);
  }

  run(command: ShardCommand): ShardReplies[Kind] {
    switch (command.kind) {
      case 'create':
        this.cores.set(command.model, new Core(this.module, command.config, command.trainable));
        return undefined;
      case 'parameters':
        return this.core(command.model).weights.set(command.values) as undefined;
      case 'logProbs':
        return this.core(command.model).logProbs(command.parts);
      case 'values':
        return this.core(command.model).values();
      case 'backward':
        return this.core(command.model).backward(command.coefficients, command.onValues);
      case 'distributions':
        return this.core(command.model).distributionsOf(command.batch);
      case 'divergence':
        return this.core(command.model).divergence(command.batch, this.core(command.reference));
      case 'generate':
        return this.core(command.model).generate(command.options, command.range);
      case 'dispose':
        this.cores.delete(command.model);
        return undefined;
    }
  }

  private core(model: number): Core {
    const core = this.cores.get(model);
    if (!core) throw new Error(`invalid model: ${model} (expected one that was created on this shard)`);
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
