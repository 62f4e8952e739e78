import fc from 'fast-check';
import katex from 'katex';
import { describe, expect, it } from 'vitest';
import { METHOD_NAMES, type MethodName } from '../config/methods.ts';
import { objectives } from './index.ts';
import type { ObjectiveSettings, SampleGroup } from './objective.ts';
import { alphaWeights } from './weights.ts';

const settings: ObjectiveSettings = { gamma: 0.7, dpoBeta: 0.3, exponentClip: 20 };
const methods = fc.constantFrom(...METHOD_NAMES);
const between = (min: number, max: number) => fc.double({ min, max, noNaN: true });

function groups(samples: { min: number; max: number }): fc.Arbitrary<SampleGroup> {
  const sample = fc.record({
    s: between(-8, -1),
    drift: between(-2, 2),
    gap: between(-2, 2),
    r: between(-3, 3),
  });
  return fc.array(sample, { minLength: samples.min, maxLength: samples.max }).map((all) => {
    const group = {
      logProposal: all.map(({ s }) => s),
      logPolicy: all.map(({ s, drift }) => s + drift),
      logPrior: all.map(({ s, gap }) => s + gap),
      reward: all.map(({ r }) => r),
    };
    // Both are constants of the group: they do not follow the policy.
    return { ...group, alpha: alphaWeights(group, settings.gamma), logPartition: 0.4 };
  });
}
const anyGroup = groups({ min: 2, max: 7 });
const sum = (values: readonly number[]) => values.reduce((a, b) => a + b, 0);
const rule = (method: MethodName, group: SampleGroup, changed: Partial<ObjectiveSettings> = {}) =>
  objectives[method].rule(group, { ...settings, ...changed });

/** Four-point central difference of the loss in logPolicy[i]. */
function slope(
  method: MethodName,
  group: SampleGroup,
  i: number,
  changed?: Partial<ObjectiveSettings>,
): number {
  const h = 1e-3;
  const at = (delta: number) =>
    rule(method, { ...group, logPolicy: group.logPolicy.with(i, group.logPolicy[i] + delta) }, changed).loss;
  return (8 * (at(h) - at(-h)) - (at(2 * h) - at(-2 * h))) / (12 * h);
}

describe('every method', () => {
  it('moves along minus the slope of its own loss', () => {
    fc.assert(
      fc.property(methods, anyGroup, (method, group) => {
        const { coefficients } = rule(method, group);
        for (let i = 0; i < coefficients.length; i++) {
          expect(Math.abs(coefficients[i] + slope(method, group, i))).toBeLessThan(1e-6);
        }
      }),
      { numRuns: 300 },
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
        fc.pre(method !== 'dpo-sft');
        const n = group.reward.length;
        const rotated = <T>(values: readonly T[]) => values.map((_, i) => values[(i + turn) % n]);
        const moved = rule(method, {
          ...group,
          logPolicy: rotated(group.logPolicy),
          logPrior: rotated(group.logPrior),
          logProposal: rotated(group.logProposal),
          reward: rotated(group.reward),
          alpha: rotated(group.alpha!),
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
  const base = { logPolicy: [-1, -2], logPrior: [-1, -2], logProposal: [-1, -2], reward: [1, 0] };
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
        };
        try {
          const { coefficients, loss, diagnostics } = rule(method, group);
          expect(coefficients.every(Number.isFinite)).toBe(true);
          expect(loss).not.toBeNaN();
          expect(Object.values(diagnostics).some(Number.isNaN)).toBe(false);
        } catch (error) {
          expect(String(error)).toContain('invalid logPartition: ');
        }
      }),
      { numRuns: 1000 },
    );
  });

  it('passes over a group without weight, and counts it', () => {
    const nothing = { ...base, logPrior: [Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY] };
    for (const method of METHOD_NAMES) {
      const result = rule(method, nothing);
      expect(result.coefficients).toEqual([0, 0]);
      expect(result.loss).toBe(0);
      expect(result.diagnostics.skipped).toBe(1);
    }
    for (const method of METHOD_NAMES) {
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
