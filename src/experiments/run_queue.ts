// Runs in order, a few at a time, each once: outcomes that are kept already count as done, so a sweep that was interrupted
// goes on where it stopped. Knows nothing of workers or files; it is told how to execute and where outcomes are kept.
import { reasonOf } from '../errors/reason.ts';
import { costOf } from './run_cost.ts';
import type { Evaluation, ExactPoint, RunOutcome, RunRequest } from './run_outcome.ts';

export type RunState = 'waiting' | 'running' | 'done' | 'failed' | 'cancelled';

export interface RunProgress {
  readonly step: number;
  readonly totalSteps: number;
  /** The newest one, as soon as it is there. */
  readonly checkpoint?: Evaluation;
  /** The same by enumeration, where there is one. */
  readonly exact?: ExactPoint;
}

export interface QueuedRun {
  readonly request: RunRequest;
  readonly state: RunState;
  /** Share done, 0..1. */
  readonly done: number;
  /** Why it failed, as a sentence. */
  readonly problem?: string;
}

export interface BegunRun {
  readonly request: RunRequest;
  readonly checkpoints: readonly Evaluation[];
  readonly exact: readonly ExactPoint[];
}

/** A run under way. */
interface Execution {
  readonly outcome: Promise<RunOutcome>;
  hold(): void;
  goOn(): void;
  /** Stops it for good; `outcome` then never settles or rejects. */
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
  /** Runs at a time. */
  readonly concurrency: number;
  readonly onChange?: () => void;
}

interface Entry {
  request: RunRequest;
  state: RunState;
  done: number;
  problem?: string;
  execution?: Execution;
  /** So far. */
  checkpoints: readonly Evaluation[];
  exact: readonly ExactPoint[];
}

/** Of a run that has just begun, or begins again. */
const unbegun = { done: 0, problem: undefined, checkpoints: [], exact: [] } as const;

export class RunQueue {
  private readonly entries = new Map<string, Entry>();
  private readonly finished = new Map<string, RunOutcome>();
  private readonly waiters: (() => void)[] = [];
  private held = false;
  private looking: Promise<void> = Promise.resolve();
  private cancellations = 0;
  /** Seconds and cost of the runs that ended here, for the time that remains. */
  private spent = { seconds: 0, cost: 0 };

  constructor(private readonly options: RunQueueOptions) {}

  get runs(): readonly QueuedRun[] {
    return [...this.entries.values()].map(({ request, state, done, problem }) => ({
      request,
      state,
      done,
      problem,
    }));
  }
  get outcomes(): ReadonlyMap<string, RunOutcome> {
    return this.finished;
  }
  /** What the runs under way have reached so far: checkpoints, and nothing that only a finished run has. */
  get begun(): readonly BegunRun[] {
    return [...this.entries.values()]
      .filter(({ state, checkpoints }) => state === 'running' && checkpoints.length > 0)
      .map(({ request, checkpoints, exact }) => ({ request, checkpoints, exact }));
  }
  get isPaused(): boolean {
    return this.held;
  }
  get isIdle(): boolean {
    return ![...this.entries.values()].some(({ state }) => state === 'waiting' || state === 'running');
  }

  /** Seconds until the queue is empty, from how long its runs have taken; undefined before the first has ended. */
  get remainingSeconds(): number | undefined {
    if (this.spent.cost === 0) return undefined;
    const left = [...this.entries.values()]
      .filter(({ state }) => state === 'waiting' || state === 'running')
      .reduce((sum, { request, done }) => sum + (1 - done) * costOf(request), 0);
    return (left * this.spent.seconds) / this.spent.cost / this.options.concurrency;
  }

  /** Outcomes that are kept already, without running the others. */
  recall(requests: readonly RunRequest[]): Promise<void> {
    return this.inOrder(() => this.lookUp(requests));
  }

  /** Adds what is not there yet; what was cancelled waits again. */
  add(requests: readonly RunRequest[]): Promise<void> {
    const cancelled = this.cancellations;
    return this.inOrder(() => this.enter(requests, () => this.cancellations !== cancelled));
  }

  /** One after another, so that no run is looked for twice before it is known. */
  private inOrder(work: () => Promise<void>): Promise<void> {
    const done = this.looking.then(work);
    // Whoever asked hears of a failure; those behind go on all the same.
    this.looking = done.catch(() => {});
    return done;
  }

  private async lookUp(requests: readonly RunRequest[]): Promise<void> {
    for (const request of requests) {
      if (this.finished.has(request.key)) continue;
      const kept = await this.options.store.load(request.key);
      if (!kept) continue;
      this.finished.set(request.key, kept);
      this.entries.set(request.key, { ...unbegun, request, state: 'done', done: 1 });
    }
    this.changed();
  }

  /** @param cancelled true from the moment when what was asked for is no longer wanted. */
  private async enter(requests: readonly RunRequest[], cancelled: () => boolean): Promise<void> {
    for (const request of requests) {
      const known = this.entries.get(request.key);
      if (known && known.state !== 'cancelled') {
        const lacksFrontier = request.frontier && this.finished.get(request.key)?.frontier.length === 0;
        if (known.state === 'waiting' && request.frontier) known.request = request;
        if (known.state !== 'done' || !lacksFrontier) continue;
      }
      const kept = await this.options.store.load(request.key);
      const usable = kept && !(request.frontier && kept.frontier.length === 0);
      if (usable) this.finished.set(request.key, kept);
      const state = usable ? 'done' : cancelled() ? 'cancelled' : 'waiting';
      this.entries.set(request.key, { ...unbegun, request, state, done: usable ? 1 : 0 });
    }
    this.changed();
    this.startNext();
  }

  /** Holds running runs where they stand and starts no other. */
  pause(): void {
    this.held = true;
    for (const { execution } of this.entries.values()) execution?.hold();
    this.changed();
  }

  resume(): void {
    this.held = false;
    for (const { execution } of this.entries.values()) execution?.goOn();
    this.startNext();
    this.changed();
  }

  /** Everything that is not done. */
  cancel(): void {
    this.cancellations++;
    for (const entry of this.entries.values()) {
      if (entry.state !== 'waiting' && entry.state !== 'running') continue;
      entry.execution?.stop();
      Object.assign(entry, unbegun, { state: 'cancelled', execution: undefined });
    }
    this.held = false;
    this.changed();
  }

  /** A failed run, once more. */
  retry(key: string): void {
    const entry = this.entries.get(key);
    if (entry?.state !== 'failed') return;
    Object.assign(entry, unbegun, { state: 'waiting' });
    this.startNext();
    this.changed();
  }

  /** Runs that are done, again from the start. */
  repeat(requests: readonly RunRequest[]): void {
    for (const { key } of requests) {
      const entry = this.entries.get(key);
      if (!entry || entry.state === 'running') continue;
      this.finished.delete(key);
      Object.assign(entry, unbegun, { state: 'waiting' });
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
    if (this.held) return;
    const all = [...this.entries.values()];
    const running = all.filter(({ state }) => state === 'running').length;
    const next = all.filter(({ state }) => state === 'waiting').slice(0, this.options.concurrency - running);
    for (const entry of next) void this.start(entry);
  }

  private async start(entry: Entry): Promise<void> {
    const { request } = entry;
    const began = performance.now();
    entry.state = 'running';
    const execution = this.options.execute(request, ({ step, totalSteps, checkpoint, exact }) => {
      entry.done = totalSteps === 0 ? 0 : step / totalSteps;
      if (checkpoint) entry.checkpoints = [...entry.checkpoints, checkpoint];
      if (exact) entry.exact = [...entry.exact, exact];
      this.changed();
    });
    entry.execution = execution;
    this.changed();
    const ended = (state: RunState, problem?: string) => {
      // Cancelled in the meantime: another execution, or none, has taken its place.
      if (entry.execution !== execution) return;
      Object.assign(entry, { state, problem, done: state === 'done' ? 1 : 0, execution: undefined });
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
