// The proximal term of BRAIn and DPO-sft+IW+n by its definition; its slope is in gradient.test.ts, its expectation in
// exact/check_proximal.ts.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { defaults } from '../config/presets.ts';
import type { RunConfig } from '../config/schema.ts';
import { sum } from '../math/statistics.ts';
import { alphaWeights, betaWeights } from './brain.ts';
import type { RuleInput } from './group.ts';
import { objectives } from './index.ts';
import { between, randomGroups } from './random_groups.ts';

const READERS = ['brain', 'dpo-sft-iw-n'] as const;
const settings: RunConfig = { ...defaults.strings, gamma: 0.7 };
const groups = randomGroups(settings);

describe.each(READERS)('%s', (method) => {
  const rule = (group: RuleInput, changed: Partial<RunConfig>) =>
    objectives[method].rule(group, { ...settings, ...changed });

  it('adds lambda / n to each coefficient of summed log-probs, and its share of log q to the loss', () => {
    fc.assert(
      fc.property(groups, between(0, 1), (group, proximalWeight) => {
        const n = group.reward.length;
        const [alpha, beta] = [group.alpha, betaWeights(group)];
        const { coefficients, loss, diagnostics } = rule(group, { proximalWeight });
        coefficients.forEach((c, i) => {
          expect(c).toBeCloseTo(alpha[i] - beta[i] + proximalWeight / n, 12);
        });
        const divergence = sum(alpha.map((a, i) => a * Math.log(a / beta[i])));
        expect(loss).toBeCloseTo(divergence - (proximalWeight / n) * sum(group.logPolicy), 10);
        expect(diagnostics.selfNormalisedKl).toBeCloseTo(divergence, 10);
      }),
    );
  });

  it('adds the same to every token of averaged log-probs: lambda over all tokens of the group', () => {
    fc.assert(
      fc.property(groups, between(0, 1), (group, proximalWeight) => {
        const plain = rule(group, { proximalWeight: 0, logProbReduction: 'mean' }).coefficients;
        const held = rule(group, { proximalWeight, logProbReduction: 'mean' }).coefficients;
        const { tokenCount } = group;
        const [n, meanTokens] = [tokenCount.length, sum(tokenCount) / tokenCount.length];
        tokenCount.forEach((count, i) => {
          expect((held[i] - plain[i]) / count).toBeCloseTo(proximalWeight / (n * meanTokens), 12);
        });
      }),
    );
  });

  it('is a line from BRAIn to no baseline where the policy has just drawn the samples', () => {
    fc.assert(
      fc.property(groups, between(0, 1), (drawn, proximalWeight) => {
        const group = { ...drawn, logPolicy: drawn.logProposal };
        const n = group.reward.length;
        rule(group, { proximalWeight }).coefficients.forEach((c, i) => {
          expect(c).toBeCloseTo(group.alpha[i] - (1 - proximalWeight) / n, 12);
        });
        expect(rule(group, { proximalWeight: 1 }).coefficients).toEqual(
          objectives['brain-without-baseline']
            .rule(group, settings)
            .coefficients.map((c) => expect.closeTo(c, 12)),
        );
      }),
    );
  });

  it('leaves every bit as it is at 0', () => {
    fc.assert(
      fc.property(groups, ({ tokenCount: _, ...group }) => {
        for (const logProbReduction of ['sum', 'mean'] as const)
          expect(rule(group, { proximalWeight: 0, logProbReduction }).coefficients).toEqual(
            betaWeights(group).map((beta, i) => group.alpha[i] - beta),
          );
      }),
    );
  });

  it('asks for lengths where log-probs are averages', () => {
    const [{ tokenCount: _, ...group }] = fc.sample(groups, { numRuns: 1, seed: 1 });
    expect(() => rule(group, { proximalWeight: 0.25, logProbReduction: 'mean' })).toThrow(
      'tokenCount is missing',
    );
  });

  it('passes over a sample that the policy can never write: its loss has no end', () => {
    const group = {
      logPolicy: [-1, Number.NEGATIVE_INFINITY],
      logPrior: [-1, -1],
      logProposal: [-1, -1],
      reward: [1, 0],
      alpha: [1, 0],
    };
    expect(rule(group, { proximalWeight: 0.25 })).toEqual({
      coefficients: [0, 0],
      loss: 0,
      diagnostics: { skipped: 1 },
    });
    expect(rule(group, { proximalWeight: 0 }).diagnostics.skipped).toBe(0);
  });
});

describe('a group of equal rewards', () => {
  it('pulls to the prior: alpha is p / q′ alone, and the pushes are not zero', () => {
    fc.assert(
      fc.property(groups, between(-3, 3), (drawn, reward) => {
        const group = { ...drawn, reward: drawn.reward.map(() => reward), alpha: undefined };
        const ratios = group.logPrior.map((p, i) => Math.exp(p - group.logProposal[i]));
        alphaWeights(group, settings.gamma).forEach((alpha, i) => {
          expect(alpha).toBeCloseTo(ratios[i] / sum(ratios), 12);
        });
        const { coefficients } = objectives.brain.rule(group, settings);
        expect(Math.max(...coefficients.map(Math.abs))).toBeGreaterThan(1e-6);
        // To first order the update changes sum c_i (l_i - p_i): downwards, so log q comes nearer to log p.
        const away = group.logPolicy.map((l, i) => l - group.logPrior[i]);
        expect(sum(coefficients.map((c, i) => c * away[i]))).toBeLessThan(0);
      }),
    );
  });
});
