// Steps that a device has been sent and that nobody has heard of yet. A few are sent ahead, so that the device need not
// wait for the host; few, so that whoever pauses does not wait for them.
import type { Flight, StepResult } from './step.ts';

const MOST = 3;
/** Work sent ahead takes at most about this long. */
const AHEAD_MS = 50;

export class Flights {
  private readonly all: Flight[] = [];
  /** Of the latest steps; unknown at first. */
  private stepMs = Number.POSITIVE_INFINITY;
  private heardMs = 0;

  constructor(private readonly now: () => number = () => performance.now()) {}

  get count(): number {
    return this.all.length;
  }

  /** True where another of the steps that are `left` can be sent. */
  haveRoom(left: number, ahead: boolean): boolean {
    const { count } = this;
    if (count === 0) return true;
    const most = Math.min(MOST, left, 1 + AHEAD_MS / this.stepMs);
    return ahead && count + 1 <= most && this.all.every(({ late }) => late);
  }

  send(flight: Flight): void {
    if (this.count === 0) this.heardMs = this.now();
    flight.result.catch(() => {}); // `next` throws it
    this.all.push(flight);
  }

  /** The result of the first step under way. */
  async next(): Promise<StepResult> {
    const result = await this.all[0].result;
    this.all.shift();
    const now = this.now();
    this.stepMs = now - this.heardMs;
    this.heardMs = now;
    return result;
  }

  /** Forgets all steps under way. */
  clear(): void {
    this.all.length = 0;
  }
}
