// Workers that have answered and wait for another question. A new worker loads and compiles the page's code again, which
// takes longer than a small run.
import { type AskedWorker, openRequests, type Requests } from './request.ts';

export interface AskedInTurn<W, Question, Progress, Result> {
  readonly worker: W;
  readonly requests: Requests<Question, Progress, Result>;
}

export class IdleWorkers<W extends AskedWorker, Question, Progress, Result> {
  private readonly idle = new Map<
    AskedInTurn<W, Question, Progress, Result>,
    ReturnType<typeof setTimeout>
  >();

  /** @param keptMs how long a worker waits before it is ended. */
  constructor(
    private readonly open: () => W,
    private readonly keptMs: number,
  ) {}

  /** One that waits, else a new one. */
  take(): AskedInTurn<W, Question, Progress, Result> {
    for (const [waiting, timer] of this.idle) {
      clearTimeout(timer);
      this.idle.delete(waiting);
      if (waiting.requests.state !== 'gone') return waiting;
    }
    const worker = this.open();
    return { worker, requests: openRequests(() => worker) };
  }

  /** Takes back one that has answered. */
  keep(asked: AskedInTurn<W, Question, Progress, Result>): void {
    const end = () => {
      this.idle.delete(asked);
      asked.requests.stop();
    };
    this.idle.set(asked, setTimeout(end, this.keptMs));
  }
}
