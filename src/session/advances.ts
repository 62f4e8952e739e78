// Steps and phases that were asked for one by one: where the present one ends, and those that follow it.
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

  /** After a unit of work: ends what is reached and begins what was asked for next. */
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
