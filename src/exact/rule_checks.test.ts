// The checks of a rule on the built-in rules, of which the theorems say what holds.
import { expect, it } from 'vitest';
import { defaults } from '../config/presets.ts';
import type { MethodName } from '../objectives/index.ts';
import { objectives } from '../objectives/index.ts';
import { posterior } from './posterior.ts';
import { type CoefficientRule, checkRule, ruleChecks } from './rule_checks.ts';
import { DEFAULT_WORLD, tableWorld, type WorldSettings } from './world.ts';

const worlds: WorldSettings[] = [
  DEFAULT_WORLD,
  { outcomes: 4, n: 2, gamma: 1, seed: 7 },
  { outcomes: 6, n: 3, gamma: 0.8, seed: 8 },
];
const ids = ruleChecks.map(({ id }) => id);

const builtIn =
  (method: MethodName, gamma: number): CoefficientRule =>
  (group) =>
    objectives[method].rule(group, { ...defaults.strings, gamma, proximalWeight: 0 }).coefficients;
const typed =
  (rule: string, gamma: number): CoefficientRule =>
  (group) =>
    objectives.own.rule(group, { ...defaults.strings, gamma, rule }).coefficients;

const passed = (rule: CoefficientRule, world: WorldSettings) =>
  checkRule(rule, world).flatMap((outcome) =>
    'result' in outcome && outcome.result.passed ? [outcome.check.id] : [],
  );

const EXPECTED: Partial<Record<MethodName, readonly string[]>> = {
  brain: ['cancel', 'theorem-4.2', 'rests', 'rests-on-average', 'baseline', 'differences'],
  'brain-without-baseline': ['rests-on-average', 'baseline', 'differences'],
  rloo: ['cancel', 'penalised-reward', 'rests', 'rests-on-average', 'baseline', 'differences'],
  reinforce: ['cancel', 'rests', 'rests-on-average', 'baseline', 'differences'],
};

it.each(Object.entries(EXPECTED))('of %s: %j', (method, expected) => {
  for (const world of worlds)
    expect(passed(builtIn(method as MethodName, world.gamma), world)).toEqual(expected);
});

it('of rules that only a typed one can be', () => {
  for (const world of worlds) {
    const of = (rule: string) => passed(typed(rule, world.gamma), world);
    expect(of('softmax(r/gamma + lp - lq0) - softmax(lq - lq0)')).toEqual(EXPECTED.brain);
    expect(of('r/n')).toEqual(['baseline']);
    expect(of('r')).toEqual(['baseline']);
    expect(of('r^2')).toEqual([]);
    expect(of('0')).toEqual(
      ids.filter((id) => id.includes('rest') || ['cancel', 'baseline', 'differences'].includes(id)),
    );
    // A single sample's exact weight has no sum to be biased by.
    expect(of('exp(lp + r/gamma - lq0)/n')).not.toContain('plain-kl');
  }
});

it('finds the plain KL unbiased where Z is known', () => {
  const world = { ...DEFAULT_WORLD, gamma: 1 };
  const { logPrior, reward } = tableWorld(world);
  const { logPartition } = posterior(logPrior, reward, world.gamma);
  const gdc: CoefficientRule = (group) => builtIn('gdc', world.gamma)({ ...group, logPartition });
  expect(passed(gdc, world)).toContain('plain-kl');
  expect(passed(typed(`exp(r + lp - lq0 - ${logPartition})/n`.replace('- -', '+ '), 1), world)).toContain(
    'plain-kl',
  );
});

it('says what a rule refuses', () => {
  const outcomes = checkRule(typed('log(r)', 0.5), DEFAULT_WORLD);
  expect(outcomes.every((outcome) => 'problem' in outcome)).toBe(true);
  expect(outcomes[0]).toMatchObject({ problem: expect.stringContaining('see "log" at 1 of the rule') });
});
