// Parts of an actor on a device: a mailbox read one message at a time, and work that a device failure interrupts.
import type { DeviceFailure } from './failures.ts';

type Merge<Message> = (waiting: readonly Message[], next: Message) => readonly Message[];

export class Mailbox<Message> {
  private messages: readonly Message[] = [];
  private wake?: () => void;

  /** @param merge what waits once another message is put; default: all. */
  constructor(private readonly merge: Merge<Message> = (waiting, next) => [...waiting, next]) {}

  get isEmpty(): boolean {
    return this.messages.length === 0;
  }

  put(message: Message): void {
    this.messages = this.merge(this.messages, message);
    this.wake?.();
  }

  /** Puts a message before all waiting ones. */
  putFirst(message: Message): void {
    this.messages = [message, ...this.messages];
    this.wake?.();
  }

  /** Whether such a message waits. */
  some(isWanted: (message: Message) => boolean): boolean {
    return this.messages.some(isWanted);
  }

  /** The first message, or the first such message. */
  take(isWanted: (message: Message) => boolean = () => true): Message | undefined {
    const taken = this.messages.find(isWanted);
    this.messages = this.messages.filter((message) => message !== taken);
    return taken;
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
  private end?: () => void;
  private failure?: DeviceFailure;

  /** Passes on the first failure and drops later ones. */
  async run(work: () => Promise<void>, onError: (error: unknown) => Promise<void>): Promise<void> {
    try {
      await new Promise<void>((resolve, reject) => {
        this.interrupt = reject;
        this.end = resolve;
        work().then(resolve, reject);
      });
      // The device may fail after the work is done and before this line runs.
      if (this.failure) throw this.failure;
    } catch (error) {
      await onError(error);
    } finally {
      this.interrupt = undefined;
      this.end = undefined;
      this.failure = undefined;
    }
  }

  /** Ends the wait for the work under way, which nobody wants any longer. */
  leave(): void {
    this.end?.();
  }

  /** Returns false if no work is running. */
  interruptWith(failure: DeviceFailure): boolean {
    if (!this.interrupt) return false;
    this.failure = failure;
    this.interrupt(failure);
    return true;
  }
}
