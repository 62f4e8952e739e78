// Where commands wait and one piece of work at a time is done. A choice that replaces the work under way ends the wait
// for it, if that waits for an answer from outside.
import type { DeviceFailure } from './failures.ts';
import { InterruptibleWork, Mailbox } from './mailbox.ts';
import { isChoice, mergedCommands, waitsForReady } from './merged_commands.ts';
import type { Command } from './protocol.ts';
import { Replaced, Waits } from './waits.ts';

export class Desk {
  private readonly commands = new Mailbox<Command>(mergedCommands);
  readonly waits = new Waits(() => this.commands.some(isChoice));
  private readonly work = new InterruptibleWork();

  put(command: Command): void {
    this.commands.put(command);
    if (!isChoice(command) || !this.waits.areOpen) return;
    this.waits.renounce();
    this.work.leave();
  }

  putFirst(command: Command): void {
    this.commands.putFirst(command);
  }

  /** @param isReady false: what needs a run that is ready goes on waiting. */
  take(isReady: boolean): Command | undefined {
    return this.commands.take((command) => isReady || !waitsForReady(command));
  }

  /** Nobody who pauses a run that still loads wants the Play before it. */
  dropPlays(): void {
    while (this.commands.take(waitsForReady)) {}
  }

  get isEmpty(): boolean {
    return this.commands.isEmpty;
  }

  /** Resolves when the next command is put. */
  next(): Promise<void> {
    return this.commands.next();
  }

  /** Does one piece of work. */
  async do(work: () => Promise<void>, onError: (error: unknown) => Promise<void>): Promise<void> {
    await this.work.run(work, async (error) => {
      if (!(error instanceof Replaced)) await onError(error);
    });
  }

  /** Returns false if no work is under way. */
  interruptWith(failure: DeviceFailure): boolean {
    return this.work.interruptWith(failure);
  }
}
