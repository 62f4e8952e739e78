// Emits a run's views beside its figures: the exact laboratory, the KL estimators, and one batch in the microscope.
import type { ReplayGroup } from '../objectives/group.ts';
import type { ShownGroup } from '../training/step.ts';
import type { WorkerEvent } from './protocol.ts';
import type { Run } from './run.ts';
import { microscopeOf } from './views.ts';

const MICROSCOPE_INTERVAL_MS = 250;

export class Showing {
  private lastShownMs = Number.NEGATIVE_INFINITY;

  constructor(private readonly emitOf: (run: Run, event: WorkerEvent) => void) {}

  async exact(run: Run, round: number): Promise<void> {
    const evaluation = await run.exactEvaluation(round);
    if (evaluation) this.emitOf(run, { type: 'exact', runId: run.id, evaluation });
  }

  async klReport(run: Run, groups: readonly ReplayGroup[]): Promise<void> {
    const report = await run.klReport(groups);
    if (report) this.emitOf(run, { type: 'kl-report', runId: run.id, report });
  }

  async microscope(run: Run): Promise<void> {
    const [group] = run.training.latestGroups;
    this.batch(run, await run.training.shownGroup(group), true);
  }

  batch(run: Run, shownGroup: ShownGroup, always = false): void {
    const now = performance.now();
    if (!always && now - this.lastShownMs < MICROSCOPE_INTERVAL_MS) return;
    this.lastShownMs = now;
    const microscope = microscopeOf(run.task, run.training.progress.step, shownGroup);
    this.emitOf(run, { type: 'microscope', runId: run.id, microscope });
  }
}
