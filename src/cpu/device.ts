// The CPU as a device: its shards, and the models on them. A batch always falls into the same parts, whatever the number
// of shards, so that sums have the same order and results the same bits on every machine. The first shard is the calling
// thread, which would only wait otherwise.

import { localShard, type Shard, type ShardCommand, ShardDeath } from './shard.ts';
import { SharedCores } from './shared_core.ts';

/** Parts of a batch that is trained on. */
export const PARTS = 4;

/** Threads that share the parts evenly: 1, 2 or 4. */
export const shardsFor = (cores: number): number => (cores >= PARTS ? PARTS : cores >= 2 ? 2 : 1);

/** Multiply-adds below which the calling thread is done sooner than a message is there and back: about a millisecond. */
const LEAST_SPREAD = 2 ** 24;

/** Deaths during one piece of work after which the failure is passed on. */
const MOST_DEATHS = 3;

export class CpuDevice {
  /** The first is the calling thread. */
  private readonly shards: (Shard | undefined)[];
  /** Of models with adapters. */
  readonly sharedCores = new SharedCores();
  private lastModel = 0;
  private hostBytes = 0;

  /**
   * @param open opens a shard in another thread when it is first needed, and in place of one that died.
   * @param count 1, 2 or 4 threads, with the calling one.
   * @param leastSpread multiply-adds from which work is shared.
   */
  constructor(
    readonly module: WebAssembly.Module,
    private readonly open: () => Shard,
    readonly count: number,
    private readonly leastSpread = LEAST_SPREAD,
  ) {
    if (PARTS % count !== 0) throw new Error(`invalid number of shards: ${count} (expected 1, 2 or 4)`);
    this.shards = new Array(count).fill(undefined);
    this.shards[0] = localShard(module);
  }

  private get all(): readonly Shard[] {
    return this.shards.filter((shard) => shard !== undefined);
  }

  /** Number of shards to share work among: one for little, which then stays on the calling thread. */
  spread(multiplyAdds: number): number {
    return multiplyAdds < this.leastSpread ? 1 : this.count;
  }

  /** Bytes of all models, on all threads. */
  get bytes(): number {
    return this.all.reduce((sum, shard) => sum + shard.bytes, this.hostBytes);
  }

  shardAt(index: number): Shard {
    const shard = this.shards[index] ?? this.open();
    this.shards[index] = shard;
    return shard;
  }

  /** Accounts for memory of a model outside the shards. */
  hold(bytes: number): void {
    this.hostBytes += bytes;
  }

  nextModel(): number {
    return ++this.lastModel;
  }

  /** Runs a command on every living shard, without making anything new. */
  tell(command: ShardCommand): void {
    // A shard that is dead has nothing left to give back.
    for (const shard of this.all) void shard.run(command as never).catch(() => {});
  }

  /**
   * Runs work on the first so many shards at once. If a shard dies, its work is repeated on a new one, which knows nothing
   * yet. Work of the calling thread begins when the others have theirs.
   */
  async runAll<T>(spread: number, work: (shard: Shard, index: number) => Promise<T>): Promise<T[]> {
    const others = Array.from({ length: spread - 1 }, (_, i) => this.run(i + 1, work));
    return Promise.all([this.run(0, work), ...others]);
  }

  private async run<T>(index: number, work: (shard: Shard, index: number) => Promise<T>): Promise<T> {
    for (let deaths = 0; ; ) {
      const shard = this.shardAt(index);
      try {
        return await work(shard, index);
      } catch (error) {
        if (!(error instanceof ShardDeath) || ++deaths === MOST_DEATHS) throw error;
        this.replace(index, shard);
      }
    }
  }

  private replace(index: number, dead: Shard): void {
    if (this.shards[index] !== dead) return;
    dead.close();
    this.shards[index] = undefined;
  }

  close(): void {
    for (const shard of this.all) shard.close();
  }
}
