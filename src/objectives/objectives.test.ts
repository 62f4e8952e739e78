// What holds of every rule: the order of samples does not matter where it should not, nothing ever turns into NaN, and
// what cannot be weighed is refused or passed over. Slopes are in gradient.test.ts, edges of single methods in
// edges.test.ts.
import fc from 'fast-check';
import katex from 'katex';
import { describe, expect, it } from 'vitest';
import { defaults } from '../config/presets.ts';
import type { RunConfig } from '../config/schema.ts';
import { InvalidGroupError } from './checks.ts';
import type { RuleInput } from './group.ts';
import { METHOD_NAMES, type MethodName, objectives } from './index.ts';
import { between, randomGroups } from './random_groups.ts';
import { methodTexts } from './texts/index.ts';

const settings: RunConfig = {
  ...defaults.strings,
  gamma: 0.7,
  dpoBeta: 0.3,
  labelSmoothing: 0.1,
  ktoUndesirableWeight: 1.5,
  valueCoefficient: 0.6,
  exponentClip: 20,
};
const methods = fc.constantFrom(...METHOD_NAMES);
const anyGroup = randomGroups(settings).map((group): RuleInput => ({ ...group, pairs: undefined }));
const sum = (values: readonly number[]) => values.reduce((a, b) => a + b, 0);
const rule = (method: MethodName, group: RuleInput, changed: Partial<RunConfig> = {}) =>
  objectives[method].rule(group, { ...settings, ...changed });

/** The group with sample order[i] in place i; given pairs go along. */
function reordered(group: RuleInput, order: readonly number[]): RuleInput {
  const taken = <T>(values: readonly T[]) => order.map((i) => values[i]);
  const place = (i: number) => order.indexOf(i);
  return {
    ...group,
    logPolicy: taken(group.logPolicy),
    logPrior: taken(group.logPrior),
    logProposal: taken(group.logProposal),
    reward: taken(group.reward),
    alpha: group.alpha && taken(group.alpha),
    tokenCount: group.tokenCount && taken(group.tokenCount),
    tokens: group.tokens && taken(group.tokens),
    pairs: group.pairs?.map(({ winner, loser }) => ({ winner: place(winner), loser: place(loser) })),
  };
}

function expectSameUpTo(method: MethodName, group: RuleInput, order: readonly number[]) {
  // Of samples with equal rewards the first counts as the best (SLiC, RRHF) and goes on (tournament).
  fc.pre(new Set(group.reward).size === group.reward.length);
  const still = rule(method, group);
  const moved = rule(method, reordered(group, order));
  expect(moved.loss).toBeCloseTo(still.loss, 9);
  order.forEach((from, to) => {
    expect(moved.coefficients[to], method).toBeCloseTo(still.coefficients[from], 9);
    still.tokenCoefficients?.[from].forEach((c, t) => {
      expect(moved.tokenCoefficients?.[to][t], method).toBeCloseTo(c, 9);
    });
  });
}
const shuffled = (n: number) =>
  fc.shuffledSubarray(
    Array.from({ length: n }, (_, i) => i),
    { minLength: n },
  );

describe('every method', () => {
  it('does not care in which order the samples come, where pairs are not made in that order', () => {
    const withOrder = anyGroup.chain((group) => fc.tuple(fc.constant(group), shuffled(group.reward.length)));
    fc.assert(
      fc.property(methods, withOrder, (method, [group, order]) => {
        fc.pre(!objectives[method].paired);
        expectSameUpTo(method, group, order);
      }),
      { numRuns: 300 },
    );
  });

  it('does not care in which order the samples come, where pairs are given', () => {
    const withOrder = randomGroups(settings).chain((group) =>
      fc.tuple(fc.constant(group), shuffled(group.reward.length)),
    );
    fc.assert(
      fc.property(methods, withOrder, (method, [group, order]) => {
        expectSameUpTo(method, group, order);
      }),
      { numRuns: 300 },
    );
  });

  it('makes pairs of neighbours, and does not care which of the two comes first or which pair', () => {
    const withOrder = anyGroup.chain((group) => {
      const pairs = group.reward.length >> 1;
      return fc.tuple(fc.constant(group), shuffled(pairs), fc.array(fc.boolean(), { minLength: 7 }));
    });
    fc.assert(
      fc.property(
        fc.constantFrom(...METHOD_NAMES.filter((name) => objectives[name].paired)),
        withOrder,
        (method, [group, pairs, swapped]) => {
          const order = pairs.flatMap((k, i) => (swapped[i] ? [2 * k + 1, 2 * k] : [2 * k, 2 * k + 1]));
          const last = group.reward.length % 2 === 1 ? [group.reward.length - 1] : [];
          expectSameUpTo(method, group, [...order, ...last]);
        },
      ),
      { numRuns: 300 },
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
      const { label } = objectives[method];
      const { summary, equation, source } = methodTexts[method];
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
  const bad: [string, Partial<RuleInput>][] = [
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
          expect(Number.isFinite(loss)).toBe(true);
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
    for (const method of METHOD_NAMES.filter(
      (name) => !objectives[name].learnsWithoutPrior && !tokenwise.includes(name),
    )) {
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

  it('takes the plain baseline of whole responses or of average tokens, and needs lengths only for the first', () => {
    const averaged = {
      logPrior: [-1, -1],
      logProposal: [-1, -1],
      logPolicy: [-0.5, -1.25],
      reward: [0, 0],
      tokenCount: [2, 4],
    };
    const plain = (changed: Partial<RunConfig>, group: RuleInput = averaged) =>
      rule('brain-without-self-normalisation', group, changed).coefficients;
    const e = Math.exp;
    const close = (actual: readonly number[], expected: readonly number[]) =>
      actual.forEach((c, i) => {
        expect(c).toBeCloseTo(expected[i], 12);
      });
    close(plain({ logProbReduction: 'mean', baselineRatio: 'response' }), [(1 - e(1)) / 2, (1 - e(-1)) / 2]);
    const ofTokens = [(1 - e(0.5)) / 2, (1 - e(-0.25)) / 2];
    close(plain({ logProbReduction: 'mean', baselineRatio: 'token' }), ofTokens);
    close(plain({ logProbReduction: 'sum', baselineRatio: 'response' }), ofTokens);
    const unknown = { ...averaged, tokenCount: undefined };
    close(plain({ logProbReduction: 'mean', baselineRatio: 'token' }, unknown), ofTokens);
    expect(() => plain({ logProbReduction: 'mean', baselineRatio: 'response' }, unknown)).toThrow(
      'tokenCount is missing',
    );
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
