import { describe, expect, it } from 'vitest';
import { defaults } from '../config/presets.ts';
import type { RunConfig } from '../config/schema.ts';
import type { ModelConfig } from '../model/config.ts';
import type { Prompt } from '../tasks/task.ts';
import type { ReplayGroup } from './group.ts';
import { objectives } from './index.ts';

const model: ModelConfig = { vocabSize: 11, contextLength: 6, width: 8, layers: 1, heads: 1 };
const prompt: Prompt = { id: 0, split: 'train', text: '', tokens: [1, 5], gold: [2] };
const group = (reward: number[], logProposal: number[][], logPrior: number[][]): ReplayGroup => ({
  round: 1,
  prompt,
  completions: [],
  logProposal: logProposal.map((row) => row.reduce((a, b) => a + b, 0)),
  logPrior: logPrior.map((row) => row.reduce((a, b) => a + b, 0)),
  reward,
  alpha: [],
  tokens: logProposal.map((row, i) => ({ logProposal: row, logPrior: logPrior[i] })),
});
const of = (config: Partial<RunConfig>): RunConfig => ({ ...defaults.strings, gamma: 0.5, ...config });
const carryOf = (config: RunConfig) => objectives[config.method].carry!(model, config);

describe('REINFORCE’s baseline', () => {
  it('is the mean penalised reward of everything sampled so far', () => {
    const config = of({ method: 'reinforce' });
    const state = carryOf(config);
    expect(state.figures!().rewardBaseline).toBeUndefined();
    state.weigh!([group([1, 3], [[-1], [-2]], [[-2], [-2]])], config); // 1 - 0.5 and 3
    state.weigh!([group([0], [[-1]], [[-1]])], config);
    expect(state.figures!().rewardBaseline).toBeCloseTo((0.5 + 3 + 0) / 3, 12);
    const other = carryOf(config);
    other.load(state.save());
    expect(other.figures!().rewardBaseline).toBe(state.figures!().rewardBaseline);
  });
});

describe('PPO', () => {
  const groups = [group([1, -1], [[-1, -1], [-2]], [[-1.5, -1], [-2]]), group([2], [[-1]], [[-3]])];

  it('has advantages of mean 0 and deviation 1 over the tokens of the whole round', () => {
    const config = of({ method: 'ppo' });
    const weighed = carryOf(config).weigh!(groups, config);
    const all = weighed.flatMap(({ tokens }) => tokens.flatMap(({ advantage = [] }) => [...advantage]));
    expect(all).toHaveLength(4);
    expect(all.reduce((a, b) => a + b, 0)).toBeCloseTo(0, 10);
    expect(all.reduce((sum, a) => sum + a * a, 0) / 4).toBeCloseTo(1, 6);
    expect(weighed[0].diagnostics).toEqual({ klCoefficient: config.klCoefficient });
  });

  it('with a target raises the KL coefficient where the KL is above it, by at most 2 % a round, and keeps it', () => {
    // KL of the samples: (0.5 + 0 + 2) / 3 = 0.833 nats.
    const coefficientAfter = (targetKl: number, rounds = 1) => {
      const config = of({ method: 'ppo', klCoefficient: 1, targetKl });
      const state = carryOf(config);
      for (let round = 0; round < rounds; round++) state.weigh!(groups, config);
      return state.save().klCoefficient ?? config.klCoefficient;
    };
    const kl = 2.5 / 3;
    expect(coefficientAfter(0)).toBe(1);
    expect(coefficientAfter(kl)).toBeCloseTo(1, 12);
    expect(coefficientAfter(0.1)).toBeCloseTo(1.02, 12);
    expect(coefficientAfter(0.1, 2)).toBeCloseTo(1.02 ** 2, 12);
    expect(coefficientAfter(100)).toBeCloseTo(0.98, 12);
    expect(coefficientAfter(kl / 1.1)).toBeCloseTo(1.01, 12);
  });
});

describe('reward conditioning', () => {
  const config = of({ method: 'reward-conditioning', conditionBins: 3 });

  it('asks behind the best tag and trains behind the tag of the reward', () => {
    const state = carryOf(config);
    state.weigh!([group([0, 1, 2], [[-1], [-1], [-1]], [[-1], [-1], [-1]])], config);
    expect(state.askedWith!(prompt.tokens)).toEqual([13, 5]);
    expect([0, 1, 2].map((reward) => state.trainedBehind!(prompt.tokens, reward, config)[0])).toEqual([
      11, 12, 13,
    ]);
    const resumed = carryOf(config);
    resumed.load(state.save());
    expect(resumed.trainedBehind!(prompt.tokens, 1, config)).toEqual([12, 5]);
  });
});

describe('best-of-n', () => {
  it('doubles the choices up to n, with one evaluation each; the others follow the settings', () => {
    const config = of({ method: 'best-of-n', samplesPerPrompt: 12 });
    const { schedule, choices } = objectives['best-of-n'];
    expect(schedule!(config)).toEqual({ rounds: 1, stepsPerRound: 4, evaluationInterval: 1 });
    expect([0, 1, 2, 3, 4].map((step) => choices!(config, step))).toEqual([1, 2, 4, 8, 12]);
    expect(objectives.brain.schedule).toBeUndefined();
    expect(objectives.brain.choices).toBeUndefined();
  });
});
