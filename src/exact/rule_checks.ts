// What holds of any coefficient rule, such as a visitor's own: which gradient its mean update is, by enumerating every
// tuple of samples of a small world, whether its pushes cancel, and whether it rests where the policy is the posterior.
import { InvalidGroupError } from '../objectives/checks.ts';
import type { RuleInput } from '../objectives/group.ts';
import { type CheckResult, compared } from './check.ts';
import { selfNormalisedKlGradient } from './dual.ts';
import { posterior } from './posterior.ts';
import { addUpdate, forEachTuple, tupleGroup, tupleMass } from './tuples.ts';
import { type TableWorld, tableWorld, type WorldSettings } from './world.ts';

/** The coefficients of a group's samples; may refuse a group. */
export type CoefficientRule = (group: RuleInput) => readonly number[];

export interface RuleCheck {
  readonly id: string;
  readonly title: string;
  /** The claim, in a sentence. */
  readonly statement: string;
  readonly source: string;
  run(rule: CoefficientRule, settings: WorldSettings): CheckResult;
}

export type RuleCheckOutcome =
  | { readonly check: RuleCheck; readonly result: CheckResult }
  /** The rule refused a group of the world. */
  | { readonly check: RuleCheck; readonly problem: string };

const TOLERANCE = 1e-10;
const SHIFT = 1;

/** E over all tuples of n samples of the proposal of sum_i c_i grad log q(y_i) in the policy's logits, [K]. */
function meanUpdate(rule: CoefficientRule, world: TableWorld, n: number): Float64Array {
  const outcomes = world.logits.length;
  const average = new Float64Array(outcomes);
  forEachTuple(outcomes, n, (tuple) => {
    const mass = tupleMass(world.logProposal, tuple);
    addUpdate(average, world.logPolicy, tuple, rule(tupleGroup(world, tuple)), mass);
  });
  return average;
}

/** The largest of `figure` over all tuples, beside 0. */
function largest(
  world: TableWorld,
  n: number,
  label: string,
  figure: (group: RuleInput) => readonly number[],
): CheckResult {
  let worst = 0;
  forEachTuple(world.logits.length, n, (tuple) => {
    for (const value of figure(tupleGroup(world, tuple))) worst = Math.max(worst, Math.abs(value));
  });
  return compared({ label, values: [worst] }, { label: 'zero', values: [0] }, TOLERANCE);
}

const targetOf = ({ logPrior, reward }: TableWorld, gamma: number) =>
  posterior(logPrior, reward, gamma).logPosterior;
/** Samples of the policy itself. */
const onPolicy = (world: TableWorld): TableWorld => ({ ...world, logProposal: world.logPolicy });
/** The policy is the posterior. */
function atTarget(world: TableWorld, gamma: number): TableWorld {
  const logPolicy = targetOf(world, gamma);
  return { ...world, logits: logPolicy, logPolicy };
}
const withReward = (world: TableWorld, added: number): TableWorld => ({
  ...world,
  reward: world.reward.map((r) => r + added),
});
const meanOfAll = (label: string, values: Float64Array) => ({ label: `mean of all ${label}`, values });

export const ruleChecks: readonly RuleCheck[] = [
  {
    id: 'cancel',
    title: 'The pushes cancel',
    statement: 'In every group the coefficients add up to zero.',
    source: 'Eq. 13: alpha and beta both add up to 1',
    run: (rule, settings) =>
      largest(tableWorld(settings), settings.n, 'largest sum of a group', (group) => [
        rule(group).reduce((total, c) => total + c, 0),
      ]),
  },
  {
    id: 'theorem-4.2',
    title: 'Unbiased for the self-normalised KL',
    statement: 'The mean update over samples of the proposal is the gradient of −Dₙ, as BRAIn’s is.',
    source: 'Theorem 4.2',
    run(rule, settings) {
      const world = tableWorld(settings);
      const gradient = selfNormalisedKlGradient(world, targetOf(world, settings.gamma), settings.n);
      return compared(
        meanOfAll('updates', meanUpdate(rule, world, settings.n)),
        { label: 'gradient of −Dₙ', values: gradient.map((slope) => -slope) },
        TOLERANCE,
      );
    },
  },
  {
    id: 'plain-kl',
    title: 'Unbiased for the plain KL',
    statement: 'The mean update over samples of the proposal is the gradient of −KL(posterior, policy).',
    source: 'Khalifa et al. 2021',
    run(rule, settings) {
      const world = tableWorld(settings);
      const target = targetOf(world, settings.gamma);
      return compared(
        meanOfAll('updates', meanUpdate(rule, world, settings.n)),
        {
          label: 'posterior − policy',
          values: target.map((p, y) => Math.exp(p) - Math.exp(world.logPolicy[y])),
        },
        TOLERANCE,
      );
    },
  },
  {
    id: 'penalised-reward',
    title: 'Unbiased for the penalised reward',
    statement:
      'The mean update over the policy’s own samples is the gradient of E[r] − γ KL(policy, prior), as RLOO’s is.',
    source: 'Ahmadian et al. 2024, eq. 6',
    run(rule, settings) {
      const world = onPolicy(tableWorld(settings));
      const q = world.logPolicy.map(Math.exp);
      const penalised = world.reward.map(
        (r, y) => r - settings.gamma * (world.logPolicy[y] - world.logPrior[y]),
      );
      const expected = q.reduce((total, mass, y) => total + mass * penalised[y], 0);
      return compared(
        meanOfAll('updates', meanUpdate(rule, world, settings.n)),
        { label: 'gradient', values: q.map((mass, y) => mass * (penalised[y] - expected)) },
        TOLERANCE,
      );
    },
  },
  {
    id: 'rests',
    title: 'It rests at the target',
    statement: 'Where the policy is the posterior no sample is pushed at all, whatever the proposal.',
    source: 'Theorem 4.3',
    run: (rule, settings) =>
      largest(atTarget(tableWorld(settings), settings.gamma), settings.n, 'largest push', rule),
  },
  {
    id: 'rests-on-average',
    title: 'It rests at the target on average',
    statement: 'Where policy and proposal are the posterior, the mean update is zero.',
    source: 'Theorem 4.3',
    run(rule, settings) {
      const world = onPolicy(atTarget(tableWorld(settings), settings.gamma));
      const update = meanUpdate(rule, world, settings.n);
      return compared(
        meanOfAll('updates', update),
        { label: 'zero', values: new Float64Array(update.length) },
        TOLERANCE,
      );
    },
  },
  {
    id: 'baseline',
    title: 'A constant costs no bias',
    statement: 'One more on every reward leaves the mean update over the policy’s own samples as it was.',
    source: 'Eqs. 9 and 10',
    run(rule, settings) {
      const world = onPolicy(tableWorld(settings));
      return compared(
        meanOfAll('updates', meanUpdate(rule, world, settings.n)),
        { label: 'with one more', values: meanUpdate(rule, withReward(world, SHIFT), settings.n) },
        TOLERANCE,
      );
    },
  },
  {
    id: 'differences',
    title: 'Only differences of rewards count',
    statement: 'One more on every reward changes no push.',
    source: 'Proposition 5.1',
    run: (rule, settings) =>
      largest(tableWorld(settings), settings.n, 'largest change of a push', (group) => {
        const shifted = rule({ ...group, reward: group.reward.map((r) => r + SHIFT) });
        return rule(group).map((c, i) => shifted[i] - c);
      }),
  },
];

/** Every check of the rule in one world. Throws what the rule throws, but for its refusals. */
export const checkRule = (rule: CoefficientRule, settings: WorldSettings): readonly RuleCheckOutcome[] =>
  ruleChecks.map((check) => {
    try {
      return { check, result: check.run(rule, settings) };
    } catch (error) {
      if (error instanceof InvalidGroupError) return { check, problem: error.message };
      throw error;
    }
  });
