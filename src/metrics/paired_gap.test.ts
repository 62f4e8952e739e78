import { describe, expect, it } from 'vitest';
import { nestedGap, pairedGap } from './paired_gap.ts';

describe('the gap over seeds and prompts', () => {
  it('agrees with analyses of variance by regression on indicators', () => {
    const above = [
      [-0.8, -1.32, -0.25, 0.42, 1.14],
      [0.11, -0.55, -0.78, 0.75, 1.63],
      [0.27, -1.23, -0.96, 1.6, 0.2],
      [-1.73, -0.08, -1.16, -0.63, -0.49],
    ];
    const below = [
      [-0.71, 0.55, -0.06, -0.59, 0.41],
      [0.83, -1.64, -0.26, -0.98, -0.17],
      [-1.29, 0.02, -0.04, -0.3, -1.05],
      [-0.4, -1.09, -1.36, 0.22, -1.11],
    ];
    const gap = pairedGap(above.map((row, s) => row.map((value, p) => value - below[s][p])))!;
    // Residual sums of squares of three nested regressions by numpy.linalg.lstsq.
    expect(gap.mean).toBeCloseTo(0.258, 12);
    expect(gap.standardError).toBeCloseTo(0.31534049058121283, 12);
    expect(gap.degrees).toBeCloseTo(2.980336201543506, 10);
  });

  it('is of the prompts alone with one seed, of the seeds alone with one prompt, and nothing without a value', () => {
    // Values 1, 2, 6: mean 3, variance 7.
    expect(pairedGap([[1, 2, 6]])).toEqual({
      mean: 3,
      standardError: Math.sqrt(7 / 3),
      degrees: 2,
    });
    const ofSeeds = pairedGap([[1], [2], [6]])!;
    expect(ofSeeds).toEqual({ mean: 3, standardError: Math.sqrt(7 / 3), degrees: 2 });
    // Nothing says how far off a single value is.
    expect(pairedGap([[1]])!.standardError).toBeNaN();
    expect(pairedGap([])).toBeUndefined();
    expect(pairedGap([[]])).toBeUndefined();
  });

  it('by hand where each seed has prompts of its own', () => {
    // Means 2, 5 and 8, variance 9. Squared standard errors 1, 1 and 16 / 3, with 1, 1 and 2 degrees.
    const values = [
      [1, 3],
      [4, 6],
      [4, 8, 12],
    ];
    const within = (1 + 1 + 16 / 3) / 3;
    const ofPrompts = (1 + 1 + (16 / 3) ** 2 / 2) / 9;
    const gap = nestedGap(values)!;
    expect(gap.mean).toBeCloseTo(5, 12);
    expect(gap.standardError).toBeCloseTo(Math.sqrt(9 / 3), 12);
    expect(gap.degrees).toBeCloseTo(9 ** 2 / (9 ** 2 / 2 + ofPrompts), 12);
    // Seeds that happen to agree are known no better than their prompts allow.
    const agreeing = nestedGap(values, { variance: 0.5, degrees: 4 })!;
    expect(agreeing.standardError).toBeCloseTo(Math.sqrt(within / 3), 12);
    expect(agreeing.degrees).toBeCloseTo(within ** 2 / (0.5 ** 2 / 4 + ofPrompts), 12);
    expect(nestedGap([[1], [2], [6]])).toEqual({ mean: 3, standardError: Math.sqrt(7 / 3), degrees: 2 });
    expect(nestedGap([[1, 2, 6]])).toEqual(pairedGap([[1, 2, 6]]));
    expect(nestedGap([])).toBeUndefined();
  });

  it('by hand, with a pooled variance: 2 seeds, 2 prompts, additive', () => {
    // MS of prompts 2 * 2 = 4; MS of the residual 0; MS of seeds 2 * 9 = 18 at 10 degrees: V = 22 / 4.
    const gap = pairedGap(
      [
        [0, 2],
        [3, 5],
      ],
      { variance: 9, degrees: 10 },
    )!;
    expect(gap.standardError).toBeCloseTo(Math.sqrt(22 / 4), 12);
    expect(gap.degrees).toBeCloseTo(22 ** 2 / (18 ** 2 / 10 + 4 ** 2 / 1), 12);
  });
});
