// The page's experiments: the requested ones, their progress and their outcomes. Requests are stored, so that a
// reload restores the queue, paused.
import * as v from 'valibot';
import type { StoreApi } from 'zustand/vanilla';
import { EXPERIMENT_IDS, type ExperimentId } from '../experiments/experiment.ts';
import { experiments } from '../experiments/index.ts';
import {
  BUDGETS,
  type Budget,
  type Scale,
  SIZES,
  type Size,
  scaleOf,
  seedCountBounds,
} from '../experiments/scale.ts';
import { SEQUENTIAL, type SeedCount, seedCountOf } from '../experiments/seed_plan.ts';
import type { BadOutcome } from '../experiments/stored_outcome.ts';
import { wantedRuns } from '../experiments/wanted_runs.ts';
import { METHOD_NAMES } from '../objectives/index.ts';
import { parseNumber } from '../settings/parse.ts';
import { PublishedQueue, type PublishedQueueOptions, type QueueState } from './published_queue.ts';

export interface ReproductionState extends QueueState {
  readonly scale: Scale;
}

const rememberedSchema = v.object({
  ids: v.array(v.picklist(EXPERIMENT_IDS)),
  size: v.picklist(SIZES),
  seeds: v.union([
    v.literal(SEQUENTIAL),
    v.pipe(
      v.number(),
      v.check((count) => parseNumber(seedCountBounds, count) !== undefined),
    ),
  ]),
  race: v.array(v.picklist(METHOD_NAMES)),
  budget: v.picklist(BUDGETS),
});

/** Stores the queue as one text. */
export interface Memory {
  read(): string | undefined;
  /** Returns false if the text will not outlive the tab. */
  write(text: string): boolean;
}

const FORGETFUL =
  'The browser does not keep what was asked for here, so a reload starts with an empty queue. Results in this tab stay until it is closed.';
const UNREADABLE = 'What was asked for on the last visit cannot be read, so the queue starts empty.';

export interface ReproductionOptions extends PublishedQueueOptions {
  readonly memory: Memory;
}

export interface Choice {
  readonly size: Size;
  readonly seeds: SeedCount;
  readonly race: Scale['race'];
  readonly budget: Budget;
}

const failuresIn = ({ runs }: ReproductionState): number =>
  runs.filter(({ state }) => state === 'failed').length;

export class Reproduction {
  readonly store: StoreApi<ReproductionState>;
  private readonly published: PublishedQueue<ReproductionState>;
  private requested = new Set<ExperimentId>();
  private scale: Scale = scaleOf('markov');
  private asksForMore = false;

  constructor(private readonly options: ReproductionOptions) {
    this.published = new PublishedQueue<ReproductionState>(
      options,
      () => ({ scale: this.scale }),
      (before, after) => {
        // A run that fails ends its look too.
        if (after.outcomes !== before.outcomes || failuresIn(after) > failuresIn(before))
          void this.askForMore();
      },
    );
    this.store = this.published.store;
  }

  private get queue() {
    return this.published.queue;
  }

  /** Restores the last visit's queue: finished runs keep their outcomes, waiting runs are paused. */
  async restore(): Promise<void> {
    const remembered = this.remembered();
    if (!remembered) return this.recall();
    const { ids, size, seeds, race, budget } = remembered;
    this.scale = scaleOf(size, seeds, race, budget);
    const { scale } = this;
    await this.recall();
    // The visitor chose or started something during loading; that choice wins.
    if (this.scale !== scale || this.requested.size > 0) return;
    this.requested = new Set(ids);
    this.queue.pause();
    await this.addAsked();
    if (this.queue.isIdle) this.queue.resume();
  }

  private remembered(): v.InferOutput<typeof rememberedSchema> | undefined {
    const text = this.options.memory.read();
    if (text === undefined) return undefined;
    try {
      return v.parse(rememberedSchema, JSON.parse(text));
    } catch {
      this.tell(UNREADABLE);
      return undefined;
    }
  }

  /** Changes size, seeds or racers: cancels running runs and shows known outcomes of the new scale. */
  async choose({ size, seeds, race, budget }: Choice): Promise<void> {
    this.queue.cancel();
    this.scale = scaleOf(size, seeds, race, budget);
    this.requested.clear();
    await this.recall();
  }

  async play(ids: readonly ExperimentId[]): Promise<void> {
    for (const id of ids) this.requested.add(id);
    this.remember();
    this.published.begin();
    await this.addAsked();
  }

  /** Repeats an experiment's runs. */
  async repeat(id: ExperimentId): Promise<void> {
    this.requested.add(id);
    this.remember();
    this.published.begin();
    await this.addAsked();
    this.queue.repeat(experiments[id].requests(this.scale));
  }

  pause(): void {
    this.queue.pause();
  }

  resume(): void {
    this.published.begin();
  }

  cancel(): void {
    this.requested.clear();
    this.remember();
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

  /** Loads the outcomes of earlier visits at this scale. */
  private recall(): Promise<void> {
    return this.queue.recall(EXPERIMENT_IDS.flatMap((id) => experiments[id].requests(this.scale)));
  }

  private async addAsked(): Promise<void> {
    const ids = EXPERIMENT_IDS.filter((id) => this.requested.has(id));
    const { scale } = this;
    await this.queue.add(ids.flatMap((id) => wantedRuns(experiments[id], this.queue.outcomes, scale)));
  }

  /** Asks for the next look's runs once all of the last look's are done. */
  private async askForMore(): Promise<void> {
    if (!this.scale.looks || this.requested.size === 0 || this.asksForMore || !this.queue.isIdle) return;
    this.asksForMore = true;
    try {
      await this.addAsked();
    } finally {
      this.asksForMore = false;
    }
  }

  private remember(): void {
    const { size, race, budget } = this.scale;
    const remembered = { ids: [...this.requested], size, seeds: seedCountOf(this.scale), race, budget };
    if (!this.options.memory.write(JSON.stringify(remembered))) this.tell(FORGETFUL);
  }
}
