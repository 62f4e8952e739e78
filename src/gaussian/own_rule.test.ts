// The typed rules of built-in estimators, in the toy, against the estimators themselves.
import { describe, expect, it } from 'vitest';
import { coefficients, ESTIMATORS } from './estimators.ts';
import { trueGradient } from './exact.ts';
import { drawGroup, estimatorsOf, runGaussian } from './experiment.ts';
import { gaussianGroup, ownCoefficients } from './own_rule.ts';
import { gaussianDefaults } from './settings.ts';

const BRAIN = 'softmax(r/gamma + lp - lq0) - softmax(lq - lq0)';
const own = (rule: string) => ({ rule, ruleLambda: 0.25 });

it('has a prior and a reward whose posterior is the target', () => {
  const { logPrior, reward } = gaussianGroup([-2, 0, 0.5, 3], 0.4, 1);
  const overTarget = [-2, 0, 0.5, 3].map((y, i) => logPrior[i] + reward[i] + y ** 2 / 2);
  for (const value of overTarget) expect(value).toBeCloseTo(overTarget[0], 12);
});

describe('coefficients of a typed rule', () => {
  it.each([
    ['brain', BRAIN],
    ['brain-without-baseline', 'softmax(r/gamma + lp - lq0)'],
    ['brain-without-self-normalisation', 'softmax(r/gamma + lp - lq0) - exp(lq - lq0)/n'],
    // log Z of the toy is 0 up to the constant of the reward.
    ['gdc', 'exp(r + lp - lq0)/n'],
    ['gdc++', '(exp(r + lp - lq0) - exp(lq - lq0))/n'],
  ] as const)('are those of %s', (name, rule) => {
    for (const [theta, policyMean] of [
      [0, 1],
      [0.7, 1],
      [-0.4, 0.3],
    ]) {
      const ys = drawGroup(theta, 8, 3, 0);
      const expected = coefficients(name, ys, theta, policyMean);
      ownCoefficients(own(rule), ys, theta, policyMean).forEach((c, i) => {
        expect(c).toBeCloseTo(expected[i], 12);
      });
    }
  });
});

describe('the sixth curve', () => {
  const options = { ...gaussianDefaults, repeats: 400, thetas: [0, 0.5, 1] };

  it('of BRAIn’s rule is BRAIn’s, with its standard errors, and leaves the others as they are', () => {
    const plain = runGaussian(options);
    const result = runGaussian({ ...options, own: own(BRAIN) });
    for (const quantity of ['mean', 'variance', 'bias', 'mse'] as const)
      result.brain[quantity].forEach((value, i) => {
        expect(result.own![quantity][i]).toBeCloseTo(value, 12);
        expect(result.own!.standardError[quantity][i]).toBeCloseTo(
          result.brain.standardError[quantity][i],
          12,
        );
      });
    for (const name of ESTIMATORS) expect(result[name]).toEqual(plain[name]);
    expect(estimatorsOf(result)).toEqual([...ESTIMATORS, 'own']);
    expect(estimatorsOf(plain)).toEqual(ESTIMATORS);
  });

  it('of RLOO’s rule is unbiased on the policy’s own samples for its own objective', () => {
    // With theta = m the samples are the policy's; E[R] - KL has the slope -m here, as the plain KL has.
    const { own: rloo } = runGaussian({
      ...options,
      repeats: 20_000,
      thetas: [1],
      own: own('centre(r - gamma*(lq - lp))/(n - 1)'),
    });
    expect(Math.abs(rloo!.mean[0] - trueGradient(1))).toBeLessThan(4 * rloo!.standardError.mean[0]);
  });

  it('of a rule that leaves the numbers is missing, with the reason', () => {
    const result = runGaussian({ ...options, own: own('log(r)') });
    expect(result.own).toBeUndefined();
    expect(result.ownProblem).toMatch(/^invalid coefficient: NaN of sample \d+ .*see "log" at 1 of the rule/);
    expect(result.brain).toEqual(runGaussian(options).brain);
  });
});
