// Keeps the current run as it goes: a piece every few seconds of training, and at each evaluation, pause and end. Pieces
// leave the worker as events, and whoever listens stores them.
import { changedSettings } from '../../config/diff.ts';
import type { RunStatus, WorkerEvent } from '../protocol.ts';
import type { Run } from '../run.ts';
import { HistoryCollector, type LiveChange } from './run_history.ts';
import { digestOf, digestOffThread, type Resumption, type RunPiece } from './run_piece.ts';

/** With the work of a unit this stays below the five seconds that are promised. */
const PIECE_INTERVAL_MS = 4000;

/** What is known of a run's pieces so far. */
interface Followed {
  readonly history: HistoryCollector;
  nextIndex: number;
  groupsKept: number;
  /** Step of the last state that was kept. */
  keptStep: number;
  /** What was said of the run with it: a reader must know that it is done. */
  keptStatus?: RunStatus;
}

export class Journal {
  private readonly followed = new WeakMap<Run, Followed>();
  private asked = false;
  private nextMs = 0;

  constructor(
    private readonly emitOf: (run: Run, event: WorkerEvent) => void,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** Follows a run from its first event on. @param resumed what it continues from. */
  follow(run: Run, resumed?: Resumption): void {
    this.nextMs = this.now() + PIECE_INTERVAL_MS;
    if (this.followed.has(run)) return;
    this.followed.set(run, {
      history: new HistoryCollector(),
      nextIndex: resumed?.nextIndex ?? 0,
      groupsKept: resumed ? run.training.groupsSampled : 0,
      keptStep: -1,
    });
    if (resumed && changedSettings(resumed.config, run.config).length > 0)
      this.changed(run, { step: run.training.progress.step, from: resumed.config, to: run.config });
  }

  /** A run has moved to another device. */
  moved(from: Run, to: Run): void {
    const followed = this.followed.get(from);
    if (followed) this.followed.set(to, followed);
  }

  note(run: Run, event: WorkerEvent): void {
    this.followed.get(run)?.history.add(event);
    // Nobody computes a line again that is known to its end.
    if (event.type === 'frontier' && event.complete) this.ask();
  }

  changed(run: Run, change: LiveChange): void {
    this.followed.get(run)?.history.change(change);
  }

  /** A piece is wanted as soon as there can be one. */
  ask(): void {
    this.asked = true;
  }

  get isAsked(): boolean {
    return this.asked;
  }

  /** True where the next unit should leave no step under way. */
  get isDue(): boolean {
    return this.asked || this.now() >= this.nextMs;
  }

  /** Emits a piece if the run has trained and something is new. A unit that cannot be saved within puts it off. */
  async keep(
    run: Run | undefined,
    status: RunStatus,
    backend: RunPiece['backend'] | undefined,
    evaluated = false,
  ): Promise<void> {
    this.asked = false;
    if (!run || !backend) return;
    const followed = this.followed.get(run);
    const { progress } = run.training;
    if (!followed || !run.isSavable || progress.step === 0) return;
    const { step, round, totalSteps } = progress;
    const isKnown = step === followed.keptStep && status === followed.keptStatus;
    if (followed.history.isEmpty && isKnown) return;
    const saved = await run.encoded(followed.groupsKept);
    const hasState = evaluated || step !== followed.keptStep || saved.groupCount !== followed.groupsKept;
    const state = hasState ? saved.state : undefined;
    const [groupsDigest, stateDigest] = await Promise.all([
      digestOffThread(saved.groups),
      state && digestOffThread(state),
    ]);
    if (run.isAbandoned) return;
    const history = followed.history.take();
    const piece: RunPiece = {
      index: followed.nextIndex++,
      status,
      step,
      round,
      totalSteps,
      evaluated,
      backend,
      config: run.config,
      history,
      groups: saved.groups,
      state,
      digests: { history: digestOf(history), groups: groupsDigest, state: stateDigest },
    };
    followed.groupsKept = saved.groupCount;
    followed.keptStep = step;
    followed.keptStatus = status;
    this.nextMs = this.now() + PIECE_INTERVAL_MS;
    this.emitOf(run, { type: 'piece', runId: run.id, piece });
  }
}
