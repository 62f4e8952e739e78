// The pairwise, labelled and ranked methods by hand: golden values computed without the rules, and every edge case.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { defaults } from '../config/presets.ts';
import type { RunConfig } from '../config/schema.ts';
import { rewardOfGoodness } from '../reward/goodness.ts';
import { bestOfNKl } from './best_of_n.ts';
import type { RuleInput } from './group.ts';
import { type MethodName, objectives } from './index.ts';
import { rankedPairs } from './pairs.ts';
import { randomGroups } from './random_groups.ts';

const rule = (method: MethodName, group: RuleInput, changed: Partial<RunConfig> = {}) =>
  objectives[method].rule(group, { ...defaults.strings, ...changed });
const log = (values: readonly number[]) => values.map(Math.log);

/** h = log 2 and log(1/4): the policy has doubled the first and quartered the second. */
const pair: RuleInput = {
  logPolicy: log([0.4, 0.1]),
  logPrior: log([0.2, 0.4]),
  logProposal: log([0.2, 0.4]),
  reward: [1, 0],
  tokenCount: [2, 4],
};
const close = (values: readonly number[], expected: readonly number[]) =>
  values.forEach((value, i) => {
    expect(value).toBeCloseTo(expected[i], 12);
  });

describe('one pair with d = log 8', () => {
  it('DPO: the Bradley-Terry likelihood 8^beta / (8^beta + 1)', () => {
    const { loss, coefficients } = rule('dpo', pair, { dpoBeta: 1 / 3 });
    expect(loss).toBeCloseTo(-Math.log(2 / 3), 12);
    close(coefficients, [1 / 9, -1 / 9]); // beta (1 - 2/3)
  });

  it('DPO with smoothed labels: the cross-entropy with 1 - e and e', () => {
    const { loss, coefficients } = rule('dpo-sft', pair, { dpoBeta: 1 / 3, labelSmoothing: 0.25 });
    expect(loss).toBeCloseTo(-0.75 * Math.log(2 / 3) - 0.25 * Math.log(1 / 3), 12);
    close(coefficients, [(0.75 - 2 / 3) / 3, -(0.75 - 2 / 3) / 3]);
  });

  it('IPO: squared distance from 1 / (2 tau), at rest there', () => {
    const { loss, coefficients } = rule('ipo', pair, { ipoTau: 0.25 });
    expect(loss).toBeCloseTo((Math.log(8) - 2) ** 2, 12);
    close(coefficients, [-2 * (Math.log(8) - 2), 2 * (Math.log(8) - 2)]);
    close(rule('ipo', pair, { ipoTau: 1 / (2 * Math.log(8)) }).coefficients, [0, 0]);
  });

  it('RSO: the sigmoid is DPO with its gamma, the hinge stops at a margin of 1 / gamma', () => {
    expect(rule('rso', pair, { rsoGamma: 0.3 })).toEqual(rule('dpo', pair, { dpoBeta: 0.3 }));
    const open = rule('rso', pair, { rsoGamma: 0.25, rsoLoss: 'hinge-norm' });
    expect(open.loss).toBeCloseTo(1 - 0.25 * Math.log(8), 12);
    close(open.coefficients, [0.25, -0.25]);
    close(rule('rso', pair, { rsoGamma: 1, rsoLoss: 'hinge-norm' }).coefficients, [0, 0]);
  });

  it('SLiC: the policy alone counts; the likelihood term is on the better one', () => {
    // l_w - l_l = log 4.
    const { loss, coefficients } = rule('slic', pair, { slicDelta: 2, slicLambda: 0.5 });
    expect(loss).toBeCloseTo(2 - Math.log(4) - 0.5 * Math.log(0.4), 12);
    close(coefficients, [1.5, -1]);
    close(rule('slic', pair, { slicDelta: 1, slicLambda: 0 }).coefficients, [0, 0]);
  });

  it('ORPO: odds in plain probabilities', () => {
    // Mean token log-probs: sqrt(0.4) and 0.1^(1/4) per token.
    const [pw, pl] = [Math.sqrt(0.4), 0.1 ** 0.25];
    const odds = (p: number) => p / (1 - p);
    const { loss, coefficients } = rule('orpo', pair, { orpoLambda: 0.7 });
    expect(loss).toBeCloseTo(-Math.log(pw) - 0.7 * Math.log(odds(pw) / (odds(pw) + odds(pl))), 12);
    const lose = odds(pl) / (odds(pw) + odds(pl));
    close(coefficients, [(1 + (0.7 * lose) / (1 - pw)) / 2, (-0.7 * lose) / (1 - pl) / 4]);
  });

  it('ORPO counts averaged log-probs as they are', () => {
    const averaged = { ...pair, logPolicy: [Math.log(0.4) / 2, Math.log(0.1) / 4] };
    const { loss, coefficients } = rule('orpo', averaged, { logProbReduction: 'mean' });
    const summed = rule('orpo', pair);
    expect(loss).toBeCloseTo(summed.loss, 12);
    close(coefficients, [2 * summed.coefficients[0], 4 * summed.coefficients[1]]);
  });

  it('KTO: values above and below the reference point', () => {
    // beta (h - z0) with beta 1, z0 log 2: 0 for the first, log(1/8) for the second.
    const { loss, coefficients } = rule(
      'kto',
      { ...pair, klBaseline: Math.log(2) },
      { ktoBeta: 1, ktoDesirableWeight: 1, ktoUndesirableWeight: 3 },
    );
    expect(loss).toBeCloseTo((0.5 + 3 * (1 - 8 / 9)) / 2, 12);
    close(coefficients, [0.25 / 2, (-3 * (8 / 81)) / 2]);
  });

  it('RRHF: no violation, so only the best sample’s likelihood', () => {
    const { loss, coefficients } = rule('rrhf', { ...pair, tokenCount: [1, 1] });
    expect(loss).toBeCloseTo(-Math.log(0.4), 12);
    close(coefficients, [1, 0]);
  });

  it('RRHF: a worse response with the higher average is traded against the better one', () => {
    // Averages log(0.4) / 2 = -0.458 and log(0.1) / 8 = -0.288: the worse is likelier per token.
    const { loss, coefficients } = rule('rrhf', { ...pair, tokenCount: [2, 8] });
    expect(loss).toBeCloseTo(Math.log(0.1) / 8 - Math.log(0.4) / 2 - Math.log(0.4), 12);
    close(coefficients, [1.5, -1 / 8]);
  });

  it('RRHF over any number of responses: loops over probabilities', () => {
    fc.assert(
      fc.property(randomGroups(defaults.strings), (group) => {
        const { reward, logPolicy, tokenCount } = group;
        // The geometric mean of the tokens' probabilities.
        const likely = logPolicy.map((l, i) => Math.exp(l) ** (1 / tokenCount[i]));
        const push = reward.map(() => 0);
        let expected = 0;
        reward.forEach((better, j) => {
          reward.forEach((worse, i) => {
            if (worse >= better || likely[i] <= likely[j]) return;
            expected += Math.log(likely[i] / likely[j]);
            push[i] -= 1 / tokenCount[i];
            push[j] += 1 / tokenCount[j];
          });
        });
        const best = reward.indexOf(Math.max(...reward));
        push[best] += 1;
        const { loss, coefficients, diagnostics } = rule('rrhf', group);
        fc.pre(diagnostics.skipped === 0);
        expect(loss).toBeCloseTo(expected - logPolicy[best], 8);
        close(coefficients, push);
      }),
    );
  });

  it('RRHF with averaged log-probs: the likelihood term is still the sum', () => {
    const averaged = { ...pair, logPolicy: [Math.log(0.4) / 2, Math.log(0.1) / 8], tokenCount: [2, 8] };
    const { loss, coefficients } = rule('rrhf', averaged, { logProbReduction: 'mean' });
    expect(loss).toBeCloseTo(rule('rrhf', { ...pair, tokenCount: [2, 8] }).loss, 12);
    close(coefficients, [1 + 2, -1]);
  });

  it('DPO-sft+IW: BRAIn on two samples of the prior; DPO-sft as gamma goes to 0', () => {
    const own = rule('dpo-sft-iw', pair, { gamma: 0.8 });
    const brain = rule('brain', pair, { gamma: 0.8 });
    expect(own.loss).toBeCloseTo(brain.loss, 12);
    close(own.coefficients, brain.coefficients);
    close(
      rule('dpo-sft-iw', pair, { gamma: 0.01 }).coefficients,
      rule('dpo-sft', pair, { dpoBeta: 1 }).coefficients,
    );
    expect(rule('dpo-sft-iw-n', pair, { gamma: 0.8 })).toEqual(brain);
  });

  it('reward conditioning weighs the prior’s share by p / q’', () => {
    // p / q' is 1 and 4: a fifth and four fifths.
    const drawn = { ...pair, logProposal: log([0.2, 0.1]) };
    const { coefficients, diagnostics } = rule('reward-conditioning', drawn, { conditionKl: 1 });
    close(coefficients, [0.5 + 0.2, 0.5 + 0.8]);
    expect(diagnostics.klToPrior).toBeCloseTo(0.2 * Math.log(0.5) + 0.8 * Math.log(4), 12);
  });

  it('reward conditioning: maximum likelihood, plus the prior’s share', () => {
    const { coefficients, loss } = rule('reward-conditioning', pair, { conditionKl: 0.4 });
    close(coefficients, [0.5 + 0.2, 0.5 + 0.2]); // proposal = prior: equal weights
    expect(loss).toBeCloseTo(-(Math.log(0.4) + Math.log(0.1)) / 2 - 0.2 * (Math.log(2) + Math.log(0.25)), 12);
  });

  it('best-of-n: nothing is pushed', () => {
    expect(rule('best-of-n', pair)).toMatchObject({ coefficients: [0, 0], loss: 0 });
    expect(rule('best-of-n', pair).diagnostics).toMatchObject({ bestReward: 1 });
    expect(bestOfNKl(2)).toBeCloseTo(Math.log(2) - 0.5, 14);
    expect(bestOfNKl(1)).toBe(0);
  });
});

describe('pairs', () => {
  const group = (reward: number[]): RuleInput => ({
    logPolicy: reward.map(() => -1),
    logPrior: reward.map(() => -1),
    logProposal: reward.map(() => -1),
    reward,
  });

  it('are made two by two, ties dropped, the odd one alone', () => {
    expect(rankedPairs(group([1, 2, 3, 3, 0]))).toEqual({ pairs: [{ winner: 1, loser: 0 }], ties: 1 });
  });

  it('of a tournament let winners meet: n - 1 pairs', () => {
    expect(rankedPairs(group([1, 2, 4, 3, 0]), 'tournament').pairs).toEqual([
      { winner: 1, loser: 0 },
      { winner: 2, loser: 3 },
      { winner: 2, loser: 1 },
      { winner: 2, loser: 4 },
    ]);
  });

  it('that are given stand, whatever the rewards say', () => {
    const given = [{ winner: 0, loser: 1 }];
    expect(rankedPairs({ ...group([0, 5]), pairs: given })).toEqual({ pairs: given, ties: 0 });
    expect(rule('dpo', { ...pair, reward: [0, 5], pairs: given })).toMatchObject(rule('dpo', pair));
  });

  it('share the loss: SLiC fine-tunes on all that were chosen, DPO-sft+IW takes them as they are', () => {
    const four: RuleInput = {
      logPolicy: [-1, -2, -3, -4],
      logPrior: [-1, -1, -1, -1],
      logProposal: [-1, -1, -1, -1],
      reward: [0, 1, 0, 1],
      pairs: [
        { winner: 3, loser: 0 },
        { winner: 2, loser: 1 },
      ],
    };
    const slic = rule('slic', four, { slicDelta: 1, slicLambda: 0.5 });
    expect(slic.loss).toBeCloseTo((4 + 2) / 2 - 0.5 * ((-4 - 3) / 2), 12);
    close(slic.coefficients, [-0.5, -0.5, 0.5 + 0.25, 0.5 + 0.25]);
    const weighed = rule('dpo-sft-iw', four, { gamma: 1 });
    const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));
    // d is -3 and -1; the rewards differ by 1 and by -1.
    const push = [sigmoid(1) - sigmoid(-3), sigmoid(-1) - sigmoid(-1)].map((c) => c / 2);
    close(weighed.coefficients, [-push[0], -push[1], push[1], push[0]]);
    expect(weighed.diagnostics).toMatchObject({ pairs: 2, ties: 0 });
  });

  it('average over the pairs', () => {
    const both = { ...pair, pairs: [0, 1].map(() => ({ winner: 0, loser: 1 })) };
    for (const method of ['dpo', 'rso', 'slic', 'ipo', 'orpo', 'dpo-sft-iw'] as const) {
      const one = rule(method, pair);
      expect(rule(method, both).loss).toBeCloseTo(one.loss, 12);
      close(rule(method, both).coefficients, one.coefficients);
    }
  });

  it('of equal rewards change nothing, and are counted', () => {
    for (const method of ['dpo', 'dpo-sft', 'rso', 'slic', 'ipo', 'orpo'] as const) {
      const result = rule(method, { ...pair, reward: [2, 2] });
      expect(result.coefficients, method).toEqual([0, 0]);
      expect(result.diagnostics, method).toMatchObject({ skipped: 1, ties: 1 });
    }
    for (const method of ['kto', 'rrhf'] as const)
      expect(rule(method, { ...pair, reward: [2, 2] }).diagnostics.skipped).toBe(1);
  });
});

describe('the reference point of KTO', () => {
  const z0 = (group: RuleInput) => rule('kto', group).diagnostics.klBaseline;
  it('is the one given, the mean log-ratio of the group without one, and never below 0', () => {
    expect(z0({ ...pair, klBaseline: 0.7 })).toBe(0.7);
    expect(z0({ ...pair, logPolicy: log([0.4, 0.8]) })).toBeCloseTo(Math.log(2), 12); // log 2 and log 2
    expect(z0(pair)).toBe(0); // log 2 and -log 4
    const negative = { ...pair, klBaseline: -3 };
    expect(rule('kto', negative)).toEqual(rule('kto', { ...pair, klBaseline: 0 }));
  });
});

describe('KTO labels', () => {
  const three: RuleInput = {
    logPolicy: [-1, -1, -1],
    logPrior: [-1, -1, -1],
    logProposal: [-1, -1, -1],
    reward: [0, 1, 3],
  };
  const signs = (group: RuleInput, changed: Partial<RunConfig> = {}) =>
    rule('kto', group, changed).coefficients.map(Math.sign);

  it('are by the median: above it good; where most share the best reward, those', () => {
    expect(signs(three)).toEqual([-1, -1, 1]);
    expect(signs({ ...three, reward: [3, 3, 0] })).toEqual([1, 1, -1]);
  });

  it('are by the threshold where asked, all of one kind if need be, which is said', () => {
    expect(signs(three, { ktoLabels: 'threshold', rewardThreshold: 0.5 })).toEqual([-1, 1, 1]);
    const low = rule('kto', three, { ktoLabels: 'threshold', rewardThreshold: -1 });
    expect(low.coefficients.map(Math.sign)).toEqual([1, 1, 1]);
    expect(low.diagnostics).toMatchObject({ oneSided: 1, desirableShare: 1 });
    const high = rule('kto', three, { ktoLabels: 'threshold', rewardThreshold: 9 });
    expect(high.coefficients.map(Math.sign)).toEqual([-1, -1, -1]);
    expect(high.diagnostics).toMatchObject({ oneSided: 1, desirableShare: 0 });
  });

  it('are those of the given pairs, others have none', () => {
    expect(signs({ ...three, pairs: [{ winner: 0, loser: 2 }] })).toEqual([1, 0, -1]);
  });

  it('leave out what the policy cannot produce', () => {
    const gone = { ...three, logPolicy: [Number.NEGATIVE_INFINITY, -1, -1] };
    expect(signs(gone)).toEqual([0, -1, 1]);
  });
});

describe('KTO by a threshold', () => {
  it('labels by the rewards as they were before the goodness model', () => {
    const raw = [-2, 0.3, 0.5, 2];
    const changed = raw.map((r) => rewardOfGoodness(r, 0.5, 'absolute'));
    const flat = raw.map(() => -1);
    const group = { logPolicy: flat, logPrior: flat, logProposal: flat, reward: changed, klBaseline: 0 };
    const settings = {
      ktoLabels: 'threshold',
      rewardThreshold: 0.4,
      gamma: 0.5,
      goodness: 'absolute',
    } as const;
    const { coefficients, diagnostics } = rule('kto', group, settings);
    expect(coefficients.map(Math.sign)).toEqual([-1, -1, 1, 1]);
    expect(diagnostics).toMatchObject({ desirableShare: 0.5, oneSided: 0 });
  });
});
