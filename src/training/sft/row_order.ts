// Which rows the steps see: every epoch has all of them in an order of its own, so that a step's rows follow from its
// number and the seed. Nothing else has to be saved.
import { Stream } from '../../random/stream.ts';

export class RowOrder {
  private epoch = -1;
  private order: readonly number[] = [];

  constructor(
    private readonly rows: number,
    private readonly rowsPerBatch: number,
    private readonly seed: number,
  ) {}

  /** Indices of a step's rows, from step 0; an epoch may end within a step. */
  ofStep(step: number): number[] {
    const first = step * this.rowsPerBatch;
    return Array.from({ length: this.rowsPerBatch }, (_, i) => this.at(first + i));
  }

  private at(position: number): number {
    const epoch = Math.floor(position / this.rows);
    if (epoch !== this.epoch) {
      const all = Array.from({ length: this.rows }, (_, i) => i);
      this.order = Stream.fromSeed(this.seed).split('sft', epoch).shuffle(all);
      this.epoch = epoch;
    }
    return this.order[position % this.rows];
  }
}
