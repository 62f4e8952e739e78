// Messages that must keep their order, although some of them take their time.

/** Hands messages on in their order, where some take their time. */
export class InOrder {
  private last: Promise<unknown> = Promise.resolve();
  private waiting = 0;

  /** @param work undefined: nothing is awaited, and the message is handed on at once if none before it waits. */
  take(handOn: () => void, work?: () => Promise<void>): void {
    if (!work && this.waiting === 0) {
      handOn();
      return;
    }
    this.waiting++;
    this.last = this.last
      .then(async () => {
        await work?.();
        handOn();
      })
      .finally(() => {
        this.waiting--;
      });
  }
}
