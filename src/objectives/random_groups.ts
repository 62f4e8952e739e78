// Random groups for the tests of the rules: everything uniform over its range. (fast-check's own doubles are uniform
// over bit patterns, so that nearly all of -3..3 comes out below 1e-50 and a group of them is all ties.)
import fc from 'fast-check';
import { defaults } from '../config/presets.ts';
import type { RunConfig } from '../config/schema.ts';
import { withAdvantages } from './advantages.ts';
import { alphaWeights } from './brain.ts';
import type { Pair, RuleInput, SampleTokens } from './group.ts';

/** None of them makes a term of a declared formula vanish. */
export const formulaSettings: RunConfig = {
  ...defaults.strings,
  gamma: 0.7,
  dpoBeta: 0.3,
  labelSmoothing: 0.1,
  proximalWeight: 0.3,
};

const STEPS = 2 ** 30;

/** Uniform in min..max. */
export const between = (min: number, max: number): fc.Arbitrary<number> =>
  fc.maxSafeNat().map((k) => min + ((k % STEPS) / STEPS) * (max - min));

export const numbers = (n: number, min: number, max: number): fc.Arbitrary<number[]> =>
  fc.array(between(min, max), { minLength: n, maxLength: n });

const token = fc.record({
  s: between(-4, -1),
  drift: between(-0.4, 0.4),
  gap: between(-1, 1),
  v: between(-2, 2),
  valueDrift: between(-0.4, 0.4),
});
const tokensOf = (
  all: readonly { s: number; drift: number; gap: number; v: number; valueDrift: number }[],
): SampleTokens => ({
  logProposal: all.map(({ s }) => s),
  logPolicy: all.map(({ s, drift }) => s + drift),
  logPrior: all.map(({ s, gap }) => s + gap),
  value: all.map(({ v, valueDrift }) => v + valueDrift),
  oldValue: all.map(({ v }) => v),
});
const sample = fc.record({
  s: between(-8, -3),
  drift: between(-2, 2),
  gap: between(-2, 2),
  r: between(-3, 3),
  count: fc.integer({ min: 1, max: 9 }),
  tokens: fc.array(token, { minLength: 1, maxLength: 4 }),
});

/** Groups of 2 to `most` samples with every optional figure but pairs; none of these follows the policy. */
export const randomGroups = (settings: RunConfig, most = 7): fc.Arbitrary<Required<RuleInput>> =>
  fc
    .record({
      all: fc.array(sample, { minLength: 2, maxLength: most }),
      klBaseline: between(-0.5, 1),
      rewardBaseline: between(-1, 1),
      logPartition: between(-1, 1),
      given: fc.array(fc.tuple(fc.nat(), fc.nat()), { minLength: 1, maxLength: 4 }),
    })
    .map(({ all, given, ...figures }) => {
      const group = {
        logProposal: all.map(({ s }) => s),
        logPolicy: all.map(({ s, drift }) => s + drift),
        logPrior: all.map(({ s, gap }) => s + gap),
        reward: all.map(({ r }) => r),
        tokenCount: all.map(({ count }) => count),
        ...figures,
      };
      const tokens = withAdvantages(
        all.map((sample) => tokensOf(sample.tokens)),
        group.reward,
        settings,
      );
      const pairs = given.map(([a, b]): Pair => {
        const winner = a % all.length;
        return { winner, loser: (winner + 1 + (b % (all.length - 1))) % all.length };
      });
      return { ...group, tokens, pairs, alpha: alphaWeights(group, settings.gamma) };
    });
