// What the paper and its sources prove about these rules, each on numbers: enumeration of a small table where an
// expectation is meant, hand-made figures elsewhere.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { defaults } from '../config/presets.ts';
import { softmax } from '../math/log_space.ts';
import { effectiveSampleSize } from '../math/statistics.ts';
import { alphaWeights, betaWeights } from './brain.ts';
import type { RuleInput } from './group.ts';
import { type MethodName, objectives } from './index.ts';
import { between, numbers } from './random_groups.ts';

const settings = { ...defaults.strings, gamma: 0.5, dpoBeta: 1, exponentClip: 40 };
const rule = (method: MethodName, group: RuleInput, gamma = settings.gamma) =>
  objectives[method].rule(group, { ...settings, gamma });
const log = (values: readonly number[]) => values.map(Math.log);
const logProbs = (n: number) => numbers(n, -6, 0);
const rewards = (n: number) => numbers(n, -3, 3);

describe('golden values', () => {
  // Three samples; weights by fractions that need no computer.
  const group: RuleInput = {
    logPolicy: log([0.2, 0.1, 0.4]),
    logPrior: log([0.1, 0.2, 0.2]),
    logProposal: log([0.2, 0.2, 0.2]),
    reward: [Math.log(2), 0, Math.log(4)], // gamma 1: goodness 2 : 1 : 4
  };
  // alpha: (0.5 * 2, 1 * 1, 1 * 4) = (1, 1, 4) / 6; beta: (1, 0.5, 2) / 3.5.
  const alpha = [1 / 6, 1 / 6, 4 / 6];
  const beta = [2 / 7, 1 / 7, 4 / 7];

  it('weights', () => {
    alphaWeights(group, 1).forEach((a, i) => {
      expect(a).toBeCloseTo(alpha[i], 14);
    });
    betaWeights(group).forEach((b, i) => {
      expect(b).toBeCloseTo(beta[i], 14);
    });
    expect(effectiveSampleSize(alpha)).toBeCloseTo(2, 14); // 36 / (1 + 1 + 16)
    expect(effectiveSampleSize([0.25, 0.25, 0.25, 0.25])).toBe(4);
    expect(effectiveSampleSize([0, 0])).toBe(0);
  });

  const expected: Partial<Record<MethodName, number[]>> = {
    brain: [1 / 6 - 2 / 7, 1 / 6 - 1 / 7, 4 / 6 - 4 / 7],
    'brain-without-self-normalisation': [1 / 6 - 1 / 3, 1 / 6 - 0.5 / 3, 4 / 6 - 2 / 3],
    'brain-without-baseline': alpha,
    gdc: [1 / 12, 1 / 12, 4 / 12], // Z = 4 given
    'gdc++': [1 / 12 - 1 / 3, 1 / 12 - 0.5 / 3, 4 / 12 - 2 / 3],
    // One pair, the first: m = log 2 - log 0.5 = log 4, sigmoid(-m) = 1 / 5; the third sample is left over.
    'dpo-sft': [1 / 5, -1 / 5, 0],
  };
  it.each(Object.entries(expected))('coefficients of %s', (method, coefficients) => {
    const result = rule(method as MethodName, { ...group, logPartition: Math.log(4) }, 1);
    result.coefficients.forEach((c, i) => {
      expect(c).toBeCloseTo(coefficients[i], 14);
    });
  });

  it('losses', () => {
    const kl = (1 / 6) * Math.log(7 / 12) + (1 / 6) * Math.log(7 / 6) + (4 / 6) * Math.log(7 / 6);
    expect(rule('brain', group, 1).loss).toBeCloseTo(kl, 14);
    expect(rule('dpo-sft', group, 1).loss).toBeCloseTo(Math.log(5 / 4), 14);
    expect(rule('dpo-sft', group, 1).diagnostics).toMatchObject({ accuracy: 1, pairs: 1, ties: 0 });
    expect(rule('brain-without-baseline', group, 1).loss).toBeCloseTo(
      -(Math.log(0.2) + Math.log(0.1) + 4 * Math.log(0.4)) / 6,
      14,
    );
  });
});

describe('Proposition 5.1', () => {
  it('with samples of the prior alpha is the softmax of rewards (eq. 21)', () => {
    fc.assert(
      fc.property(logProbs(4), rewards(4), (p, reward) => {
        const alpha = alphaWeights({ logPrior: p, logProposal: p, reward }, 0.5);
        const total = reward.reduce((sum, r) => sum + Math.exp(r / 0.5), 0);
        alpha.forEach((a, i) => {
          expect(a).toBeCloseTo(Math.exp(reward[i] / 0.5) / total, 12);
        });
      }),
    );
  });

  it('only differences of rewards count', () => {
    fc.assert(
      fc.property(logProbs(4), logProbs(4), rewards(4), between(-50, 50), (p, s, r, c) => {
        const shifted = alphaWeights({ logPrior: p, logProposal: s, reward: r.map((one) => one + c) }, 0.5);
        alphaWeights({ logPrior: p, logProposal: s, reward: r }, 0.5).forEach((a, i) => {
          expect(shifted[i]).toBeCloseTo(a, 10);
        });
      }),
    );
  });
});

describe('Theorem 5.3', () => {
  it('DPO-sft with beta = 1 is BRAIn with n = 2 on samples of the prior and argmax for softmax', () => {
    fc.assert(
      fc.property(logProbs(2), logProbs(2), rewards(2), (logPolicy, prior, reward) => {
        fc.pre(reward[0] !== reward[1]);
        const group = { logPolicy, logPrior: prior, logProposal: prior, reward };
        const argmax = reward[0] > reward[1] ? [1, 0] : [0, 1];
        const brain = rule('brain', { ...group, alpha: argmax });
        const dpo = rule('dpo-sft', group);
        expect(Math.abs(brain.loss - dpo.loss)).toBeLessThan(1e-12);
        for (const i of [0, 1])
          expect(Math.abs(brain.coefficients[i] - dpo.coefficients[i])).toBeLessThan(1e-12);
      }),
    );
  });
});

describe('identities between the methods', () => {
  it('on the first step after a refresh BRAIn is its version without self-normalisation', () => {
    fc.assert(
      fc.property(logProbs(5), logProbs(5), rewards(5), (proposal, logPrior, reward) => {
        const group = { logPolicy: proposal, logPrior, logProposal: proposal, reward };
        const plain = rule('brain-without-self-normalisation', group).coefficients;
        rule('brain', group).coefficients.forEach((c, i) => {
          expect(c).toBeCloseTo(plain[i], 12);
        });
      }),
    );
  });

  it('GDC with Z from the same samples is BRAIn without baseline', () => {
    fc.assert(
      fc.property(
        logProbs(5),
        logProbs(5),
        logProbs(5),
        rewards(5),
        (logPolicy, logPrior, logProposal, reward) => {
          const group = { logPolicy, logPrior, logProposal, reward };
          const alpha = rule('brain-without-baseline', group).coefficients;
          rule('gdc', group).coefficients.forEach((c, i) => {
            expect(c).toBeCloseTo(alpha[i], 12);
          });
        },
      ),
    );
  });

  it('with beta and Z exact, on-policy GDC++ has the advantage P / q - Z (Korbak et al. 2022)', () => {
    const q = [0.5, 0.3, 0.2];
    const group = {
      logPolicy: log(q),
      logProposal: log(q),
      logPrior: log([0.2, 0.3, 0.5]),
      reward: [1, 0, -1],
    };
    const z = 1.7;
    rule('gdc++', { ...group, logPartition: Math.log(z) }).coefficients.forEach((c, i) => {
      const target = Math.exp(group.logPrior[i] + group.reward[i] / settings.gamma);
      expect(c).toBeCloseTo((target / q[i] - z) / (3 * z), 12);
    });
  });
});

describe('expected updates, by enumerating every group of a five-outcome table', () => {
  const prior = [0.35, 0.25, 0.2, 0.15, 0.05];
  const reward = [-0.5, 0, 0.2, 0.6, 1];
  const proposal = [0.3, 0.2, 0.2, 0.15, 0.15];
  const posterior = softmax(prior.map((p, y) => Math.log(p) + reward[y] / settings.gamma));
  const logPartition = Math.log(prior.reduce((z, p, y) => z + p * Math.exp(reward[y] / settings.gamma), 0));

  /** E[sum_i c_i grad log q(y_i)] with respect to the logits of q, over all groups of two or three. */
  function expectedUpdate(method: MethodName, q: readonly number[], n: 2 | 3): number[] {
    const total = new Array<number>(q.length).fill(0);
    const outcomes = q.map((_, y) => y);
    const pairs = outcomes.flatMap((a) => outcomes.map((b) => [a, b]));
    const all = n === 2 ? pairs : pairs.flatMap((pair) => outcomes.map((c) => [...pair, c]));
    for (const ys of all) {
      const { coefficients } = rule(method, {
        logPolicy: ys.map((y) => Math.log(q[y])),
        logPrior: ys.map((y) => Math.log(prior[y])),
        logProposal: ys.map((y) => Math.log(proposal[y])),
        reward: ys.map((y) => reward[y]),
        logPartition,
      });
      const chance = ys.reduce((product, y) => product * proposal[y], 1);
      ys.forEach((y, i) => {
        for (const k of outcomes) total[k] += chance * coefficients[i] * ((k === y ? 1 : 0) - q[k]);
      });
    }
    return total;
  }
  const size = (vector: readonly number[]) => Math.hypot(...vector);
  const drifted = [0.2, 0.1, 0.3, 0.25, 0.15];

  it("BRAIn's vanishes at the posterior, for any n (Theorem 4.3), and not where it should go on", () => {
    expect(size(expectedUpdate('brain', posterior, 2))).toBeLessThan(1e-14);
    expect(size(expectedUpdate('brain', posterior, 3))).toBeLessThan(1e-14);
    expect(size(expectedUpdate('brain', drifted, 2))).toBeGreaterThan(0.01);
  });

  it('without self-normalisation and without baseline they are the same, and do not vanish at the posterior', () => {
    const plain = expectedUpdate('brain-without-self-normalisation', drifted, 2);
    expectedUpdate('brain-without-baseline', drifted, 2).forEach((value, k) => {
      expect(plain[k]).toBeCloseTo(value, 14);
    });
    expect(size(expectedUpdate('brain-without-baseline', posterior, 2))).toBeGreaterThan(0.01);
  });

  it('GDC and GDC++ with the true Z follow the gradient of -KL(posterior, policy) = posterior - policy', () => {
    for (const method of ['gdc', 'gdc++'] as const) {
      expectedUpdate(method, drifted, 2).forEach((value, k) => {
        expect(value).toBeCloseTo(posterior[k] - drifted[k], 12);
      });
    }
  });
});
