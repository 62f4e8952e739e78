// Where commands wait and one piece of work at a time is done. A choice that replaces the work under way ends the wait
// for it, if that waits for an answer from outside.
import { type Awaited, SilenceWatch } from '../event_loop/awaited.ts';
import { DeviceFailure } from './failures.ts';
import { InterruptibleWork, Mailbox } from './mailbox.ts';
import { isChoice, mergedCommands, waitsForReady } from './merged_commands.ts';
import type { Command, RunStatus, WorkerEvent } from './protocol.ts';
import { Replaced, Waits } from './waits.ts';

const GIVEN_UP = { code: 'device-lost', message: 'The device did not answer, and was given up.' } as const;

export class Desk {
  private readonly commands = new Mailbox<Command>(mergedCommands);
  readonly waits = new Waits(() => this.hasChoice);
  private readonly work = new InterruptibleWork();
  private readonly watch: SilenceWatch;

  constructor(emit: (event: WorkerEvent) => void) {
    this.watch = new SilenceWatch((silence) => emit({ type: 'silence', of: 'answer', ...silence }));
  }

  /** Says where a choice leaves what has not answered for long: nobody should wait for that again. */
  put(command: Command): 'leaves silence' | undefined {
    this.commands.put(command);
    if (!isChoice(command)) return undefined;
    const { isSilent } = this.watch;
    if (this.waits.areOpen) {
      this.waits.renounce();
      this.work.leave();
    } else if (this.watch.isDeviceSilent) this.work.interruptWith(new DeviceFailure(GIVEN_UP));
    return isSilent ? 'leaves silence' : undefined;
  }

  /** Whether the visitor has already chosen how to go on. */
  get hasChoice(): boolean {
    return this.commands.some(isChoice);
  }

  putFirst(command: Command): void {
    this.commands.putFirst(command);
  }

  /** While a run loads, what needs one that is ready goes on waiting. */
  take(status: RunStatus, { holdsUp }: { holdsUp(command: Command): boolean }): Command | undefined {
    const isReady = status !== 'loading';
    return this.commands.take((command) => (isReady || !waitsForReady(command)) && !holdsUp(command));
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

  /** Does one piece of work. @param silence what is missing if nothing happens for long. */
  async do(
    work: () => Promise<void>,
    silence: Awaited,
    onError: (error: unknown) => Promise<void>,
  ): Promise<void> {
    this.watch.begin(silence);
    await this.work.run(work, async (error) => {
      this.watch.end();
      if (!(error instanceof Replaced)) await onError(error);
    });
    this.watch.end();
  }

  /** Returns false if no work is under way. */
  interruptWith(failure: DeviceFailure): boolean {
    return this.work.interruptWith(failure);
  }
}
