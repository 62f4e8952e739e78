// The page's sweep: what it is, its runs, and the links of earlier ones. Its definition is a text, so that a reload finds
// it again; outcomes are found by their keys.
import type { StoreApi } from 'zustand/vanilla';
import { readUrl } from '../config/url.ts';
import type { BadOutcome } from '../experiments/stored_outcome.ts';
import { type Sweep, sweepRequests } from '../experiments/sweep/sweep.ts';
import { type ReadSweep, sweepOfQuery, sweepQuery } from '../experiments/sweep/text.ts';
import { PublishedQueue, type PublishedQueueOptions, type QueueState } from './published_queue.ts';
import type { Memory } from './reproduction.ts';

export interface SweepingState extends QueueState {
  /** The one that is shown; absent: there is none yet. */
  readonly sweep?: Sweep;
  /** Why the address's sweep is none. */
  readonly problem?: string;
  /** Of this browser, the latest first. */
  readonly earlier: readonly Sweep[];
}

export interface SweepingOptions extends PublishedQueueOptions {
  readonly memory: Memory;
}

const MOST_REMEMBERED = 8;
const FORGETFUL =
  'The browser does not keep the list of sweeps here. The link of a sweep has its definition.';

/** The sweep of a whole query; undefined if it names none. */
const sweepOfLink = (query: string): ReadSweep | undefined => sweepOfQuery(query, readUrl(query).config);

/** Sweeps of earlier visits; what cannot be read is left out. */
function remembered(text: string | undefined): Sweep[] {
  const queries = (text ?? '').split('\n').slice(0, MOST_REMEMBERED);
  return queries.flatMap((query) => {
    const read = sweepOfLink(query);
    return read && 'sweep' in read ? [read.sweep] : [];
  });
}

export class Sweeping {
  readonly store: StoreApi<SweepingState>;
  private readonly published: PublishedQueue<SweepingState>;
  private sweep?: Sweep;
  private problem?: string;
  private earlier: readonly Sweep[];

  constructor(private readonly options: SweepingOptions) {
    this.earlier = remembered(options.memory.read());
    this.published = new PublishedQueue<SweepingState>(options, () => ({
      sweep: this.sweep,
      problem: this.problem,
      earlier: this.earlier,
    }));
    this.store = this.published.store;
  }

  private get queue() {
    return this.published.queue;
  }

  /** Shows the sweep of an address, or else the latest. */
  async open(query: string): Promise<void> {
    const read = sweepOfLink(query);
    if (read && 'problem' in read) {
      this.problem = read.problem;
      return this.published.changed();
    }
    if (read) this.remember(read.sweep);
    const [latest] = this.earlier;
    if (latest) await this.show(latest);
  }

  /** Shows a sweep with the outcomes that are known; another's runs end. */
  async show(sweep: Sweep): Promise<void> {
    this.queue.cancel();
    this.sweep = sweep;
    this.problem = undefined;
    this.published.changed();
    await this.queue.recall(sweepRequests(sweep));
  }

  /** Shows a sweep and computes what is missing. */
  async play(sweep: Sweep): Promise<void> {
    this.remember(sweep);
    await this.show(sweep);
    this.published.begin();
    await this.queue.add(sweepRequests(sweep));
    for (const { request, state } of this.queue.runs) if (state === 'failed') this.retry(request.key);
  }

  pause(): void {
    this.queue.pause();
  }

  resume(): void {
    this.published.begin();
  }

  cancel(): void {
    this.queue.cancel();
  }

  retry(key: string): void {
    this.queue.retry(key);
  }

  /** Shows a warning that does not stop a run. */
  tell(trouble: string): void {
    this.published.tell(trouble);
  }

  /** The warning is no longer true. */
  takeBack(trouble: string): void {
    this.published.takeBack(trouble);
  }

  setAside(bad: BadOutcome): void {
    this.published.setAside(bad);
  }

  private remember(sweep: Sweep): void {
    const query = sweepQuery(sweep);
    const others = this.earlier.filter((other) => sweepQuery(other) !== query);
    this.earlier = [sweep, ...others].slice(0, MOST_REMEMBERED);
    if (!this.options.memory.write(this.earlier.map(sweepQuery).join('\n'))) this.tell(FORGETFUL);
  }
}
