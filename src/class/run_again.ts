// Whether a run of the same settings gives the curve of a code, as far as a code says: its values are rounded.
import type { RunOutcome } from '../experiments/run_outcome.ts';
import type { CurvePoint } from './curve_bytes.ts';
import type { FoundResult } from './find_results.ts';

/** The largest differences to a code's curve; 0 where rounding alone explains them. */
export interface CurveDifference {
  readonly reward: number;
  readonly kl: number;
}

/** Of sums of doubles. */
const SLACK = 1 + 1e-9;

function curveOf({ checkpoints, exact }: RunOutcome, isExact: boolean): CurvePoint[] {
  return checkpoints.map(({ step, reward, kl }) => {
    const point = isExact ? exact.find((one) => one.step === step) : undefined;
    return { step, reward: point?.reward ?? reward.mean, kl: point?.kl ?? kl.mean };
  });
}

/**
 * The page tests a run more often at its begin than an experiment does, so the two are compared where both have a test.
 * @returns undefined where the run has no test at the code's last step.
 */
export function curveDifference(
  { curve, rounding, isExact }: FoundResult,
  outcome: RunOutcome,
): CurveDifference | undefined {
  const again = new Map(curveOf(outcome, isExact).map((point) => [point.step, point]));
  if (!again.has(curve[curve.length - 1].step)) return undefined;
  const common = curve.filter(({ step }) => again.has(step));
  const largest = (key: 'reward' | 'kl') => {
    const difference = Math.max(...common.map((point) => Math.abs(point[key] - again.get(point.step)![key])));
    return difference <= rounding[key] * SLACK ? 0 : difference;
  };
  return { reward: largest('reward'), kl: largest('kl') };
}
