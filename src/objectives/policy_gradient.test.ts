// REINFORCE and RLOO against second accounts of the same thing, and what PPO and GRPO are on the policy's own samples.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { defaults } from '../config/presets.ts';
import { generalisedAdvantages, tokenRewards, whitened } from './advantages.ts';
import type { RuleInput, SampleTokens } from './group.ts';
import { objectives } from './index.ts';
import { between } from './random_groups.ts';

const settings = { ...defaults.strings, gamma: 0.7 };
const samples = fc.array(fc.record({ l: between(-6, -1), p: between(-6, -1), r: between(-3, 3) }), {
  minLength: 2,
  maxLength: 6,
});
const groupOf = (all: readonly { l: number; p: number; r: number }[]): RuleInput => ({
  logPolicy: all.map(({ l }) => l),
  logProposal: all.map(({ l }) => l),
  logPrior: all.map(({ p }) => p),
  reward: all.map(({ r }) => r),
});
const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;

describe('REINFORCE with KL', () => {
  it('has coefficients (r - gamma (l - p) - b) / n with the running baseline, or the mean without one', () => {
    const group = { logPolicy: [-1, -2], logProposal: [-1, -2], logPrior: [-2, -2], reward: [3, 1] };
    // R = 3 - 0.7 and 1.
    const own = objectives.reinforce.rule({ ...group, rewardBaseline: 0.3 }, settings);
    expect(own.coefficients[0]).toBeCloseTo((2.3 - 0.3) / 2, 14);
    expect(own.coefficients[1]).toBeCloseTo((1 - 0.3) / 2, 14);
    const first = objectives.reinforce.rule(group, settings);
    expect(first.coefficients[0]).toBeCloseTo((2.3 - 1.65) / 2, 14);
    expect(first.diagnostics).toMatchObject({ skipped: 0 });
  });

  it.each(['reinforce', 'rloo'] as const)(
    'is in expectation the gradient of E[r] - gamma KL, by enumeration of a softmax policy: %s',
    (name) => {
      const own = (group: RuleInput) => objectives[name].rule(group, settings);
      const logits = [0.3, -0.8, 0.5];
      const prior = [-1.2, -0.9, -1.25];
      const reward = [1, -0.5, 0.4];
      const logQ = (theta: readonly number[]) => {
        const total = Math.log(theta.reduce((sum, x) => sum + Math.exp(x), 0));
        return theta.map((x) => x - total);
      };
      const value = (theta: readonly number[]) =>
        logQ(theta).reduce(
          (sum, l, y) => sum + Math.exp(l) * (reward[y] - settings.gamma * (l - prior[y])),
          0,
        );
      const l = logQ(logits);
      const expected = [0, 0, 0];
      // All pairs of two samples of the policy; the update is sum c_i (one-hot - q).
      for (const a of [0, 1, 2]) {
        for (const b of [0, 1, 2]) {
          const pair = [a, b];
          const group = groupOf(pair.map((y) => ({ l: l[y], p: prior[y], r: reward[y] })));
          const { coefficients } = name === 'rloo' ? own(group) : own({ ...group, rewardBaseline: 0.4 });
          pair.forEach((y, i) => {
            for (const k of [0, 1, 2])
              expected[k] += Math.exp(l[a] + l[b]) * coefficients[i] * ((k === y ? 1 : 0) - Math.exp(l[k]));
          });
        }
      }
      for (const k of [0, 1, 2]) {
        const at = (delta: number) => value(logits.with(k, logits[k] + delta));
        expect(expected[k]).toBeCloseTo((at(1e-5) - at(-1e-5)) / 2e-5, 8);
      }
    },
  );
});

describe('RLOO', () => {
  it('is n / (n - 1) times the deviation from the mean, and sums to zero', () => {
    fc.assert(
      fc.property(samples, (all) => {
        const { coefficients } = objectives.rloo.rule(groupOf(all), settings);
        const penalised = all.map(({ l, p, r }) => r - settings.gamma * (l - p));
        const n = all.length;
        penalised.forEach((value, i) => {
          expect(coefficients[i]).toBeCloseTo((n / (n - 1)) * ((value - mean(penalised)) / n), 10);
        });
        expect(coefficients.reduce((a, b) => a + b, 0)).toBeCloseTo(0, 10);
      }),
    );
  });
});

describe('generalised advantages', () => {
  it('are the double sum of the definition, and their targets the lambda-returns', () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ r: between(-2, 2), v: between(-2, 2) }), { minLength: 1, maxLength: 6 }),
        between(0, 1),
        (all, lambda) => {
          const rewards = all.map(({ r }) => r);
          const values = all.map(({ v }) => v);
          const { advantage, valueTarget } = generalisedAdvantages(rewards, values, lambda);
          all.forEach((_, t) => {
            let expected = 0;
            for (let k = t; k < all.length; k++)
              expected += lambda ** (k - t) * (rewards[k] + (values[k + 1] ?? 0) - values[k]);
            expect(advantage[t]).toBeCloseTo(expected, 10);
            expect(valueTarget[t]).toBeCloseTo(expected + values[t], 10);
          });
        },
      ),
    );
  });

  it('with lambda 1 are what was earned from here on, less the value', () => {
    const { advantage } = generalisedAdvantages([1, 2, 3], [0.5, 0.25, 0.125], 1);
    expect(advantage).toEqual([5.5, 4.75, 2.875]);
  });

  it('pays the reward at the last token and the divergence at each, and whiten over all tokens', () => {
    const tokens = { logProposal: [-1, -2], logPrior: [-3, -2.5] };
    expect(tokenRewards(tokens, 4, 0.1)).toEqual([-0.2, 4 - 0.05]);
    const [a, b] = whitened([[1, 2], [6]]);
    const flat = [...a, ...b];
    expect(mean(flat)).toBeCloseTo(0, 12);
    expect(mean(flat.map((x) => x * x))).toBeCloseTo(1, 6);
    expect(whitened([[2, 2], [2]])).toEqual([[0, 0], [0]]);
  });
});

const onPolicy = (logPolicy: number[], logPrior: number[]): SampleTokens => ({
  logPolicy,
  logPrior,
  logProposal: logPolicy,
});

describe('PPO and GRPO', () => {
  const tokens = [onPolicy([-1, -0.5], [-1.5, -0.4]), onPolicy([-2], [-1])];
  const group: RuleInput = {
    logPolicy: [-1.5, -2],
    logProposal: [-1.5, -2],
    logPrior: [-1.9, -1],
    reward: [2, 0],
    tokens,
  };

  it("begin with a ratio of exactly 1: PPO's first step is the plain policy gradient of its advantages", () => {
    const advantage = [[0.5, -1], [2]];
    const cached = tokens.map((one, i) => ({
      ...one,
      advantage: advantage[i],
      valueTarget: one.logPolicy.map(() => 0),
    }));
    const { tokenCoefficients, diagnostics } = objectives.ppo.rule({ ...group, tokens: cached }, settings);
    advantage.flat().forEach((a, k) => {
      expect(tokenCoefficients!.flat()[k]).toBeCloseTo(a / 3, 14);
    });
    expect(diagnostics).toMatchObject({ clipFraction: 0, approximateKl: 0 });
  });

  it("hold a token back once its ratio has left the clip in the advantage's direction, and only then", () => {
    const at = (logRatio: number, a: number) =>
      objectives.ppo.rule(
        {
          ...group,
          tokens: [0, 1].map(() => ({
            logPolicy: [-1 + logRatio],
            logProposal: [-1],
            logPrior: [-1],
            advantage: [a],
            valueTarget: [0],
          })),
        },
        { ...settings, clipRange: 0.2 },
      );
    expect(at(Math.log(1.3), 1).coefficients[0]).toBe(0);
    expect(at(Math.log(1.3), 1).loss).toBeCloseTo(-1.2, 12);
    expect(at(Math.log(1.3), -1).coefficients[0]).toBeCloseTo(-1.3 / 2, 12);
    expect(at(Math.log(0.7), -1).coefficients[0]).toBe(0);
    expect(at(Math.log(0.7), 1).coefficients[0]).toBeCloseTo(0.7 / 2, 12);
    expect(at(Math.log(1.3), 1).diagnostics.clipFraction).toBe(1);
  });

  it("PPO's values learn by half the larger squared error, and not where the clip makes it larger", () => {
    const at = (value: number, oldValue: number, valueTarget: number) => {
      const token = { logPolicy: [-1], logProposal: [-1], logPrior: [-1], advantage: [0] };
      const given = { ...token, value: [value], oldValue: [oldValue], valueTarget: [valueTarget] };
      const { loss, valueCoefficients } = objectives.ppo.rule(
        { ...group, tokens: [given, given] },
        { ...settings, valueCoefficient: 0.5, valueClip: 0.2 },
      );
      return { loss, push: (valueCoefficients ?? []).flat() };
    };
    // Within the clip: 0.5 * 1/2 (1 - 3)^2, and each of the two tokens has half of 0.5 (3 - 1).
    expect(at(1, 1.1, 3).loss).toBeCloseTo(1, 12);
    expect(at(1, 1.1, 3).push).toEqual([0.5, 0.5]);
    // Moved from 0 to 1 towards 3: the clipped value 0.2 errs by 2.8, which holds it.
    expect(at(1, 0, 3).loss).toBeCloseTo(0.25 * 2.8 ** 2, 12);
    expect(Math.max(...at(1, 0, 3).push.map(Math.abs))).toBe(0);
    // Moved from 0 to 1 away from -3: the free error 4 is the larger, so it goes back.
    expect(at(1, 0, -3).loss).toBeCloseTo(0.25 * 16, 12);
    expect(at(1, 0, -3).push).toEqual([-1, -1]);
  });

  it("PPO's advantages come from the group where none are cached: reward at the end, whitened", () => {
    // kl 0 and lambda 1, no values: what is still earned is 2, 2 and 0; mean 4/3, deviation sqrt(8/9).
    const { tokenCoefficients } = objectives.ppo.rule(group, { ...settings, klCoefficient: 0, gaeLambda: 1 });
    const deviation = Math.sqrt(8 / 9);
    [2 / 3, 2 / 3, -4 / 3].forEach((a, k) => {
      expect((tokenCoefficients ?? []).flat()[k]).toBeCloseTo(a / deviation / 3, 7);
    });
  });

  it("GRPO's advantages are standardised by the sample deviation; its KL term pulls to the prior", () => {
    // Rewards 2 and 0: mean 1, deviation sqrt 2.
    const a = 1 / (Math.SQRT2 + 1e-4);
    const beta = 0.5;
    const { tokenCoefficients } = objectives.grpo.rule(group, { ...settings, grpoKlCoefficient: beta });
    const pull = (l: number, p: number) => beta * (Math.exp(p - l) - 1);
    expect(tokenCoefficients![0][0]).toBeCloseTo((a + pull(-1, -1.5)) / 4, 12);
    expect(tokenCoefficients![0][1]).toBeCloseTo((a + pull(-0.5, -0.4)) / 4, 12);
    expect(tokenCoefficients![1][0]).toBeCloseTo((-a + pull(-2, -1)) / 2, 12);
    const equal = objectives.grpo.rule({ ...group, reward: [1, 1] }, { ...settings, grpoKlCoefficient: 0 });
    expect(equal.tokenCoefficients).toEqual([[0, 0], [0]]);
  });

  it('refuse a ratio that overflows instead of spreading it', () => {
    const far = tokens.map((one) => ({ ...one, logPolicy: one.logPolicy.map(() => -5000) }));
    expect(() => objectives.grpo.rule({ ...group, tokens: far }, settings)).toThrow(
      /invalid (loss|coefficient)/,
    );
  });
});
