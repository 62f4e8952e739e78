// Emits what a unit of work has found: figures, the exact laboratory, the KL estimators, and one batch in the microscope.
import { yieldToMessages } from '../event_loop/yield_to_messages.ts';
import type { ReplayGroup } from '../objectives/group.ts';
import type { Advance } from '../training/advance.ts';
import type { PolicyEvaluation } from '../training/evaluation.ts';
import type { ShownGroup } from '../training/step.ts';
import type { WorkerEvent } from './protocol.ts';
import type { Run } from './run.ts';
import { skippedStepEvent } from './skipped_step.ts';
import { microscopeOf } from './views.ts';

const MICROSCOPE_INTERVAL_MS = 250;
/** A measurement of the prior that takes longer tells how far it is. */
const SILENT_MS = 1000;

export class Showing {
  private lastShownMs = Number.NEGATIVE_INFINITY;
  /** Breaths of the evaluation under way. */
  private breaths = 0;
  /** Of the prior's, from its end on: every evaluation has as many. */
  private breathsOfOne?: number;
  private measuresPriorSinceMs?: number;

  constructor(private readonly emitOf: (run: Run, event: WorkerEvent) => void) {}

  /** A loaded run, and what is known of its world. */
  async opened(run: Run): Promise<void> {
    const { id: runId } = run;
    this.size(run);
    const exact = await run.openExactView();
    if (exact) this.emitOf(run, { type: 'exact-world', runId, world: exact.world });
    const markov = await run.openMarkovView();
    if (!markov) return;
    await markov.trace(yieldToMessages);
    this.emitOf(run, { type: 'markov-world', runId, world: markov.world });
  }

  size(run: Run): void {
    this.emitOf(run, { type: 'loaded', runId: run.id, ...run.size, rewardModel: run.rewardModel?.id });
  }

  /** Between two calls of a model: an evaluation tells how far it is. */
  breath(run: Run): void {
    const sinceMs = this.measuresPriorSinceMs;
    if (run.training.phase !== 'evaluate' && sinceMs === undefined) return;
    this.breaths++;
    if (sinceMs !== undefined && performance.now() - sinceMs < SILENT_MS) return;
    const share = Math.min(1, this.breaths / (this.breathsOfOne ?? run.training.evaluationCalls));
    this.emitOf(run, { type: 'evaluating', runId: run.id, share });
  }

  /** The prior, measured; the page estimates the run's time from how long that took. */
  async prior(run: Run): Promise<void> {
    const start = performance.now();
    [this.breaths, this.breathsOfOne, this.measuresPriorSinceMs] = [0, undefined, start];
    const result = await run.training.evaluate();
    [this.breathsOfOne, this.measuresPriorSinceMs] = [this.breaths, undefined];
    this.emitOf(run, { type: 'pace', runId: run.id, evaluationMs: performance.now() - start });
    await this.evaluation(run, result, run.training.progress.round);
  }

  async evaluation(run: Run, result: PolicyEvaluation, round: number): Promise<void> {
    this.breaths = 0;
    const evaluation = run.evaluation(result, round);
    this.emitOf(run, { type: 'evaluation', runId: run.id, evaluation });
    const exact = await run.exactEvaluation(round);
    if (exact) this.emitOf(run, { type: 'exact', runId: run.id, evaluation: exact });
    const markov = run.markovEvaluation();
    if (markov) this.emitOf(run, { type: 'markov', runId: run.id, evaluation: markov });
  }

  /** True where the run should pause: too many steps in a row were skipped. */
  step(run: Run, advance: Extract<Advance, { kind: 'stepped' }>, elapsedMs: number): boolean {
    this.emitOf(run, { type: 'step', runId: run.id, metrics: run.stepMetrics(advance, elapsedMs) });
    this.batch(run, advance.result.shown);
    const { skipped } = advance.result;
    if (run.warning) this.emitOf(run, { type: 'notice', message: run.warning });
    if (!skipped) return false;
    const event = skippedStepEvent(run, skipped);
    this.emitOf(run, event);
    return event.type === 'fault';
  }

  async weighed(run: Run, groups: readonly ReplayGroup[]): Promise<void> {
    await this.microscope(run);
    const report = await run.klReport(groups);
    if (report) this.emitOf(run, { type: 'kl-report', runId: run.id, report });
  }

  private async microscope(run: Run): Promise<void> {
    const [group] = run.training.latestGroups;
    this.batch(run, await run.training.shownGroup(group), true);
  }

  private batch(run: Run, shownGroup: ShownGroup, always = false): void {
    const now = performance.now();
    if (!always && now - this.lastShownMs < MICROSCOPE_INTERVAL_MS) return;
    this.lastShownMs = now;
    const microscope = microscopeOf(run.task, run.training.progress.step, shownGroup);
    this.emitOf(run, { type: 'microscope', runId: run.id, microscope });
  }
}
