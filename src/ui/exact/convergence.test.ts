import { describe, expect, it } from 'vitest';
import { convergedStep } from './convergence.ts';

const INTERVAL = 20;

/** Evaluations of a run that approaches reward 2 at drift 1.25, `rate` of the way left at each. */
const approach = (count: number, rate: number) =>
  Array.from({ length: count }, (_, i) => ({
    step: i * INTERVAL,
    reward: 2 * (1 - rate ** i),
    drift: 1.25 * (1 - rate ** i),
  }));

describe('convergedStep', () => {
  it('finds the evaluation that the closed form of a geometric approach names', () => {
    // Windows that end at i differ by rate^(i-9) (1 - rate^5)^2 / (5 (1 - rate)) of the limit; the span is 1 - rate^i.
    const rate = 0.8;
    const change = (i: number) => (rate ** (i - 9) * (1 - rate ** 5) ** 2) / (5 * (1 - rate));
    let i = 9;
    while (change(i) >= 0.03 * (1 - rate ** i)) i++;
    expect(convergedStep(approach(40, rate))).toBe(i * INTERVAL);
    expect(convergedStep(approach(i, rate))).toBeUndefined();
  });

  it('says nothing of a run that still climbs, nor of one too short to tell', () => {
    const climbing = Array.from({ length: 40 }, (_, i) => ({ step: i, reward: i, drift: i / 10 }));
    expect(convergedStep(climbing)).toBeUndefined();
    expect(convergedStep(approach(9, 0.1))).toBeUndefined();
    expect(convergedStep([])).toBeUndefined();
  });

  it('needs drift to stand still too', () => {
    const drifting = approach(40, 0.5).map((point, i) => ({ ...point, drift: i }));
    expect(convergedStep(drifting)).toBeUndefined();
  });
});
