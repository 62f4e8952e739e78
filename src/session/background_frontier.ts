// The run's best reachable frontier. It is exact on enumerable tasks. Other tasks estimate it in slices between the
// units of the run. While a run trains, at most a fifth of the time goes to these slices.
import { PriorSamples } from './prior_samples.ts';
import type { WorkerEvent } from './protocol.ts';
import { reachableFrontier } from './reachable.ts';
import type { Run } from './run.ts';

const TRAINING_PER_SLICE = 4;

export class BackgroundFrontier {
  private readonly samples = new PriorSamples();
  private estimate?: { readonly run: Run; readonly slices: ReturnType<typeof reachableFrontier> };
  private nextAtMs = Number.NEGATIVE_INFINITY;

  constructor(private readonly emitOf: (run: Run, event: WorkerEvent) => void) {}

  begin(run: Run): void {
    const points = run.exactFrontier;
    if (points) {
      this.emitOf(run, { type: 'frontier', runId: run.id, points, complete: true });
      return;
    }
    const { task, models } = run;
    if (models.reward.isPaid) return; // thousands of answers would be rated
    const { evaluationPrompts, seed } = run.config;
    const prompts = task.prompts('validation').slice(0, evaluationPrompts);
    const rewards = this.samples.of(run);
    this.estimate = { run, slices: reachableFrontier({ task, models, prompts, seed, rewards }) };
  }

  stop(): void {
    this.estimate = undefined;
  }

  get isUnderWay(): boolean {
    return this.estimate !== undefined;
  }

  /** While a run trains, a slice waits for its turn. */
  isDue(isTraining: boolean): boolean {
    return this.isUnderWay && (!isTraining || performance.now() >= this.nextAtMs);
  }

  /** Emits nothing if it was stopped meanwhile. */
  async slice(isTraining: () => boolean): Promise<void> {
    const { estimate } = this;
    if (!estimate) return;
    const start = performance.now();
    const { value, done } = await estimate.slices.next();
    if (this.estimate !== estimate) return;
    const end = performance.now();
    this.nextAtMs = isTraining() ? end + TRAINING_PER_SLICE * (end - start) : end;
    if (done) this.estimate = undefined;
    else if (value) this.emitOf(estimate.run, { type: 'frontier', runId: estimate.run.id, ...value });
  }
}
