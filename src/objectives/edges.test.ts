// The edges of every method, one row each: what the coefficients are where the policy has run away by a thousand nats,
// where rewards are huge and log-probs equal, and what is refused with a sentence.
import { describe, expect, it } from 'vitest';
import { defaults } from '../config/presets.ts';
import type { RunConfig } from '../config/schema.ts';
import { InvalidGroupError } from './checks.ts';
import type { RuleInput } from './group.ts';
import { METHOD_NAMES, type MethodName, objectives } from './index.ts';

const settings: RunConfig = { ...defaults.strings, gamma: 1, dpoBeta: 0.1, exponentClip: 20 };
const rule = (method: MethodName, group: RuleInput, changed: Partial<RunConfig> = {}) =>
  objectives[method].rule(group, { ...settings, ...changed });

/** Two samples of one token each, drawn from the prior; the first is the better one. */
function pair(logPolicy: number[], logPrior: number[], reward = [1, 0]): RuleInput {
  return {
    logPolicy,
    logPrior,
    logProposal: logPrior,
    reward,
    tokenCount: [1, 1],
    klBaseline: 0,
    tokens: logPolicy.map((l, i) => ({
      logPolicy: [l],
      logPrior: [logPrior[i]],
      logProposal: [logPrior[i]],
    })),
  };
}
const groups = {
  betterUp: pair([-1, -1], [-1001, -1]), // log-ratio 1000 on the better one
  betterDown: pair([-1001, -1], [-1, -1]),
  worseUp: pair([-1, -1], [-1, -1001]),
  hugeRewards: pair([-1, -1], [-1, -1], [1e6, -1e6]), // and nothing between the log-probs
};
type Name = keyof typeof groups;
type Row = Record<Name, readonly [number, number] | 'refused'>;
const same = (value: readonly [number, number]): Row => ({
  betterUp: value,
  betterDown: value,
  worseUp: value,
  hugeRewards: value,
});

const alpha = 1 / (1 + Math.exp(-1)); // softmax of the rewards 1 and 0
const clip = Math.exp(20) / 2;
const importance: Row = {
  betterUp: [alpha - 1, 1 - alpha],
  betterDown: [alpha, -alpha],
  worseUp: [alpha, -alpha],
  hugeRewards: [0.5, -0.5],
};
const plainBaseline: Row = {
  betterUp: [alpha - clip, 0.5 - alpha],
  betterDown: [alpha, 0.5 - alpha],
  worseUp: [alpha - 0.5, 1 - alpha - clip],
  hugeRewards: [0.5, -0.5],
};
const noBaseline: Row = { ...same([alpha, 1 - alpha]), hugeRewards: [1, 0] };
/** Won by 1000 nats, lost by 1000 nats, even. */
const logistic = (beta: number): Row => ({
  betterUp: [0, 0],
  betterDown: [beta, -beta],
  worseUp: [beta, -beta],
  hugeRewards: [beta / 2, -beta / 2],
});
const lost = 1 / (1 - Math.exp(-1)); // 1 / (1 - P) at a mean log-prob of -1
const evenOdds: readonly [number, number] = [1 + 0.05 * lost, -0.05 * lost];
const spread = 0.5 / (Math.SQRT1_2 + 1e-4); // GRPO's advantage of the rewards 1 and 0

/** Worked out by hand; a method without a row is held by the properties of objectives.test.ts alone. */
const expected: Readonly<Partial<Record<MethodName, Row>>> = {
  brain: importance,
  'dpo-sft-iw': importance,
  'dpo-sft-iw-n': importance,
  'brain-without-self-normalisation': plainBaseline,
  'gdc++': plainBaseline, // Z from the same samples
  'brain-without-baseline': noBaseline,
  gdc: noBaseline,
  dpo: logistic(0.1),
  'dpo-sft': logistic(0.1),
  rso: logistic(0.05),
  slic: same([1.1, -1]), // the prior plays no part, and no margin is reached
  ipo: {
    betterUp: [-2 * (1000 - 5), 2 * (1000 - 5)],
    betterDown: [2 * 1005, -2 * 1005],
    worseUp: [2 * 1005, -2 * 1005],
    hugeRewards: [10, -10],
  },
  orpo: { ...same(evenOdds), betterDown: [1 + 0.1, -0.1 * lost] },
  // A quarter of beta at the reference point, nothing far from it.
  kto: {
    betterUp: [0, -0.0125],
    betterDown: [0, -0.0125],
    worseUp: [0.0125, 0],
    hugeRewards: [0.0125, -0.0125],
  },
  rrhf: { ...same([1, 0]), betterDown: [2, -1] },
  'reward-conditioning': same([0.525, 0.525]),
  reinforce: {
    betterUp: [-249.75, 249.75],
    betterDown: [250.25, -250.25],
    worseUp: [250.25, -250.25],
    hugeRewards: [5e5, -5e5],
  },
  rloo: {
    betterUp: [-499.5, 499.5],
    betterDown: [500.5, -500.5],
    worseUp: [500.5, -500.5],
    hugeRewards: [1e6, -1e6],
  },
  // Held by the clip; exp(-1000) = 0; and exp(1000) times a negative advantage is refused.
  ppo: { betterUp: [0, -0.5], betterDown: [0, -0.5], worseUp: 'refused', hugeRewards: [0.5, -0.5] },
  // The same, and the penalty exp(p - l) - 1 is -1 where the policy is far above the prior, and refused far below.
  grpo: {
    betterUp: [-0.04 / 2, -spread / 2],
    betterDown: 'refused',
    worseUp: 'refused',
    hugeRewards: [Math.SQRT1_2 / 2, -Math.SQRT1_2 / 2],
  },
  'best-of-n': same([0, 0]),
};

describe.each(Object.entries(expected) as [MethodName, Row][])('%s', (method, row) => {
  it.each(Object.entries(row) as [Name, Row[Name]][])('%s', (name, coefficients) => {
    if (coefficients === 'refused') {
      expect(() => rule(method, groups[name])).toThrow(InvalidGroupError);
      expect(() => rule(method, groups[name])).toThrow(/invalid (loss|coefficient): .* \(expected a finite/);
      return;
    }
    const result = rule(method, groups[name]);
    expect(Number.isFinite(result.loss)).toBe(true);
    coefficients.forEach((c, i) => {
      expect(Math.abs(result.coefficients[i] - c)).toBeLessThan(1e-7 * Math.max(1, Math.abs(c)));
    });
  });
});

describe('equal rewards', () => {
  const equal = pair([-1, -2], [-1.5, -1.5], [2, 2]);
  it('leave GRPO nothing but the pull to the prior', () => {
    const { coefficients } = rule('grpo', equal);
    expect(coefficients[0]).toBeCloseTo((0.04 * (Math.exp(-0.5) - 1)) / 2, 12);
    expect(coefficients[1]).toBeCloseTo((0.04 * (Math.exp(0.5) - 1)) / 2, 12);
    expect(rule('grpo', equal, { grpoKlCoefficient: 0 }).coefficients).toEqual([0, 0]);
  });
  it('leave PPO nothing to prefer', () => {
    expect(rule('ppo', equal).coefficients).toEqual([0, 0]);
  });
  it('leave the policy gradients what the divergence costs: here R is 1.5 and 2.5', () => {
    expect(rule('rloo', equal).coefficients).toEqual([-0.5, 0.5]);
    expect(rule('reinforce', equal).coefficients).toEqual([-0.25, 0.25]);
  });
  it('are no tie where alpha is a softmax', () => {
    const { coefficients } = rule('dpo-sft-iw', equal);
    const beta = 1 / (1 + Math.exp(-1)); // d = 0.5 + 0.5
    expect(coefficients[0]).toBeCloseTo(0.5 - beta, 12);
    expect(coefficients[1]).toBeCloseTo(beta - 0.5, 12);
  });
});

describe('an odd number', () => {
  const three: RuleInput = {
    logPolicy: [-1, -1.5, -1],
    logPrior: [-1, -1, -1],
    logProposal: [-1, -1, -1],
    reward: [1, 0, 5],
    tokenCount: [1, 1, 1],
  };
  it('leaves the last one out of the pairs', () => {
    for (const method of ['dpo', 'dpo-sft', 'dpo-sft-iw', 'rso', 'ipo', 'orpo'] as const) {
      const { coefficients, diagnostics } = rule(method, three);
      expect(coefficients[0], method).not.toBe(0);
      expect(coefficients[2], method).toBe(0);
      expect(diagnostics.pairs, method).toBe(1);
    }
    // SLiC still fine-tunes on it where it is the best.
    expect(rule('slic', three).coefficients[2]).toBe(0.1);
  });
  it('gives a tournament a free pass', () => {
    const { coefficients, diagnostics } = rule('rso', three, { rsoPairing: 'tournament' });
    expect(diagnostics.pairs).toBe(2);
    expect(coefficients[2]).toBeGreaterThan(0);
  });
});

describe('a sample that cannot be', () => {
  const never = Number.NEGATIVE_INFINITY;
  const impossible: RuleInput = { ...pair([-1, -1], [-1, -1]), logPolicy: [-1, never] };
  const unknown: RuleInput = { ...pair([-1, -1], [-1, -1]), logPrior: [-1, never] };
  it('under the policy: what needs it is passed over, the rest goes on without it', () => {
    const without: Partial<Record<MethodName, readonly number[]>> = {
      kto: [0.025, 0],
      rrhf: [1, 0],
      'best-of-n': [0, 0],
    };
    for (const method of METHOD_NAMES.filter((name) => !objectives[name].perToken)) {
      const { coefficients, diagnostics } = rule(method, impossible);
      expect(coefficients, method).toEqual(without[method] ?? [0, 0]);
      expect(diagnostics.skipped, method).toBe(method in without ? 0 : 1);
    }
  });
  it('under the prior: it has no weight under the posterior', () => {
    expect(rule('brain', unknown).coefficients).toEqual([0.5, -0.5]);
    expect(rule('gdc', unknown).coefficients).toEqual([1, 0]);
    expect(rule('reward-conditioning', unknown).coefficients).toEqual([0.5 + 0.05, 0.5]);
    for (const method of ['dpo', 'ipo', 'rso', 'dpo-sft-iw', 'reinforce', 'rloo'] as const)
      expect(rule(method, unknown).diagnostics.skipped, method).toBe(1);
  });
  it('token by token: refused', () => {
    for (const method of ['ppo', 'grpo'] as const) {
      const tokens = groups.hugeRewards.tokens?.with(1, {
        logPolicy: [never],
        logPrior: [-1],
        logProposal: [-1],
      });
      expect(() => rule(method, { ...groups.hugeRewards, tokens })).toThrow(
        'invalid tokens[1].logPolicy[0]: -Infinity (expected a finite number)',
      );
    }
  });
});

describe('Z of GDC and GDC++', () => {
  it('near 0 makes weights beyond the clip, which are counted', () => {
    const { coefficients, diagnostics } = rule('gdc', { ...groups.hugeRewards, logPartition: -690 });
    expect(coefficients).toEqual([clip, 0]); // a reward of -1e6 has no weight under any Z
    expect(diagnostics.clippedWeights).toBe(1);
    const near = rule('gdc++', { ...pair([-1, -1], [-1, -1]), logPartition: -690 });
    expect(near.coefficients).toEqual([clip - 0.5, clip - 0.5]);
    expect(near.diagnostics.clippedWeights).toBe(2);
  });
  it('of 0, or beyond all weights, passes the group over', () => {
    for (const logPartition of [Number.NEGATIVE_INFINITY, 1e9])
      for (const method of ['gdc', 'gdc++'] as const)
        expect(rule(method, { ...groups.betterUp, logPartition })).toEqual({
          coefficients: [0, 0],
          loss: 0,
          diagnostics: { skipped: 1 },
        });
  });
});

describe('lengths', () => {
  const { tokens: _, tokenCount: __, ...bare } = groups.hugeRewards;
  it('are asked for where a method divides by them or pushes token by token', () => {
    for (const method of ['ppo', 'grpo'] as const)
      expect(() => rule(method, bare)).toThrow(/^tokens is missing \(expected the log-probs of every token/);
    for (const method of ['orpo', 'rrhf'] as const)
      expect(() => rule(method, bare)).toThrow(/^tokenCount is missing \(expected the number of tokens/);
    // RRHF's likelihood term is a sum over tokens even where log-probs are means.
    expect(() => rule('rrhf', bare, { logProbReduction: 'mean' })).toThrow('tokenCount is missing');
    expect(() => rule('orpo', bare, { logProbReduction: 'mean' })).not.toThrow();
  });
  it.each([
    [[0, 1], 'invalid tokenCount[0]: 0 (expected an integer, 1 or more: EOS counts)'],
    [[1, 1.5], 'invalid tokenCount[1]: 1.5 (expected an integer'],
    [[1, Number.NaN], 'invalid tokenCount[1]: NaN (expected an integer'],
    [[1], 'invalid tokenCount: 1 values (expected 2, as many as rewards)'],
  ])('of %j are refused', (tokenCount, message) => {
    for (const method of ['orpo', 'rrhf'] as const)
      expect(() => rule(method, { ...bare, tokenCount })).toThrow(message);
  });
  it('of 0 tokens are refused, and fields of other lengths', () => {
    const [one] = groups.hugeRewards.tokens ?? [];
    const empty = { logPolicy: [], logPrior: [], logProposal: [] };
    for (const method of ['ppo', 'grpo'] as const) {
      expect(() => rule(method, { ...bare, tokens: [one, empty] })).toThrow(
        'invalid tokens[1]: 0 tokens (expected at least 1)',
      );
      expect(() => rule(method, { ...bare, tokens: [one] })).toThrow(
        'invalid tokens: 1 samples (expected 2)',
      );
      expect(() => rule(method, { ...bare, tokens: [one, { ...one, value: [1, 2] }] })).toThrow(
        'invalid tokens[1].value: 2 values (expected 1, as many as logPolicy)',
      );
    }
  });
});

describe('ORPO where a log-prob is exactly 0, as float32 rounds it', () => {
  it('takes 1 - P as 1e-7: a chosen one has won, a rejected one is pushed down hard', () => {
    const sure = rule('orpo', pair([0, -1], [-1, -1]));
    const odds = Math.exp(-1) / (1 - Math.exp(-1));
    // sigmoid(-d) / (1 - P) with odds 1 / 1e-7 = 1e7: odds_l / (1 + odds_l 1e-7).
    expect(sure.coefficients[0]).toBeCloseTo(1 + 0.1 * odds, 6);
    expect(sure.coefficients[1]).toBeCloseTo(0, 6);
    const wrong = rule('orpo', pair([-1, 0], [-1, -1]));
    expect(wrong.coefficients[1] / -1e6).toBeCloseTo(1, 5);
    expect(Number.isFinite(wrong.loss)).toBe(true);
  });
});

describe('pairs that are given', () => {
  it('as an empty list leave nothing to do', () => {
    for (const method of ['dpo', 'slic', 'ipo', 'orpo', 'rso', 'dpo-sft-iw', 'kto'] as const)
      expect(rule(method, { ...groups.hugeRewards, pairs: [] })).toMatchObject({
        coefficients: [0, 0],
        loss: 0,
        diagnostics: { skipped: 1 },
      });
  });
});
