// A gate that work passes between its units: closed while somebody has paused the work.

export class PauseGate {
  private closed?: Promise<void>;
  private release = () => {};

  pause(): void {
    this.closed ??= new Promise((resolve) => {
      this.release = resolve;
    });
  }

  resume(): void {
    this.release();
    this.closed = undefined;
  }

  /** Settles when it is opened; undefined where it is open. */
  get opening(): Promise<void> | undefined {
    return this.closed;
  }
}
