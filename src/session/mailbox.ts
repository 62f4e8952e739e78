// Parts of an actor on a device: a mailbox read one message at a time, and work that a device failure interrupts.
import type { DeviceFailure } from './failures.ts';

export class Mailbox<Message> {
  private readonly messages: Message[] = [];
  private wake?: () => void;

  get isEmpty(): boolean {
    return this.messages.length === 0;
  }

  put(message: Message): void {
    this.messages.push(message);
    this.wake?.();
  }

  /** Puts a message before all waiting ones. */
  putFirst(message: Message): void {
    this.messages.unshift(message);
    this.wake?.();
  }

  /** Whether such a message waits. */
  some(isWanted: (message: Message) => boolean): boolean {
    return this.messages.some(isWanted);
  }

  take(): Message | undefined {
    return this.messages.shift();
  }

  /** Resolves when the next message is put. */
  next(): Promise<void> {
    return new Promise((resolve) => {
      this.wake = () => {
        this.wake = undefined;
        resolve();
      };
    });
  }
}

/** Work on a failing device may hang forever, so a failure ends the wait for it. */
export class InterruptibleWork {
  private interrupt?: (failure: DeviceFailure) => void;
  private failure?: DeviceFailure;

  /** Passes on the first failure and drops later ones. */
  async run(work: () => Promise<void>, onError: (error: unknown) => Promise<void>): Promise<void> {
    try {
      await new Promise<void>((resolve, reject) => {
        this.interrupt = reject;
        work().then(resolve, reject);
      });
      // The device may fail after the work is done and before this line runs.
      if (this.failure) throw this.failure;
    } catch (error) {
      await onError(error);
    } finally {
      this.interrupt = undefined;
      this.failure = undefined;
    }
  }

  /** Returns false if no work is running. */
  interruptWith(failure: DeviceFailure): boolean {
    if (!this.interrupt) return false;
    this.failure = failure;
    this.interrupt(failure);
    return true;
  }
}
