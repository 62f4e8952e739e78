// What a run has used so far and how fast it goes.
export class Counters {
  private sampleMs = 0;
  private stepMs = 0;
  private sampledTokens = 0;
  private trainedTokens = 0;
  private otherMs = 0;
  samplesDrawn = 0;
  skippedSteps = 0;
  skippedInARow = 0;

  sampled(tokens: number, rows: number, elapsedMs: number): void {
    this.sampledTokens += tokens;
    this.samplesDrawn += rows;
    this.sampleMs += elapsedMs;
  }

  stepped(tokens: number, skipped: boolean, elapsedMs: number): void {
    this.trainedTokens += tokens;
    this.stepMs += elapsedMs;
    this.skippedSteps += skipped ? 1 : 0;
    this.skippedInARow = skipped ? this.skippedInARow + 1 : 0;
  }

  other(elapsedMs: number): void {
    this.otherMs += elapsedMs;
  }

  /** Training time so far; evaluations are not counted. */
  get seconds(): number {
    return (this.sampleMs + this.stepMs + this.otherMs) / 1000;
  }
  get sampledTokensPerSecond(): number {
    return this.sampleMs > 0 ? (1000 * this.sampledTokens) / this.sampleMs : 0;
  }
  get trainedTokensPerSecond(): number {
    return this.stepMs > 0 ? (1000 * this.trainedTokens) / this.stepMs : 0;
  }
}
