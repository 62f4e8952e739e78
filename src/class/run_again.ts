// Whether a run of the same settings gives the curve of a code: both go through the code's rounding, so equal runs are equal.
import type { RunOutcome } from '../experiments/run_outcome.ts';
import type { CurvePoint } from './curve_bytes.ts';
import { thinnedCurve } from './curve_bytes.ts';
import { type FoundResult, findResults } from './find_results.ts';
import { encodeResult } from './result_code.ts';

/** The largest differences to a code's curve; both 0 where every evaluation is the same as far as a code says. */
export interface CurveDifference {
  readonly reward: number;
  readonly kl: number;
}

function curveOf({ checkpoints, exact }: RunOutcome, isExact: boolean): CurvePoint[] {
  return checkpoints.map(({ step, reward, kl }) => {
    const point = isExact ? exact.find((one) => one.step === step) : undefined;
    return { step, reward: point?.reward ?? reward.mean, kl: point?.kl ?? kl.mean };
  });
}

/** @returns undefined where the two have no steps in common up to the code's last. */
export function curveDifference(result: FoundResult, outcome: RunOutcome): CurveDifference | undefined {
  const { step: last } = result.curve[result.curve.length - 1];
  const curve = thinnedCurve(curveOf(outcome, result.isExact).filter(({ step }) => step <= last));
  if (curve.length === 0) return undefined;
  const [{ curve: again }] = findResults(encodeResult({ ...result, curve, answers: {} })).results;
  const steps = new Map(again.map((point) => [point.step, point]));
  const common = result.curve.filter(({ step }) => steps.has(step));
  if (common.length === 0 || common.length < result.curve.length) return undefined;
  const largest = (key: 'reward' | 'kl') =>
    Math.max(...common.map((point) => Math.abs(point[key] - steps.get(point.step)![key])));
  return { reward: largest('reward'), kl: largest('kl') };
}
