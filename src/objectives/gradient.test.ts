// Every rule's coefficients are minus the slope of its own loss, by finite differences over random groups and settings.
// What a rule holds constant comes from outside (alpha, Z, z0, baselines, advantages); REINFORCE and RLOO hold a figure
// that follows the policy, so theirs is compared with a surrogate written here.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { defaults } from '../config/presets.ts';
import type { RunConfig } from '../config/schema.ts';
import type { MethodSetting } from '../settings/setting.ts';
import { InvalidGroupError } from './checks.ts';
import { difference, hasKink } from './finite_difference.ts';
import type { RuleInput } from './group.ts';
import { METHOD_NAMES, type MethodName, objectives } from './index.ts';
import { randomRules } from './own/random_rules.ts';
import { own } from './own.ts';
import { between, randomGroups } from './random_groups.ts';

const base: RunConfig = { ...defaults.strings, gamma: 0.7 };
/** Values of a setting: every option of a choice, a few times less to a few times more than the default of a number. */
function valuesOf(setting: MethodSetting): fc.Arbitrary<string | number> {
  if (setting.kind === 'choice') return fc.constantFrom(...setting.options);
  if (setting.kind === 'text') return fc.constant(setting.default);
  const { min, max, default: usual } = setting;
  return usual === 0
    ? between(Math.max(min, 0), Math.min(max, 1))
    : between(Math.max(min, usual / 3), Math.min(max, 3 * usual));
}
const settings: fc.Arbitrary<RunConfig> = fc
  .record({
    logProbReduction: fc.constantFrom('sum' as const, 'mean' as const),
    ...Object.fromEntries(
      METHOD_NAMES.flatMap((name) => Object.entries(objectives[name].settings)).map(([key, setting]) => [
        key,
        valuesOf(setting),
      ]),
    ),
  })
  .map((changed) => ({ ...base, ...changed }));
const groups = randomGroups(base);
/** Pairs are given to half of the groups. */
const cases = fc.tuple(groups, settings, fc.boolean()).map(([group, chosen, given]) => ({
  group: { ...group, pairs: given ? group.pairs : undefined },
  chosen,
}));

const PER_TOKEN = METHOD_NAMES.filter((method) => objectives[method].perToken);
const HELD = METHOD_NAMES.filter((method) => objectives[method].holdsPolicy && method !== 'own');
const DIRECT = METHOD_NAMES.filter(
  (method) => !PER_TOKEN.includes(method) && !objectives[method].holdsPolicy,
);
const sum = (values: readonly number[]) => values.reduce((a, b) => a + b, 0);

/** The loss as sample i's log-prob moves. */
const moved = (method: MethodName, group: RuleInput, chosen: RunConfig, i: number) => (delta: number) =>
  objectives[method].rule(
    { ...group, logPolicy: group.logPolicy.with(i, group.logPolicy[i] + delta) },
    chosen,
  ).loss;

/** The loss as one token's log-prob or value moves. */
const movedToken =
  (
    method: MethodName,
    group: RuleInput,
    chosen: RunConfig,
    [i, t]: readonly [number, number],
    field: 'logPolicy' | 'value',
  ) =>
  (delta: number) => {
    const tokens = group.tokens ?? [];
    const values = tokens[i][field] ?? [];
    const changed = { ...tokens[i], [field]: values.with(t, values[t] + delta) };
    return objectives[method].rule({ ...group, tokens: tokens.with(i, changed) }, chosen).loss;
  };

/** A rule that leaves the numbers has no slope to compare. */
function heldRule(group: RuleInput, chosen: RunConfig) {
  try {
    return objectives.own.rule(group, chosen);
  } catch (error) {
    fc.pre(!(error instanceof InvalidGroupError));
    throw error;
  }
}

function expectSlope(coefficient: number, slope: number, label: string) {
  expect(Math.abs(coefficient + slope), label).toBeLessThan(1e-6 * Math.max(1, Math.abs(slope)));
}

describe.each(DIRECT)('%s', (method) => {
  it('moves along minus the slope of its own loss', () => {
    let [smooth, kinks] = [0, 0];
    fc.assert(
      fc.property(cases, ({ group, chosen }) => {
        const { coefficients } = objectives[method].rule(group, chosen);
        coefficients.forEach((c, i) => {
          const at = moved(method, group, chosen, i);
          if (hasKink(at)) {
            kinks++;
            return;
          }
          smooth++;
          expectSlope(c, difference(at), `sample ${i}`);
        });
      }),
      { numRuns: 50 },
    );
    // So that next to nothing is left out, and nothing of a smooth loss.
    expect(kinks).toBeLessThanOrEqual(objectives[method].kinked ? 0.05 * smooth : 0);
  });
});

describe.each(PER_TOKEN)('%s', (method) => {
  it('moves every token and every value along minus the slope of its own loss', () => {
    let [smooth, kinks] = [0, 0];
    fc.assert(
      fc.property(cases, ({ group, chosen }) => {
        const result = objectives[method].rule(group, chosen);
        const { coefficients, tokenCoefficients = [], valueCoefficients } = result;
        expect(valueCoefficients !== undefined).toBe('valueCoefficient' in objectives[method].settings);
        group.tokens.forEach((sample, i) => {
          expect(coefficients[i]).toBeCloseTo(sum(tokenCoefficients[i]), 12);
          sample.logPolicy.forEach((_, t) => {
            for (const field of ['logPolicy', 'value'] as const) {
              const at = movedToken(method, group, chosen, [i, t], field);
              const own = field === 'value' ? (valueCoefficients?.[i][t] ?? 0) : tokenCoefficients[i][t];
              if (hasKink(at)) {
                kinks++;
                continue;
              }
              smooth++;
              expectSlope(own, difference(at), `${field} ${i}, ${t}`);
            }
          });
        });
      }),
      { numRuns: 30 },
    );
    expect(kinks).toBeLessThanOrEqual(0.05 * smooth);
  });
});

describe.each(HELD)('%s', (method) => {
  it('moves along minus the slope of -(1/n) sum (R - b) l with R and b held where they are', () => {
    fc.assert(
      fc.property(groups, settings, fc.boolean(), (group, chosen, running) => {
        const { reward, logPolicy, logPrior, rewardBaseline } = group;
        const n = reward.length;
        const R = reward.map((r, i) => r - chosen.gamma * (logPolicy[i] - logPrior[i]));
        const own = running ? rewardBaseline : sum(R) / n;
        const baseline = (i: number) =>
          method === 'rloo' ? sum(R.filter((_, j) => j !== i)) / (n - 1) : own;
        const surrogate = (l: readonly number[]) => -sum(l.map((one, i) => ((R[i] - baseline(i)) * one) / n));
        const given = { ...group, rewardBaseline: running ? rewardBaseline : undefined };
        const { coefficients, loss } = objectives[method].rule(given, chosen);
        expect(loss).toBeCloseTo(surrogate(logPolicy), 9);
        coefficients.forEach((c, i) => {
          const slope = difference((delta) => surrogate(logPolicy.with(i, logPolicy[i] + delta)));
          expectSlope(c, slope, `sample ${i}`);
        });
      }),
      { numRuns: 50 },
    );
  });
});

describe('own', () => {
  it('moves along minus the slope of -sum c l with c held where it is, whatever the rule', () => {
    fc.assert(
      fc.property(groups, settings, randomRules, (group, chosen, text) => {
        const { coefficients, loss } = heldRule(group, { ...chosen, rule: text });
        const surrogate = (l: readonly number[]) => -sum(l.map((one, i) => coefficients[i] * one));
        fc.pre(coefficients.every((c) => Math.abs(c) < 1e3));
        expect(loss).toBeCloseTo(surrogate(group.logPolicy), 9);
        coefficients.forEach((c, i) => {
          const at = (delta: number) => surrogate(group.logPolicy.with(i, group.logPolicy[i] + delta));
          expectSlope(c, difference(at), `sample ${i} of ${text}`);
        });
      }),
    );
  });

  it('moves along minus the slope of a built-in loss where it is typed as that slope', () => {
    fc.assert(
      fc.property(groups, settings, (group, chosen) => {
        const { coefficients } = objectives.own.rule(group, { ...chosen, rule: own.settings.rule.default });
        coefficients.forEach((c, i) => {
          const plain = { ...chosen, gamma: base.gamma, proximalWeight: 0 };
          expectSlope(c, difference(moved('brain', group, plain, i)), `sample ${i}`);
        });
      }),
      { numRuns: 50 },
    );
  });
});

describe('beyond the exponent clip', () => {
  const group = {
    logProposal: [-9, -9],
    logPolicy: [-4, -9],
    logPrior: [-5, -9],
    reward: [0, 1],
    logPartition: 0,
  };
  it.each(['brain-without-self-normalisation', 'gdc', 'gdc++'] as const)('so does %s', (method) => {
    const chosen = { ...base, exponentClip: 2 };
    const { coefficients, diagnostics } = objectives[method].rule(group, chosen);
    expect(diagnostics.clippedWeights).toBeGreaterThan(0);
    expect(diagnostics.largestWeight).toBeCloseTo(Math.exp(2), 12);
    coefficients.forEach((c, i) => {
      expectSlope(c, difference(moved(method, group, chosen, i)), `sample ${i}`);
    });
  });
});

it('finds kinks, and none in a smooth curve', () => {
  for (const offset of [0, 1e-7, 4e-4, 1.3e-3, -1.9e-3])
    expect(hasKink((x) => 0.01 * Math.max(0, x - offset))).toBe(true);
  expect(hasKink((x) => 3 * Math.exp(x) + x * x)).toBe(false);
  expect(difference((x) => 3 * Math.exp(x) + x * x)).toBeCloseTo(3, 10);
});
