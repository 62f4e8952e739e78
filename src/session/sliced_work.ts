// Work in slices: from one breath to the next, and on only when told to. Its owner serves messages in between, and may
// leave it where it is.
import type { Breathe } from '../model/slices.ts';

export class SlicedWork {
  private whole?: Promise<void>;
  private reachBreath?: () => void;
  private goOn?: () => void;

  /** True if the work has begun and waits at a breath. */
  get isUnderWay(): boolean {
    return this.whole !== undefined;
  }

  /** For the work. Does not wait where nobody takes slices. */
  readonly breathe: Breathe = async () => {
    if (!this.whole) return;
    await new Promise<void>((resolve) => {
      this.goOn = resolve;
      this.reachBreath!();
    });
  };

  /** Begins the work, or goes on with the one begun before, up to its next breath or its end. */
  async slice(work: () => Promise<void>): Promise<void> {
    const breath = new Promise<void>((resolve) => {
      this.reachBreath = resolve;
    });
    if (this.whole) this.goOn!();
    else {
      this.whole = Promise.resolve()
        .then(work)
        .finally(() => {
          this.whole = undefined;
        });
    }
    await Promise.race([breath, this.whole]);
  }
}
