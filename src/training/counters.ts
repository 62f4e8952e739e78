// What a run has used so far and how fast it goes.
const NONE = {
  sampleMs: 0,
  stepMs: 0,
  otherMs: 0,
  sampledTokens: 0,
  trainedTokens: 0,
  samplesDrawn: 0,
  skippedSteps: 0,
  skippedInARow: 0,
};

export type CountersState = Readonly<typeof NONE>;

export class Counters {
  private counts = { ...NONE };

  sampled(tokens: number, rows: number, elapsedMs: number): void {
    this.counts.sampledTokens += tokens;
    this.counts.samplesDrawn += rows;
    this.counts.sampleMs += elapsedMs;
  }

  stepped(tokens: number, skipped: boolean, elapsedMs: number): void {
    this.counts.trainedTokens += tokens;
    this.counts.stepMs += elapsedMs;
    this.counts.skippedSteps += skipped ? 1 : 0;
    this.counts.skippedInARow = skipped ? this.skippedInARow + 1 : 0;
  }

  other(elapsedMs: number): void {
    this.counts.otherMs += elapsedMs;
  }

  /** Samples of the gate, whose time is the step's. */
  judged(rows: number): void {
    this.counts.samplesDrawn += rows;
  }

  /** The skipped steps before this moment are in no row with those after it. */
  endRow(): void {
    this.counts.skippedInARow = 0;
  }

  get samplesDrawn(): number {
    return this.counts.samplesDrawn;
  }
  get skippedSteps(): number {
    return this.counts.skippedSteps;
  }
  get skippedInARow(): number {
    return this.counts.skippedInARow;
  }

  /** Training time so far; evaluations are not counted. */
  get seconds(): number {
    const { sampleMs, stepMs, otherMs } = this.counts;
    return (sampleMs + stepMs + otherMs) / 1000;
  }
  get sampledTokensPerSecond(): number {
    const { sampleMs, sampledTokens } = this.counts;
    return sampleMs > 0 ? (1000 * sampledTokens) / sampleMs : 0;
  }
  get trainedTokensPerSecond(): number {
    const { stepMs, trainedTokens } = this.counts;
    return stepMs > 0 ? (1000 * trainedTokens) / stepMs : 0;
  }

  save(): CountersState {
    return { ...this.counts };
  }
  load(state: CountersState): void {
    this.counts = { ...state };
  }
}
