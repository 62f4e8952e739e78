// A queue of runs that publishes its state: Reproduce has one, and sweeps have another.
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Outcomes } from '../experiments/experiment.ts';
import type { RunOutcome } from '../experiments/run_outcome.ts';
import { type BegunRun, type QueuedRun, RunQueue, type RunQueueOptions } from '../experiments/run_queue.ts';
import type { BadOutcome } from '../experiments/stored_outcome.ts';
import { sameOutcomes } from './outcomes_selector.ts';

export interface QueueState {
  readonly runs: readonly QueuedRun[];
  /** A new map whenever an outcome is added or removed. */
  readonly outcomes: Outcomes;
  /** The same with the evaluations of running runs; only figures use it. */
  readonly live: Outcomes;
  readonly paused: boolean;
  readonly remainingSeconds: number | undefined;
  /** Warnings, such as that results will not outlive the tab. */
  readonly troubles: readonly string[];
  /** Stored outcomes that cannot be read. */
  readonly setAside: readonly BadOutcome[];
}

export interface PublishedQueueOptions extends Omit<RunQueueOptions, 'onChange'> {
  /** When to publish what has changed; default: at the end of the event-loop task. */
  readonly schedule?: (publish: () => void) => void;
  /** Called before runs begin or go on: other work may make room for them. */
  readonly onBegin?: () => void;
}

const atEndOfTask = (publish: () => void) => void Promise.resolve().then(publish);

const partialOutcome = ({ request, checkpoints, exact }: BegunRun): [string, RunOutcome] => {
  const { key, config } = request;
  const provenance = { backend: '', date: '', seconds: 0, version: '' };
  const unknown = { chosenStep: 0, test: [], frontier: [], klRounds: [], provenance };
  return [key, { key, config, checkpoints, exact, ...unknown }];
};

export class PublishedQueue<State extends QueueState> {
  readonly queue: RunQueue;
  readonly store: StoreApi<State>;
  private outcomes: Outcomes = new Map();
  private live: Outcomes = new Map();
  private lastCheckpoints = 0;
  private troubles: readonly string[] = [];
  private bad: readonly BadOutcome[] = [];
  private publishesSoon = false;

  /**
   * @param rest what the owner publishes beside the queue.
   * @param onPublish called after each publication.
   */
  constructor(
    private readonly options: PublishedQueueOptions,
    private readonly rest: () => Omit<State, keyof QueueState>,
    private readonly onPublish: (before: State, after: State) => void = () => {},
  ) {
    this.queue = new RunQueue({ ...options, onChange: () => this.changed() });
    this.store = createStore(() => this.snapshot());
  }

  /** Lets the queue go on if it was paused. */
  begin(): void {
    this.options.onBegin?.();
    if (this.queue.isPaused) this.queue.resume();
  }

  /** Shows a warning that does not stop a run. */
  tell(trouble: string): void {
    if (this.troubles.includes(trouble)) return;
    this.troubles = [...this.troubles, trouble];
    this.changed();
  }

  /** The warning is no longer true. */
  takeBack(trouble: string): void {
    this.troubles = this.troubles.filter((told) => told !== trouble);
    this.changed();
  }

  setAside(bad: BadOutcome): void {
    this.bad = [...this.bad.filter(({ key }) => key !== bad.key), bad];
    this.changed();
  }

  private snapshot(): State {
    const { runs, outcomes, isPaused, remainingSeconds } = this.queue;
    const same = sameOutcomes(outcomes, this.outcomes);
    if (!same) this.outcomes = new Map(outcomes);
    const { begun } = this.queue;
    const checkpoints = begun.reduce((sum, run) => sum + run.checkpoints.length, 0);
    if (!same || checkpoints !== this.lastCheckpoints)
      this.live = new Map([...begun.map(partialOutcome), ...this.outcomes]);
    this.lastCheckpoints = checkpoints;
    const state: QueueState = {
      runs,
      outcomes: this.outcomes,
      live: this.live,
      paused: isPaused,
      remainingSeconds,
      troubles: this.troubles,
      setAside: this.bad,
    };
    return { ...this.rest(), ...state } as State;
  }

  /** Progress arrives many times a second, and a page that draws all of it takes a core from the runs. */
  changed(): void {
    if (this.publishesSoon) return;
    this.publishesSoon = true;
    const { schedule = atEndOfTask } = this.options;
    schedule(() => {
      this.publishesSoon = false;
      const before = this.store.getState();
      this.store.setState(this.snapshot(), true);
      this.onPublish(before, this.store.getState());
    });
  }
}
