// Waits for answers from outside, which may never come: a file, an adapter, a device. A newer choice leaves them.

/** Ends work for a run that a newer choice has replaced. Nobody is told. */
export class Replaced extends Error {}

/** Whether the work that began with this is still wanted. */
export type IsWanted = () => boolean;

export class Waits {
  private readonly open = new Set<IsWanted>();
  /** Increases when the results of all running work become void. */
  private epoch = 0;

  /** @param choiceWaits whether a newer choice has been made and not been taken up yet. */
  constructor(private readonly choiceWaits: () => boolean) {}

  /** Nobody wants what was begun before. */
  renounce(): void {
    this.epoch++;
  }

  /** For work that begins now. */
  get wanted(): IsWanted {
    const { epoch } = this;
    return () => epoch === this.epoch;
  }

  /** The answer, if it is still wanted when it comes; throws `Replaced` otherwise. */
  async for<T>(answer: Promise<T>, isWanted: IsWanted): Promise<T> {
    const wait = () => isWanted();
    this.open.add(wait);
    try {
      if (this.choiceWaits()) {
        this.renounce();
        void answer.catch(() => {}); // nobody waits for it
        throw new Replaced();
      }
      const value = await answer;
      if (!isWanted()) throw new Replaced();
      return value;
    } finally {
      this.open.delete(wait);
    }
  }

  /** True while somebody waits for an answer that is still wanted. */
  get areOpen(): boolean {
    return [...this.open].some((isWanted) => isWanted());
  }
}
