import { describe, expect, it } from 'vitest';
import { defaults } from '../../src/config/presets.ts';
import { METHOD_NAMES, objectives } from '../../src/objectives/index.ts';
import { weighGroup } from './weigh_file.ts';

const group = {
  logPolicy: [-1, -2],
  logPrior: [-1.5, -1.5],
  logProposal: [-1.2, -1.8],
  reward: [1, 0],
  gamma: 1,
};

const oneToken = { logPolicy: [-1], logPrior: [-1.5], logProposal: [-1.2], value: [0.5] };

describe('weighing a group from a file', () => {
  it('gives the coefficients by hand', () => {
    const { coefficients, loss } = weighGroup('brain', { ...group, reward: [1, 1.2] });
    const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));
    // log p - log q' is -0.3 and 0.3, so the logits of alpha differ by -0.6 - 0.2; those of beta by 0.2 + 0.2.
    const alpha = sigmoid(-0.8);
    const beta = sigmoid(0.4);
    expect(coefficients[0]).toBeCloseTo(alpha - beta, 12);
    expect(coefficients[1]).toBeCloseTo(beta - alpha, 12);
    expect(loss).toBeCloseTo(
      alpha * Math.log(alpha / beta) + (1 - alpha) * Math.log((1 - alpha) / (1 - beta)),
      12,
    );
  });

  it.each(['brain', 'dpo-sft-iw-n'] as const)('%s takes a proximal weight', (method) => {
    const plain = weighGroup(method, group);
    const held = weighGroup(method, { ...group, proximalWeight: 0.5 });
    held.coefficients.forEach((c, i) => {
      expect(c - plain.coefficients[i]).toBeCloseTo(0.5 / 2, 12);
    });
    expect(held.loss).toBeCloseTo(plain.loss + (0.5 / 2) * (1 + 2), 12);
    // Tokens of averages: three of four are the second sample's.
    const averages = { ...group, logProbReduction: 'mean', tokenCount: [1, 3] };
    const heldAverages = weighGroup(method, { ...averages, proximalWeight: 0.5 });
    expect(heldAverages.coefficients[1] - plain.coefficients[1]).toBeCloseTo((0.5 * 3) / 4, 12);
    expect(() => weighGroup(method, { ...group, proximalWeight: 2 })).toThrow(
      'invalid proximalWeight: 2 (expected 0..1)',
    );
  });

  it('takes every method, as plain JSON', () => {
    for (const method of METHOD_NAMES) {
      const full = { ...group, tokenCount: [1, 1], tokens: [oneToken, oneToken] };
      const result = weighGroup(method, JSON.parse(JSON.stringify(full)));
      expect(result.method).toBe(method);
      expect(JSON.stringify(JSON.parse(JSON.stringify(result)))).toBe(JSON.stringify(result));
      expect(result.coefficients).toHaveLength(2);
      const { perToken, rule } = objectives[method];
      expect('tokenCoefficients' in result).toBe(perToken === true);
      expect(result).toEqual({ method, ...rule(full, defaults.strings) });
    }
  });

  it('takes tokens with every field of theirs, and gives back what it pushes of them', () => {
    const token = {
      logPolicy: [-1, -1],
      logPrior: [-1, -1],
      logProposal: [-1, -1],
      value: [1, 1],
      oldValue: [1, 1],
      advantage: [2, -4],
      valueTarget: [1, 3],
    };
    const { tokenCoefficients, valueCoefficients, coefficients } = weighGroup('ppo', {
      ...group,
      tokens: [token, token],
      valueCoefficient: 0.5,
    });
    expect(tokenCoefficients?.[1]).toEqual([0.5, -1]); // on policy: the advantage, a quarter each
    expect(coefficients).toEqual([-0.5, -0.5]);
    expect(valueCoefficients?.[1].map((c) => c + 0)).toEqual([0, 0.25]); // 0.5 / 4 of 3 - 1
  });

  it('takes the baselines of KTO and REINFORCE', () => {
    // h = 0.5, -0.5 and z0 = 0.5: the first is at the reference point, sigmoid(0)^2 = 1/4, half of it.
    expect(weighGroup('kto', { ...group, klBaseline: 0.5, ktoBeta: 1 }).coefficients[0]).toBeCloseTo(
      1 / 8,
      12,
    );
    // R = 1 - 0.5, less 0.25, over 2.
    expect(weighGroup('reinforce', { ...group, rewardBaseline: 0.25 }).coefficients[0]).toBeCloseTo(
      1 / 8,
      12,
    );
  });

  it('takes the optional figures', () => {
    expect(weighGroup('brain-without-baseline', { ...group, alpha: [0.25, 0.75] }).coefficients).toEqual([
      0.25, 0.75,
    ]);
    const { coefficients } = weighGroup('gdc', { ...group, logPartition: 100 });
    expect(Math.max(...coefficients)).toBeLessThan(1e-40);
    expect(weighGroup('dpo-sft', { ...group, dpoBeta: 2 }).loss).toBeCloseTo(Math.log1p(Math.exp(-2)), 12);
  });

  it.each([
    [
      null,
      'invalid group: null (expected an object with logPolicy, logPrior, logProposal, reward and gamma)',
    ],
    [[], 'reward'],
    [{ ...group, reward: [1, Number.NaN] }, 'invalid reward[1]: NaN (expected a finite number)'],
    [{ ...group, reward: [1, '2'] }, 'invalid reward[1]: 2 (expected a finite number)'],
    [{ ...group, reward: 1 }, 'invalid reward: 1 (expected an array with a number for each sample)'],
    [
      { ...group, logPrior: [Number.NEGATIVE_INFINITY, 0] },
      'invalid logPrior[0]: -Infinity (expected a finite number)',
    ],
    [{ ...group, logPolicy: [0] }, 'invalid logPolicy: 1 values (expected 2, as many as rewards)'],
    [{ ...group, alpha: [1, 0, 0] }, 'invalid alpha: 3 values (expected 2, as many as rewards)'],
    [{ ...group, alpha: [2, -1] }, 'invalid alpha[1]: -1 (expected 0..1)'],
    [{ ...group, alpha: [0.5, 0.4] }, 'invalid alpha: its sum is 0.9 (expected 1)'],
    [{ ...group, gamma: -1 }, 'invalid gamma: -1 (expected 0.01..100)'],
    [{ ...group, gamma: '1' }, 'invalid gamma: 1 (expected a finite number)'],
    [{ ...group, logProbReduction: 'max' }, 'invalid logProbReduction: max (expected sum, mean)'],
    [{ ...group, gama: 1 }, 'unknown field: gama'],
    [{ ...group, gamma: undefined }, 'gamma'],
    [
      { logPolicy: [0], logPrior: [0], logProposal: [0], reward: [0], gamma: 1 },
      'invalid reward: 1 values (expected 2 or more, one for each sample)',
    ],
  ])('refuses %j', (json, message) => {
    expect(() => weighGroup('brain', json)).toThrow(message);
  });

  it('takes the settings of the rule by name, and the defaults of the reference implementations otherwise', () => {
    // d = h_w - h_l = 0.5 + 0.5 = 1 and 1 / (2 tau) = 5 by default.
    expect(weighGroup('ipo', group).coefficients[0]).toBeCloseTo(8, 12);
    expect(weighGroup('ipo', { ...group, ipoTau: 1 }).coefficients[0]).toBeCloseTo(-1, 12);
    expect(weighGroup('ipo', { ...group, pairs: [{ winner: 1, loser: 0 }] }).coefficients[0]).toBeCloseTo(
      -12,
      12,
    );
    expect(weighGroup('rso', { ...group, rsoLoss: 'hinge-norm' }).coefficients[0]).toBeCloseTo(0.05, 12);
  });

  it.each([
    ['ppo', group, 'tokens is missing'],
    ['grpo', group, 'tokens is missing'],
    ['orpo', group, 'tokenCount is missing'],
    [
      'rrhf',
      { ...group, tokenCount: [0, 1] },
      'invalid tokenCount[0]: 0 (expected an integer, 1 or more: EOS counts)',
    ],
    [
      'grpo',
      { ...group, tokens: [{ logPolicy: [], logPrior: [], logProposal: [] }] },
      'invalid tokens: 1 values',
    ],
    ['dpo', { ...group, pairs: [{ winner: 0, loser: 2 }] }, 'invalid pair: 0 over 2 (expected two different'],
    [
      'dpo',
      { ...group, pairs: [{ winner: 0.5, loser: 1 }] },
      'invalid pairs[0].winner: 0.5 (expected a sample',
    ],
    ['rso', { ...group, rsoLoss: 'square' }, 'invalid rsoLoss: square (expected sigmoid-norm, hinge-norm)'],
    ['dpo', { ...group, pairs: [{ winner: 1, loser: 1 }] }, 'invalid pair: 1 over 1 (expected two different'],
    [
      'dpo',
      { ...group, pairs: [{ winner: -1, loser: 1 }] },
      'invalid pairs[0].winner: -1 (expected a sample',
    ],
    ['dpo', { ...group, pairs: [{ winner: 0 }] }, 'pairs[0].loser is missing'],
    ['dpo', { ...group, pairs: [{ winner: 0, loser: 1, tie: 0 }] }, 'unknown field: tie'],
    ['dpo', { ...group, pairs: [[0, 1]] }, 'pairs[0].winner is missing (expected'],
    ['ipo', { ...group, ipoTau: '1' }, 'invalid ipoTau: 1 (expected a finite number)'],
    ['kto', { ...group, klBaseline: null }, 'invalid klBaseline: null (expected a finite number)'],
    ['reinforce', { ...group, rewardBaseline: [1] }, 'invalid rewardBaseline: (array) (expected a finite'],
    ['gdc', { ...group, exponentClip: 81 }, 'invalid exponentClip: 81 (expected 1..80)'],
    ['brain', { ...group, rsoBeta: 1 }, 'unknown field: rsoBeta'],
    ['dpo', { ...group, dpoBeta: 0 }, 'invalid dpoBeta: 0 (expected 0.01..100)'],
    // Every method refuses a file that contradicts itself.
    ['brain', { ...group, tokenCount: [1, 2, 3] }, 'invalid tokenCount: 3 values (expected 2, as many'],
    ['brain', { ...group, tokenCount: [1, 0.5] }, 'invalid tokenCount[1]: 0.5 (expected an integer'],
    [
      'brain',
      { ...group, tokens: [oneToken, { ...oneToken, logPrior: [] }] },
      'invalid tokens[1].logPrior: 0 values (expected 1, as many as logPolicy)',
    ],
    ['brain', { ...group, tokens: [oneToken, { logPolicy: [-1] }] }, 'tokens[1].logPrior is missing'],
    ['ppo', { ...group, tokens: [oneToken, { ...oneToken, values: [1] }] }, 'unknown field: values'],
    [
      'ppo',
      { ...group, tokens: [oneToken, { ...oneToken, value: ['1'] }] },
      'invalid tokens[1].value[0]: 1 (expected a finite number)',
    ],
    [
      'ppo',
      { ...group, tokens: [oneToken, { logPolicy: [], logPrior: [], logProposal: [] }] },
      'invalid tokens[1]: 0 tokens (expected at least 1)',
    ],
    [
      'ppo',
      { ...group, tokenCount: [1, 2], tokens: [oneToken, oneToken] },
      'invalid tokenCount[1]: 2 (expected 1, as many as tokens[1] has)',
    ],
    // exp(1000) times a negative advantage.
    [
      'grpo',
      { ...group, tokens: [oneToken, { ...oneToken, logProposal: [-1001] }] },
      'invalid loss: Infinity (expected a finite number)',
    ],
  ] as const)('refuses for %s what it cannot use', (method, json, message) => {
    expect(() => weighGroup(method, json)).toThrow(message);
  });

  it('names what is missing', () => {
    const { gamma: _, ...rest } = group;
    expect(() => weighGroup('brain', rest)).toThrow('gamma is missing');
  });

  it('refuses pairs of an odd number', () => {
    const three = Object.fromEntries(
      Object.entries(group).map(([key, value]) => [key, Array.isArray(value) ? [...value, -1] : value]),
    );
    expect(() => weighGroup('dpo-sft', three)).toThrow(
      'invalid samplesPerPrompt: 3 (expected an even number',
    );
    expect(weighGroup('brain', three).coefficients).toHaveLength(3);
    // The exception: pairs in the file.
    const { coefficients } = weighGroup('dpo-sft', { ...three, pairs: [{ winner: 2, loser: 0 }] });
    expect(coefficients[1]).toBe(0);
  });
});
