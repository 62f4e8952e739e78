// What models with adapters on the same frozen weights have in common on a device: one core a shard, and its activations.
import type { ModelConfig } from '../model/config.ts';
import type { Parameters } from '../model/parameters.ts';
import type { Shard } from './shard.ts';

/** Most frozen weights of which each shard gets a copy; larger ones stay on the calling thread. */
export const MOST_COPIED = 2 ** 25;

export interface SharedCore {
  /** Its name on the shards. */
  readonly key: number;
  readonly frozen: Float32Array;
  /** Shards that have the frozen weights. */
  readonly sentTo: WeakSet<Shard>;
  /** The batch whose activations a shard has. */
  readonly pendingOn: WeakMap<Shard, object>;
  models: number;
}

/** Cores by frozen weights, then by all that a core is built from. */
export class SharedCores {
  private readonly known = new Map<Parameters, Map<string, SharedCore>>();
  private lastKey = 0;

  /** For one more model. */
  enter(config: ModelConfig, frozen: Parameters): SharedCore {
    const cores = this.known.get(frozen) ?? new Map<string, SharedCore>();
    this.known.set(frozen, cores);
    const name = JSON.stringify(config);
    const core = cores.get(name) ?? {
      key: ++this.lastKey,
      frozen: frozen.values,
      sentTo: new WeakSet<Shard>(),
      pendingOn: new WeakMap<Shard, object>(),
      models: 0,
    };
    cores.set(name, core);
    core.models++;
    return core;
  }

  /** A model is gone; true if it was the core's last. */
  leave(core: SharedCore): boolean {
    if (--core.models > 0) return false;
    for (const [frozen, cores] of this.known) {
      for (const [name, one] of cores) if (one === core) cores.delete(name);
      if (cores.size === 0) this.known.delete(frozen);
    }
    return true;
  }
}
