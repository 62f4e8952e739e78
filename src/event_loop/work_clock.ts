// How long work has taken: with what earlier pages did of it, without its pauses.

export class WorkClock {
  private startMs: number;

  /** @param before seconds of the work that were done earlier */
  constructor(before = 0) {
    this.startMs = performance.now() - 1000 * before;
  }

  get seconds(): number {
    return (performance.now() - this.startMs) / 1000;
  }

  /** Waits, and does not count the time. */
  async restUntil(wait: Promise<void>): Promise<void> {
    const sinceMs = performance.now();
    await wait;
    this.startMs += performance.now() - sinceMs;
  }
}
