import { describe, expect, it } from 'vitest';
import type { RunOutcome } from '../experiments/run_outcome.ts';
import { madeUpResult, risingCurve } from './made_up_results.ts';
import { curveDifference } from './run_again.ts';

const curve = risingCurve(1.7, 0.93);
const outcomeOf = (points: typeof curve, exact = points): RunOutcome =>
  ({
    checkpoints: points.map(({ step, reward, kl }) => ({ step, reward: { mean: reward }, kl: { mean: kl } })),
    exact,
  }) as unknown as RunOutcome;

describe('a run again', () => {
  it('of the same curve differs by nothing, although a code has rounded it', () => {
    const result = madeUpResult({}, { curve });
    expect(result.curve[1].reward).not.toBe(curve[1].reward);
    expect(curveDifference(result, outcomeOf(curve))).toEqual({ reward: 0, kl: 0 });
  });

  it('says by how much another curve differs', () => {
    const other = curve.map((point) =>
      point.step === 30 ? { ...point, reward: point.reward - 0.2 } : point,
    );
    const { reward, kl } = curveDifference(madeUpResult({}, { curve }), outcomeOf(other))!;
    expect(reward).toBeCloseTo(0.2, 3);
    expect(kl).toBe(0);
  });

  it('compares a code of half a run with that half, and exact figures with exact ones', () => {
    const early = madeUpResult({}, { curve: curve.slice(0, 3) });
    expect(curveDifference(early, outcomeOf(curve))).toEqual({ reward: 0, kl: 0 });
    const sampled = curve.map((point) => ({ ...point, reward: point.reward + 1 }));
    expect(curveDifference(early, outcomeOf(sampled, curve))).toEqual({ reward: 0, kl: 0 });
    const ofSamples = madeUpResult({}, { curve: sampled, isExact: false });
    expect(curveDifference(ofSamples, outcomeOf(sampled, curve))).toEqual({ reward: 0, kl: 0 });
  });

  it('compares the steps that both have, if the last is one of them', () => {
    const result = madeUpResult({}, { curve });
    expect(curveDifference(result, outcomeOf(curve.filter(({ step }) => step !== 10)))).toEqual({
      reward: 0,
      kl: 0,
    });
    expect(curveDifference(result, outcomeOf(curve.slice(0, -1)))).toBeUndefined();
  });

  it('sees a difference of one level', () => {
    const result = madeUpResult({}, { curve });
    const level = 2 * result.rounding.kl;
    const other = curve.map((point) => (point.step === 30 ? { ...point, kl: point.kl + level } : point));
    expect(curveDifference(result, outcomeOf(other))!.kl).toBeGreaterThan(level / 2);
  });
});
