// Queue of single steps and phases that the visitor requested: where the present one ends, and the ones after it.
import type { Training } from '../training/training.ts';

type Unit = 'step' | 'phase';

export class Advances {
  private reached?: (training: Training) => boolean;
  private following: Unit[] = [];

  get isActive(): boolean {
    return this.reached !== undefined;
  }

  ask(unit: Unit, training: Training): void {
    this.following.push(unit);
    if (!this.reached) this.beginNext(training);
  }

  /** Call after each unit of work: ends a request that is fulfilled and begins the next. */
  worked(training: Training): void {
    if (this.reached?.(training)) this.beginNext(training);
  }

  end(): void {
    this.reached = undefined;
    this.following = [];
  }

  private beginNext({ progress: { step }, phase }: Training): void {
    const unit = this.following.shift();
    this.reached =
      unit && ((training) => (unit === 'step' ? training.progress.step !== step : training.phase !== phase));
  }
}
