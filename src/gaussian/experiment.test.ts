import { describe, expect, it } from 'vitest';
import { mean, sum } from '../math/statistics.ts';
import { coefficients, ESTIMATORS } from './estimators.ts';
import { trueGradient } from './exact.ts';
import { drawGroup, gaussianSlices, runGaussian } from './experiment.ts';
import { evenThetas, type GaussianOptions, gaussianDefaults, validateGaussian } from './settings.ts';
import { summarise } from './summary.ts';

const exactVariances = (name: 'gdc' | 'gdc++', thetas: readonly number[]) =>
  runGaussian({ ...gaussianDefaults, repeats: 10, thetas }).exact[name].variance.entries();
const MANY = runGaussian({ ...gaussianDefaults, repeats: 40_000, thetas: [0, 0.25, 0.5, 0.75, 1], seed: 3 });

describe('Monte-Carlo at the paper’s setting', () => {
  // The weights are heavy-tailed: a run that misses the rare large ones underestimates its variance and its own error
  // bar together. So the error here is the spread over independent runs, which has no such bias.
  const thetas = [0, 0.3, 0.7, 1];
  const independentRuns = Array.from({ length: 40 }, (_, seed) =>
    runGaussian({ ...gaussianDefaults, repeats: 4000, thetas, seed }),
  );
  for (const name of ['gdc', 'gdc++'] as const) {
    it(`${name} is within three standard errors of its closed form and of the true gradient`, () => {
      const runs = independentRuns.map((run) => run[name]);
      for (const [i, exact] of exactVariances(name, thetas)) {
        for (const [quantity, truth] of [
          ['variance', exact],
          ['mse', exact],
          ['mean', -1],
          ['bias', 0],
        ] as const) {
          const { value, standardError } = summarise(
            Float64Array.from(runs, (run) => run[quantity][i]),
            truth,
          );
          expect(Math.abs(value.bias)).toBeLessThan(3 * standardError.mean);
        }
      }
    });
  }

  it('BRAIn has the known variance and a mean that is short of -1', () => {
    const { variance, mean } = MANY.brain;
    for (const [i, expected] of [
      [0, 0.174],
      [2, 0.193],
      [4, 0.173],
    ])
      expect(Math.abs(variance[i] - expected)).toBeLessThan(0.006);
    expect(mean[0]).toBeCloseTo(-0.77, 1);
    expect(mean[2]).toBeCloseTo(-0.85, 1);
  });

  it('BRAIn is symmetric under theta -> 1 - theta', () => {
    const { variance, mean, standardError } = MANY.brain;
    for (const [i, j] of [
      [0, 4],
      [1, 3],
    ]) {
      const apart = Math.hypot(standardError.variance[i], standardError.variance[j]);
      expect(Math.abs(variance[i] - variance[j])).toBeLessThan(3 * apart);
      expect(Math.abs(mean[i] - mean[j])).toBeLessThan(
        3 * Math.hypot(standardError.mean[i], standardError.mean[j]),
      );
    }
  });

  it('at theta 0 plain GDC has the lower variance, at theta 1 by far the higher', () => {
    expect(MANY.gdc.variance[0]).toBeLessThan(MANY.brain.variance[0]);
    expect(MANY.gdc.variance[4]).toBeGreaterThan(5 * MANY.brain.variance[4]);
  });

  it('estimators coincide where their weights do', () => {
    // theta = 0: u = 1, so w/o self-normalisation is GDC++ and w/o baseline is GDC. theta = 1: v = 1.
    expect(MANY['brain-without-self-normalisation'].variance[0]).toBeCloseTo(MANY['gdc++'].variance[0], 12);
    expect(MANY['brain-without-baseline'].variance[0]).toBeCloseTo(MANY.gdc.variance[0], 12);
    expect(MANY['brain-without-self-normalisation'].mse[4]).toBeCloseTo(MANY.brain.mse[4], 12);
  });
});

it('standard errors are the spread over independent runs', () => {
  const runs = Array.from(
    { length: 200 },
    (_, seed) => runGaussian({ ...gaussianDefaults, repeats: 300, thetas: [0.5], seed }).brain,
  );
  for (const quantity of ['variance', 'mean', 'bias', 'mse', 'relativeSpread'] as const) {
    const values = runs.map((run) => run[quantity][0]);
    const spread = Math.sqrt(summarise(Float64Array.from(values), 0).value.variance);
    const claimed = mean(runs.map((run) => run.standardError[quantity][0]));
    expect(claimed / spread).toBeGreaterThan(0.8);
    expect(claimed / spread).toBeLessThan(1.25);
  }
});

it('an estimate is the sum of its coefficients times the scores', () => {
  const options = { ...gaussianDefaults, thetas: [0.3], policyMean: 1.4, samples: 7, repeats: 20_000 };
  const result = runGaussian(options);
  for (const name of ESTIMATORS) {
    const estimates = Array.from({ length: 20_000 }, (_, draw) => {
      const ys = drawGroup(0.3, 7, 5, draw);
      return coefficients(name, ys, 0.3, 1.4).reduce((sum, c, i) => sum + c * (ys[i] - 1.4), 0);
    });
    const other = summarise(Float64Array.from(estimates), trueGradient(1.4));
    const { mean, variance, standardError } = result[name];
    expect(Math.abs(other.value.mean - mean[0])).toBeLessThan(4 * standardError.mean[0] * Math.SQRT2);
    expect(Math.abs(other.value.variance - variance[0])).toBeLessThan(
      4 * standardError.variance[0] * Math.SQRT2,
    );
  }
});

it('BRAIn’s coefficients sum to zero, w/o baseline to one', () => {
  const ys = drawGroup(0.5, 8, 1, 0);
  expect(sum(coefficients('brain', ys, 0.5, 1))).toBeCloseTo(0, 12);
  expect(sum(coefficients('brain-without-baseline', ys, 0.5, 1))).toBeCloseTo(1, 12);
});

describe('reproducibility', () => {
  const small: GaussianOptions = { ...gaussianDefaults, repeats: 50 };

  it('the same seed gives the same numbers, another seed others', () => {
    expect(runGaussian(small)).toEqual(runGaussian(small));
    expect(runGaussian({ ...small, seed: 2 }).gdc.mean).not.toEqual(runGaussian(small).gdc.mean);
  });

  it('a theta more changes no other', () => {
    const more = runGaussian({ ...small, thetas: [...small.thetas, 2] });
    expect(more.brain.variance.slice(0, 11)).toEqual(runGaussian(small).brain.variance);
  });

  it('each theta has draws of its own', () => {
    const [first, second] = runGaussian({ ...small, thetas: [0.5, 0.5] }).brain.mean;
    expect(first).not.toBe(second);
  });

  it('slices report growing shares and end in the same result', () => {
    const slices = gaussianSlices({ ...small, repeats: 4000 });
    const shares: number[] = [];
    for (;;) {
      const { done, value } = slices.next();
      if (done) {
        expect(value).toEqual(runGaussian({ ...small, repeats: 4000 }));
        break;
      }
      shares.push(value);
    }
    expect(shares.length).toBeGreaterThan(10);
    expect(shares).toEqual([...shares].sort((a, b) => a - b));
    expect(shares.at(-1)).toBe(1);
  });
});

describe('settings', () => {
  it('thetas are evenly spaced and clean', () => {
    expect(gaussianDefaults.thetas).toEqual([0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1]);
    expect(evenThetas(0.5, 2, 1)).toEqual([0.5]);
  });

  it.each([
    [{ samples: 0 }, 'invalid samples: 0 (expected an integer in 2..256)'],
    [{ samples: 2.5 }, 'invalid samples: 2.5 (expected an integer in 2..256)'],
    [{ repeats: Number.NaN }, 'invalid repeats: NaN (expected an integer in 10..1000000)'],
    [{ policyMean: 4 }, 'invalid policyMean: 4 (expected -3..3)'],
    [{ thetas: [0, Number.POSITIVE_INFINITY] }, 'invalid theta: Infinity (expected -3..3)'],
    [{ thetas: [] }, 'invalid thetaCount: 0 (expected an integer in 1..201)'],
    [{ seed: -1 }, 'invalid seed: -1 (expected an integer in 0..4294967295)'],
  ])('%o is refused', (change, message) => {
    expect(() => validateGaussian({ ...gaussianDefaults, ...change })).toThrow(new RangeError(message));
  });
});
