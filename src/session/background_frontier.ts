// The reachable frontier's slices between the units of a run: while a run goes on, a slice is paid for with four times as
// much training.
import type { ReachableFrontier } from './reachable.ts';

const TRAINING_PER_SLICE = 4;

export class BackgroundFrontier {
  private slices?: AsyncGenerator<ReachableFrontier>;
  private nextAtMs = Number.NEGATIVE_INFINITY;

  start(slices: AsyncGenerator<ReachableFrontier>): void {
    this.slices = slices;
  }

  stop(): void {
    this.slices = undefined;
  }

  get isUnderWay(): boolean {
    return this.slices !== undefined;
  }

  get isDue(): boolean {
    return this.isUnderWay && performance.now() >= this.nextAtMs;
  }

  /** The frontier after one more slice; undefined where there is none, or it was stopped meanwhile. */
  async slice(isTraining: () => boolean): Promise<ReachableFrontier | undefined> {
    const { slices } = this;
    if (!slices) return undefined;
    const start = performance.now();
    const { value, done } = await slices.next();
    if (this.slices !== slices) return undefined;
    const end = performance.now();
    this.nextAtMs = isTraining() ? end + TRAINING_PER_SLICE * (end - start) : end;
    if (done) this.slices = undefined;
    return done ? undefined : value;
  }
}
