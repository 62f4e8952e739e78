// Property tests of every rule: coefficients are minus the finite-difference slope of the rule's own loss, the order of
// samples does not matter where it should not, and nothing ever turns into NaN. Rules that hold a figure constant get it
// from outside (alpha, Z, z0, advantages); the two whose constants follow the policy are in policy_gradient.test.ts.
import fc from 'fast-check';
import katex from 'katex';
import { describe, expect, it } from 'vitest';
import { METHOD_NAMES, type MethodName, PAIRED_METHODS } from '../config/methods.ts';
import { defaults } from '../config/schema.ts';
import { withAdvantages } from './advantages.ts';
import { InvalidGroupError } from './checks.ts';
import { objectives } from './index.ts';
import type { ObjectiveSettings, SampleGroup, SampleTokens } from './objective.ts';
import { alphaWeights } from './weights.ts';

const settings: ObjectiveSettings = {
  ...defaults.strings,
  gamma: 0.7,
  dpoBeta: 0.3,
  labelSmoothing: 0.1,
  ktoUndesirableWeight: 1.5,
  valueCoefficient: 0.6,
  exponentClip: 20,
};
const HELD: readonly MethodName[] = ['reinforce', 'rloo'];
const PER_TOKEN = METHOD_NAMES.filter((method) => objectives[method].perToken);
const methods = fc.constantFrom(...METHOD_NAMES);
const sequenceMethods = fc.constantFrom(
  ...METHOD_NAMES.filter((method) => !HELD.includes(method) && !PER_TOKEN.includes(method)),
);
const between = (min: number, max: number) => fc.double({ min, max, noNaN: true });

const token = fc.record({
  s: between(-4, -1),
  drift: between(-0.3, 0.3),
  gap: between(-1, 1),
  v: between(-2, 2),
});
const tokensOf = (all: readonly { s: number; drift: number; gap: number; v: number }[]): SampleTokens => ({
  logProposal: all.map(({ s }) => s),
  logPolicy: all.map(({ s, drift }) => s + drift),
  logPrior: all.map(({ s, gap }) => s + gap),
  value: all.map(({ v, drift }) => v + drift),
  oldValue: all.map(({ v }) => v),
});

function groups(samples: { min: number; max: number }): fc.Arbitrary<SampleGroup> {
  const sample = fc.record({
    s: between(-8, -3),
    drift: between(-2, 2),
    gap: between(-2, 2),
    r: between(-3, 3),
    count: fc.integer({ min: 1, max: 9 }),
    tokens: fc.array(token, { minLength: 1, maxLength: 4 }),
  });
  return fc.array(sample, { minLength: samples.min, maxLength: samples.max }).map((all) => {
    const group = {
      logProposal: all.map(({ s }) => s),
      logPolicy: all.map(({ s, drift }) => s + drift),
      logPrior: all.map(({ s, gap }) => s + gap),
      reward: all.map(({ r }) => r),
      tokenCount: all.map(({ count }) => count),
      klBaseline: 0.3,
      rewardBaseline: 0.2,
    };
    const tokens = withAdvantages(
      all.map((one) => tokensOf(one.tokens)),
      group.reward,
      settings,
    );
    // All of these are constants of the group: they do not follow the policy.
    return { ...group, tokens, alpha: alphaWeights(group, settings.gamma), logPartition: 0.4 };
  });
}
const anyGroup = groups({ min: 2, max: 7 });
const sum = (values: readonly number[]) => values.reduce((a, b) => a + b, 0);
const rule = (method: MethodName, group: SampleGroup, changed: Partial<ObjectiveSettings> = {}) =>
  objectives[method].rule(group, { ...settings, ...changed });

/** Four-point central difference. */
function difference(at: (delta: number) => number, h = 1e-3): number {
  return (8 * (at(h) - at(-h)) - (at(2 * h) - at(-2 * h))) / (12 * h);
}

/** The slopes from the left and the right, which differ at a kink (hinges). */
function oneSided(at: (delta: number) => number, h = 1e-6): [number, number] {
  return [(at(0) - at(-h)) / h, (at(h) - at(0)) / h];
}

const moved =
  (method: MethodName, group: SampleGroup, i: number, changed?: Partial<ObjectiveSettings>) =>
  (delta: number) =>
    rule(method, { ...group, logPolicy: group.logPolicy.with(i, group.logPolicy[i] + delta) }, changed).loss;

const slope = (
  method: MethodName,
  group: SampleGroup,
  i: number,
  changed?: Partial<ObjectiveSettings>,
): number => difference(moved(method, group, i, changed));

/** Whether a hinge or a clip lies within the four points of a difference. */
function nearKink(at: (delta: number) => number): boolean {
  const [left, right] = [oneSided((delta) => at(delta - 2e-3)), oneSided((delta) => at(delta + 2e-3))];
  return Math.abs(left[0] - right[1]) > 0.02 * Math.max(1, Math.abs(left[0]));
}

describe('every method', () => {
  it('moves along minus the slope of its own loss', () => {
    fc.assert(
      fc.property(sequenceMethods, anyGroup, (method, group) => {
        const { coefficients } = rule(method, group);
        for (let i = 0; i < coefficients.length; i++) {
          if (nearKink(moved(method, group, i))) continue;
          const expected = slope(method, group, i);
          expect(Math.abs(coefficients[i] + expected), method).toBeLessThan(
            1e-6 * Math.max(1, Math.abs(expected)),
          );
        }
      }),
      { numRuns: 1000 },
    );
  });

  it.each(['rso', 'slic', 'rrhf'] as const)(
    'meets few kinks, so that %s is really differentiated',
    (method) => {
      const flags = fc
        .sample(anyGroup, 100)
        .flatMap((group) => group.reward.map((_, i) => nearKink(moved(method, group, i))));
      expect(flags.filter(Boolean).length / flags.length).toBeLessThan(0.1);
    },
  );

  it('moves every token and every value along minus the slope of its own loss', () => {
    fc.assert(
      fc.property(fc.constantFrom(...PER_TOKEN), anyGroup, (method, group) => {
        const { coefficients, tokenCoefficients = [], valueCoefficients } = rule(method, group);
        group.tokens!.forEach((sample, i) => {
          expect(coefficients[i]).toBeCloseTo(sum(tokenCoefficients[i]), 12);
          sample.logPolicy.forEach((_, t) => {
            const at = (field: 'logPolicy' | 'value') => (delta: number) => {
              const values = sample[field]!;
              const changed = { ...sample, [field]: values.with(t, values[t] + delta) };
              return rule(method, { ...group, tokens: group.tokens!.with(i, changed) }).loss;
            };
            if (!nearKink(at('logPolicy')))
              expect(Math.abs(tokenCoefficients[i][t] + difference(at('logPolicy')))).toBeLessThan(1e-6);
            if (valueCoefficients && !nearKink(at('value')))
              expect(Math.abs(valueCoefficients[i][t] + difference(at('value')))).toBeLessThan(1e-6);
          });
        });
      }),
      { numRuns: 150 },
    );
  });

  it('does so beyond the exponent clip too', () => {
    const group = {
      logProposal: [-9, -9],
      logPolicy: [-4, -9],
      logPrior: [-5, -9],
      reward: [0, 1],
      logPartition: 0,
    };
    for (const method of ['brain-without-self-normalisation', 'gdc', 'gdc++'] as const) {
      const { coefficients, diagnostics } = rule(method, group, { exponentClip: 2 });
      expect(diagnostics.clippedWeights).toBeGreaterThan(0);
      expect(diagnostics.largestWeight).toBeCloseTo(Math.exp(2), 12);
      for (const i of [0, 1]) {
        expect(coefficients[i]).toBeCloseTo(-slope(method, group, i, { exponentClip: 2 }), 8);
      }
    }
  });

  it('does not care in which order the samples come (pairs aside)', () => {
    fc.assert(
      fc.property(methods, anyGroup, fc.nat(), (method, group, turn) => {
        fc.pre(!PAIRED_METHODS.includes(method));
        const n = group.reward.length;
        const rotated = <T>(values: readonly T[]) => values.map((_, i) => values[(i + turn) % n]);
        const moved = rule(method, {
          ...group,
          logPolicy: rotated(group.logPolicy),
          logPrior: rotated(group.logPrior),
          logProposal: rotated(group.logProposal),
          reward: rotated(group.reward),
          alpha: rotated(group.alpha!),
          tokenCount: rotated(group.tokenCount!),
          tokens: rotated(group.tokens!),
        });
        const still = rule(method, group);
        expect(moved.loss).toBeCloseTo(still.loss, 10);
        rotated(still.coefficients).forEach((c, i) => {
          expect(moved.coefficients[i]).toBeCloseTo(c, 10);
        });
      }),
    );
  });

  it('is pure and leaves its group alone', () => {
    fc.assert(
      fc.property(methods, anyGroup, (method, group) => {
        const copy = structuredClone(group);
        expect(rule(method, group)).toEqual(rule(method, group));
        expect(group).toEqual(copy);
      }),
    );
  });

  it('says what it is, in TeX that KaTeX knows and without a bar, which would end a cell of the README', () => {
    for (const method of METHOD_NAMES) {
      const { label, summary, equation, source } = objectives[method];
      expect(summary).toMatch(/^[A-Z].*\.$/);
      expect(`${label}${equation}${source}`).not.toContain('|');
      expect(() => katex.renderToString(equation, { throwOnError: true })).not.toThrow();
    }
  });
});

describe('what can go wrong', () => {
  const oneToken = { logPolicy: [-1], logPrior: [-1], logProposal: [-1] };
  const base = {
    logPolicy: [-1, -2],
    logPrior: [-1, -2],
    logProposal: [-1, -2],
    reward: [1, 0],
    tokenCount: [1, 1],
    tokens: [oneToken, oneToken],
  };
  const bad: [string, Partial<SampleGroup>][] = [
    ['invalid reward[1]: NaN (expected a finite number)', { reward: [1, Number.NaN] }],
    ['invalid reward[0]: Infinity (expected a finite number)', { reward: [Number.POSITIVE_INFINITY, 0] }],
    ['invalid reward[0]: -Infinity (expected a finite number)', { reward: [Number.NEGATIVE_INFINITY, 0] }],
    ['invalid logPolicy[0]: NaN (expected a finite number or -Infinity)', { logPolicy: [Number.NaN, 0] }],
    [
      'invalid logPrior[1]: Infinity (expected a finite number or -Infinity)',
      { logPrior: [0, Number.POSITIVE_INFINITY] },
    ],
    [
      'invalid logProposal[0]: -Infinity (expected a finite number)',
      { logProposal: [Number.NEGATIVE_INFINITY, 0] },
    ],
    ['invalid alpha[0]: NaN (expected a finite number)', { alpha: [Number.NaN, 1] }],
    ['invalid logPolicy: 3 values (expected 2, as many as rewards)', { logPolicy: [0, 0, 0] }],
  ];
  it.each(bad)('is thrown: %s', (message, change) => {
    for (const method of METHOD_NAMES) {
      expect(() => rule(method, { ...base, ...change })).toThrow(message);
    }
  });
  it('is thrown for a partition that is no number, and for one sample', () => {
    for (const logPartition of [Number.NaN, Number.POSITIVE_INFINITY]) {
      expect(() => rule('gdc', { ...base, logPartition })).toThrow(`invalid logPartition: ${logPartition}`);
    }
    expect(() => rule('gdc', { ...base, reward: [1.7e308, 0] })).toThrow('invalid logPartition: Infinity');
    const one = { logPolicy: [0], logPrior: [0], logProposal: [0], reward: [0] };
    expect(() => rule('brain', one)).toThrow('invalid group: 1 samples (expected at least 2)');
  });

  it('never makes NaN of extreme figures: coefficients are finite, or the group is refused', () => {
    const logProb = fc.oneof(fc.constant(Number.NEGATIVE_INFINITY), between(-2000, 0), fc.constant(-1e308));
    const sample = fc.record({
      l: logProb,
      p: logProb,
      s: between(-2000, 0),
      r: fc.oneof(between(-1e6, 1e6), fc.constant(0), fc.constantFrom(1.7e308, -1.7e308)),
    });
    fc.assert(
      fc.property(methods, fc.array(sample, { minLength: 2, maxLength: 6 }), (method, all) => {
        const group = {
          logPolicy: all.map(({ l }) => l),
          logPrior: all.map(({ p }) => p),
          logProposal: all.map(({ s }) => s),
          reward: all.map(({ r }) => r),
          tokenCount: all.map(() => 3),
          tokens: all.map(({ l, p, s }) => ({ logPolicy: [l], logPrior: [p], logProposal: [s] })),
        };
        try {
          const { coefficients, loss, diagnostics } = rule(method, group);
          expect(coefficients.every(Number.isFinite)).toBe(true);
          expect(loss).not.toBeNaN();
          expect(Object.values(diagnostics).some(Number.isNaN)).toBe(false);
        } catch (error) {
          expect(error).toBeInstanceOf(InvalidGroupError);
        }
      }),
      { numRuns: 1000 },
    );
  });

  it('passes over a group without weight, and counts it', () => {
    const nothing = { ...base, logPrior: [Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY] };
    // These read tokens (which are finite here), or nothing at all.
    const tokenwise = METHOD_NAMES.filter((name) => objectives[name].perToken || objectives[name].frozen);
    const withoutPrior: readonly MethodName[] = ['slic', 'orpo', 'rrhf', 'reward-conditioning', ...tokenwise];
    for (const method of METHOD_NAMES.filter((name) => !withoutPrior.includes(name))) {
      const result = rule(method, nothing);
      expect(result.coefficients).toEqual([0, 0]);
      expect(result.loss).toBe(0);
      expect(result.diagnostics.skipped).toBe(1);
    }
    for (const method of METHOD_NAMES.filter((name) => !tokenwise.includes(name))) {
      const impossible = { ...base, logPolicy: [Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY] };
      expect(rule(method, impossible).diagnostics.skipped).toBe(1);
      expect(rule(method, base).diagnostics.skipped).toBe(0);
    }
  });

  it('does not push where the rewards are equal: nothing is better than anything', () => {
    const equal = { ...base, reward: [3, 3] };
    for (const method of ['brain', 'brain-without-self-normalisation', 'gdc++'] as const) {
      expect(Math.max(...rule(method, equal).coefficients.map(Math.abs))).toBeLessThan(1e-15);
    }
    expect(rule('dpo-sft', equal).diagnostics).toEqual({ skipped: 1, ties: 1 });
  });

  it('gives one sample all the weight', () => {
    const extreme = { ...base, reward: [1e6, 0] };
    expect(rule('brain', extreme).coefficients).toEqual([0.5, -0.5]);
    expect(rule('brain', extreme).loss).toBeCloseTo(Math.LN2, 12);
    expect(rule('brain', extreme).diagnostics).toMatchObject({ maxAlpha: 1, essAlpha: 1, essBeta: 2 });
    expect(rule('brain-without-baseline', extreme).coefficients).toEqual([1, 0]);
    expect(rule('gdc', extreme).coefficients[0]).toBeCloseTo(1, 8);
  });

  it('has a finite divergence where beta underflows', () => {
    const drifted = { ...base, logPolicy: [-3001, -2], reward: [1e6, 0] };
    expect(rule('brain', drifted).loss).toBeCloseTo(3000, 8);
    expect(rule('brain', drifted).coefficients).toEqual([1, -1]);
  });

  it('sums the coefficients of BRAIn and DPO-sft to nothing', () => {
    fc.assert(
      fc.property(fc.constantFrom('brain' as const, 'dpo-sft' as const), anyGroup, (method, group) => {
        expect(Math.abs(sum(rule(method, group).coefficients))).toBeLessThan(1e-12);
      }),
    );
  });
});
