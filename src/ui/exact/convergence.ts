// When an exact curve stands still. Rule: the mean of the last five evaluations differs from that of the five before
// by less than 3 % of the run's span, in reward and in drift.
import { mean } from '../../math/statistics.ts';

export interface ConvergencePoint {
  readonly step: number;
  readonly reward: number;
  /** KL(policy, prior) in nats. */
  readonly drift: number;
}

const WINDOW = 5;
/** Largest change between two windows, as a share of the span. */
const STILL = 0.03;

/** Step of the first evaluation at which reward and drift stand still; undefined: they still move. */
export function convergedStep(points: readonly ConvergencePoint[]): number | undefined {
  for (let end = 2 * WINDOW; end <= points.length; end++) {
    const seen = points.slice(0, end);
    if (isStill(seen.map(({ reward }) => reward)) && isStill(seen.map(({ drift }) => drift)))
      return seen.at(-1)!.step;
  }
  return undefined;
}

function isStill(values: readonly number[]): boolean {
  const span = Math.max(...values) - Math.min(...values);
  const change = mean(values.slice(-WINDOW)) - mean(values.slice(-2 * WINDOW, -WINDOW));
  return Math.abs(change) < STILL * span;
}
