// Executes runs in order, a few at a time, each once. A stored outcome counts as done, so an interrupted sweep continues
// where it stopped. How a run is executed and where its outcome is stored are passed in.
import { reasonOf } from '../errors/reason.ts';
import { sum } from '../math/statistics.ts';
import { costOf } from './run_cost.ts';
import type { Evaluation, ExactPoint, RunOutcome, RunRequest } from './run_outcome.ts';

export type RunState = 'waiting' | 'running' | 'done' | 'failed' | 'cancelled';

export interface RunProgress {
  readonly step: number;
  readonly totalSteps: number;
  /** The newest checkpoint, sent once. */
  readonly checkpoint?: Evaluation;
  /** Exact figures of that checkpoint; absent if the task cannot be enumerated. */
  readonly exact?: ExactPoint;
  /** A sentence about what has not answered for long. */
  readonly silence?: string;
}

export interface QueuedRun {
  readonly request: RunRequest;
  readonly state: RunState;
  /** Share done, 0..1. */
  readonly done: number;
  /** Why the run failed, as a sentence. */
  readonly problem?: string;
  /** What a running run has waited for so long that it should be said. */
  readonly silence?: string;
}

export interface BegunRun {
  readonly request: RunRequest;
  readonly checkpoints: readonly Evaluation[];
  readonly exact: readonly ExactPoint[];
}

/** A running run. */
interface Execution {
  readonly outcome: Promise<RunOutcome>;
  pause(): void;
  resume(): void;
  /** Stops the run for good; `outcome` then rejects or never settles. */
  stop(): void;
}

export type Execute = (request: RunRequest, onProgress: (progress: RunProgress) => void) => Execution;

export interface OutcomeStore {
  load(key: string): Promise<RunOutcome | undefined>;
  save(outcome: RunOutcome): Promise<void>;
}

export interface RunQueueOptions {
  readonly execute: Execute;
  readonly store: OutcomeStore;
  /** Runs at the same time. */
  readonly concurrency: number;
  /** The same while all of them are on `markov`, which take one core each and no device; absent: as others. */
  readonly smallConcurrency?: number;
  readonly onChange?: () => void;
}

interface Entry {
  request: RunRequest;
  state: RunState;
  done: number;
  problem?: string;
  silence?: string;
  execution?: Execution;
  /** Results so far. */
  checkpoints: readonly Evaluation[];
  exact: readonly ExactPoint[];
}

/** The progress of a run that waits to start, or to start again. */
const notStarted = { done: 0, problem: undefined, silence: undefined, checkpoints: [], exact: [] } as const;

/** Whether the frontier is asked for and the outcome was made without; its key is the same. */
export const lacksFrontier = ({ frontier }: RunRequest, outcome: RunOutcome | undefined): boolean =>
  frontier && outcome?.frontier.length === 0;

/** Of one core and no device. */
const isSmall = ({ request }: { readonly request: RunRequest }): boolean => request.config.task === 'markov';

export class RunQueue {
  private readonly entries = new Map<string, Entry>();
  private readonly finished = new Map<string, RunOutcome>();
  private readonly waiters: (() => void)[] = [];
  private paused = false;
  private looking: Promise<void> = Promise.resolve();
  private cancellations = 0;
  /** Seconds and cost of the finished runs, from which the remaining time is estimated. */
  private spent = { seconds: 0, cost: 0 };

  constructor(private readonly options: RunQueueOptions) {}

  get runs(): readonly QueuedRun[] {
    return [...this.entries.values()].map(({ request, state, done, problem, silence }) => ({
      request,
      state,
      done,
      problem,
      silence,
    }));
  }
  get outcomes(): ReadonlyMap<string, RunOutcome> {
    return this.finished;
  }
  /** The running runs with their checkpoints so far. */
  get begun(): readonly BegunRun[] {
    return [...this.entries.values()]
      .filter(({ state, checkpoints }) => state === 'running' && checkpoints.length > 0)
      .map(({ request, checkpoints, exact }) => ({ request, checkpoints, exact }));
  }
  get isPaused(): boolean {
    return this.paused;
  }
  get isIdle(): boolean {
    return ![...this.entries.values()].some(({ state }) => state === 'waiting' || state === 'running');
  }

  /** Estimated seconds until the queue is empty; undefined before the first run has finished. */
  get remainingSeconds(): number | undefined {
    if (this.spent.cost === 0) return undefined;
    const { concurrency, smallConcurrency = concurrency } = this.options;
    const left = [...this.entries.values()].filter(({ state }) => state === 'waiting' || state === 'running');
    const costs = left.map((entry) => {
      const atATime = isSmall(entry) ? smallConcurrency : concurrency;
      return ((1 - entry.done) * costOf(entry.request)) / atATime;
    });
    return (sum(costs) * this.spent.seconds) / this.spent.cost;
  }

  /** Loads stored outcomes and starts no run. */
  recall(requests: readonly RunRequest[]): Promise<void> {
    return this.inOrder(() => this.lookUp(requests));
  }

  /** Adds the requests that are new or were cancelled. */
  add(requests: readonly RunRequest[]): Promise<void> {
    const cancelled = this.cancellations;
    return this.inOrder(() => this.enter(requests, () => this.cancellations !== cancelled));
  }

  /** Look-ups follow one another, so that no run is looked up twice. */
  private inOrder(work: () => Promise<void>): Promise<void> {
    const done = this.looking.then(work);
    // The caller sees a failure; the look-ups behind it continue.
    this.looking = done.catch(() => {});
    return done;
  }

  private async lookUp(requests: readonly RunRequest[]): Promise<void> {
    for (const request of requests) {
      if (this.finished.has(request.key)) continue;
      const kept = await this.options.store.load(request.key);
      if (!kept) continue;
      this.finished.set(request.key, kept);
      this.entries.set(request.key, { ...notStarted, request, state: 'done', done: 1 });
    }
    this.changed();
  }

  /** @param cancelled whether the queue was cancelled since the request. */
  private async enter(requests: readonly RunRequest[], cancelled: () => boolean): Promise<void> {
    for (const request of requests) {
      const known = this.entries.get(request.key);
      if (known && known.state !== 'cancelled') {
        if (known.state === 'waiting' && request.frontier) known.request = request;
        if (known.state !== 'done' || !lacksFrontier(request, this.finished.get(request.key))) continue;
      }
      const kept = await this.options.store.load(request.key);
      const usable = kept && !lacksFrontier(request, kept);
      if (usable) this.finished.set(request.key, kept);
      const state = usable ? 'done' : cancelled() ? 'cancelled' : 'waiting';
      this.entries.set(request.key, { ...notStarted, request, state, done: usable ? 1 : 0 });
    }
    this.changed();
    this.startNext();
  }

  /** Pauses the runs under way and starts no other. */
  pause(): void {
    this.paused = true;
    for (const { execution } of this.entries.values()) execution?.pause();
    this.changed();
  }

  resume(): void {
    this.paused = false;
    for (const { execution } of this.entries.values()) execution?.resume();
    this.startNext();
    this.changed();
  }

  /** Starts no other run; those under way end as they will. */
  drain(): void {
    this.cancellations++;
    for (const entry of this.entries.values())
      if (entry.state === 'waiting') Object.assign(entry, notStarted, { state: 'cancelled' });
    this.changed();
  }

  /** Cancels every run that waits or runs. */
  cancel(): void {
    this.cancellations++;
    for (const entry of this.entries.values()) {
      if (entry.state !== 'waiting' && entry.state !== 'running') continue;
      entry.execution?.stop();
      Object.assign(entry, notStarted, { state: 'cancelled', execution: undefined });
    }
    this.paused = false;
    this.changed();
  }

  /** Runs a failed run again. */
  retry(key: string): void {
    const entry = this.entries.get(key);
    if (entry?.state !== 'failed') return;
    Object.assign(entry, notStarted, { state: 'waiting' });
    this.startNext();
    this.changed();
  }

  /** Runs finished runs again, from the start. */
  repeat(requests: readonly RunRequest[]): void {
    for (const { key } of requests) {
      const entry = this.entries.get(key);
      if (!entry || entry.state === 'running') continue;
      this.finished.delete(key);
      Object.assign(entry, notStarted, { state: 'waiting' });
    }
    this.startNext();
    this.changed();
  }

  /** Resolves when nothing waits and nothing runs. */
  idle(): Promise<void> {
    return this.isIdle ? Promise.resolve() : new Promise((resolve) => this.waiters.push(resolve));
  }

  private changed(): void {
    this.options.onChange?.();
    if (this.isIdle) for (const resolve of this.waiters.splice(0)) resolve();
  }

  private startNext(): void {
    if (this.paused) return;
    const { concurrency, smallConcurrency = concurrency } = this.options;
    const all = [...this.entries.values()];
    for (const entry of all.filter(({ state }) => state === 'waiting')) {
      const running = all.filter(({ state }) => state === 'running');
      if (running.length >= ([entry, ...running].every(isSmall) ? smallConcurrency : concurrency)) break;
      void this.start(entry);
    }
  }

  private async start(entry: Entry): Promise<void> {
    const { request } = entry;
    const began = performance.now();
    entry.state = 'running';
    const execution = this.options.execute(request, ({ step, totalSteps, checkpoint, exact, silence }) => {
      entry.silence = silence;
      if (totalSteps > 0) entry.done = step / totalSteps;
      if (checkpoint) entry.checkpoints = [...entry.checkpoints, checkpoint];
      if (exact) entry.exact = [...entry.exact, exact];
      this.changed();
    });
    entry.execution = execution;
    this.changed();
    const ended = (state: RunState, problem?: string) => {
      // The entry was cancelled meanwhile, and may have another execution by now.
      if (entry.execution !== execution) return;
      const done = state === 'done' ? 1 : 0;
      Object.assign(entry, { state, problem, done, silence: undefined, execution: undefined });
      this.startNext();
      this.changed();
    };
    try {
      const outcome = await execution.outcome;
      if (entry.execution !== execution) return;
      await this.options.store.save(outcome);
      this.finished.set(request.key, outcome);
      this.spent.seconds += (performance.now() - began) / 1000;
      this.spent.cost += costOf(request);
      ended('done');
    } catch (error) {
      ended('failed', reasonOf(error));
    }
  }
}
