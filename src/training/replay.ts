// D_t of Algorithm 1: every group sampled so far with everything cached when it was sampled. Old groups keep their own
// log q' and alpha; using the current proposal for them would be wrong. Groups of equal rewards stay: their alpha is
// p / q' alone, which pulls back to the prior, and dropping them makes policies run off sooner.
import type { ReplayGroup } from '../objectives/group.ts';
import type { Stream } from '../random/stream.ts';

export class Replay {
  private groups: ReplayGroup[] = [];

  get size(): number {
    return this.groups.length;
  }

  /** The round of the newest groups; 0 before the first. */
  get newestRound(): number {
    return this.groups.at(-1)?.round ?? 0;
  }

  /** The groups of the newest round. */
  get newest(): readonly ReplayGroup[] {
    return this.groups.slice(this.groups.findLastIndex(({ round }) => round !== this.newestRound) + 1);
  }

  add(groups: readonly ReplayGroup[]): void {
    this.groups.push(...groups);
  }

  /** Groups of the last `rounds` rounds (0: all). */
  window(rounds: number): readonly ReplayGroup[] {
    if (rounds === 0 || this.groups.length === 0) return this.groups;
    return this.groups.filter((group) => group.round > this.newestRound - rounds);
  }

  save(): readonly ReplayGroup[] {
    return [...this.groups];
  }

  load(groups: readonly ReplayGroup[]): void {
    this.groups = [...groups];
  }

  /** `count` groups of the window, uniformly with replacement only if there are fewer than that. */
  draw(count: number, rounds: number, stream: Stream): ReplayGroup[] {
    const pool = this.window(rounds);
    if (pool.length === 0) throw new Error('empty replay: sample a round before drawing a batch');
    if (pool.length >= count) return stream.choose(pool, count);
    return Array.from({ length: count }, () => stream.pick(pool));
  }
}
