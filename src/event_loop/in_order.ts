// Messages that must keep their order, although some of them take their time.

export class InOrder {
  private last: Promise<unknown> = Promise.resolve();
  private waiting = 0;

  /**
   * Hands a message on when those before it are. What is behind one that failed goes on all the same.
   * @param work undefined: nothing is awaited, and the message is handed on at once if none before it waits.
   */
  take(handOn: () => void, work?: () => Promise<void>): void {
    if (!work && this.waiting === 0) {
      handOn();
      return;
    }
    this.waiting++;
    const step = async () => {
      try {
        await work?.();
        handOn();
      } finally {
        this.waiting--;
      }
    };
    this.last = this.last.then(step, step);
  }
}
