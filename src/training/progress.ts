// How far a run has come in Algorithm 1: t and j of its loops, and when the policy was last measured. The schedule may
// change while the run goes on.
import type { Schedule } from '../objectives/method.ts';

/** The counters of a run. */
export interface Position {
  /** t of line 3, from 1 on. */
  readonly round: number;
  /** j of line 13: steps taken in this round. */
  readonly stepInRound: number;
  readonly step: number;
  /** Step of the last evaluation. */
  readonly evaluatedAt: number;
  /** The policy has taken steps that the proposal has not taken over (line 21). */
  readonly proposalIsBehind: boolean;
}

/** Early on a run moves most: parts of the first interval after which it is measured too. */
const EARLY_PARTS = [1 / 8, 1 / 4, 1 / 2];
/** Evaluations that a run has more where somebody watches. */
export const EARLY_EVALUATIONS = EARLY_PARTS.length;

/** The first step after `step` at which an evaluation is regular. @param early whether the first interval is divided. */
export function nextEvaluation(step: number, interval: number, early: boolean): number {
  const parts = early ? EARLY_PARTS.map((part) => Math.round(part * interval)) : [];
  return parts.find((at) => at > step) ?? step - (step % interval) + interval;
}

export class Progress implements Position {
  round = 1;
  stepInRound = 0;
  step = 0;
  evaluatedAt = 0;
  proposalIsBehind = false;

  constructor(
    private readonly schedule: () => Schedule,
    private readonly early = false,
  ) {}

  get roundDone(): boolean {
    return this.stepInRound >= this.schedule().stepsPerRound;
  }
  /** The round is over, and the proposal has not taken over its policy. */
  get refreshIsDue(): boolean {
    return this.roundDone && this.proposalIsBehind;
  }
  get done(): boolean {
    const { rounds } = this.schedule();
    return this.round > rounds || (this.round === rounds && this.roundDone);
  }
  get evaluationIsDue(): boolean {
    if (this.step === 0) return false;
    const regular =
      nextEvaluation(this.step - 1, this.schedule().evaluationInterval, this.early) === this.step;
    return (regular || this.done) && this.evaluatedAt !== this.step;
  }
  /** Steps until something else is due: the end of the round or an evaluation. */
  get stepsInARow(): number {
    const { stepsPerRound, evaluationInterval } = this.schedule();
    const next = nextEvaluation(this.step, evaluationInterval, this.early);
    return Math.min(stepsPerRound - this.stepInRound, next - this.step);
  }
  /** Steps taken and to come. */
  get totalSteps(): number {
    const { rounds, stepsPerRound } = this.schedule();
    if (this.done) return this.step;
    const left = Math.max(0, stepsPerRound - this.stepInRound);
    return this.step + (rounds - this.round) * stepsPerRound + left;
  }

  beginRound(): void {
    if (!this.roundDone) return;
    this.round++;
    this.stepInRound = 0;
  }
  countStep(): void {
    this.step++;
    this.stepInRound++;
    this.proposalIsBehind = true;
  }
  countRefresh(): void {
    this.proposalIsBehind = false;
  }
  countEvaluation(): void {
    this.evaluatedAt = this.step;
  }

  save(): Position {
    const { round, stepInRound, step, evaluatedAt, proposalIsBehind } = this;
    return { round, stepInRound, step, evaluatedAt, proposalIsBehind };
  }
  load({ round, stepInRound, step, evaluatedAt, proposalIsBehind }: Position): void {
    Object.assign(this, { round, stepInRound, step, evaluatedAt, proposalIsBehind });
  }
}
