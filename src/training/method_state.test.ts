import { describe, expect, it } from 'vitest';
import { defaults, type RunConfig } from '../config/schema.ts';
import type { ModelConfig } from '../model/config.ts';
import type { Prompt } from '../tasks/task.ts';
import { MethodState } from './method_state.ts';
import type { SampledGroup } from './replay.ts';
import { choicesAt, scheduleOf } from './schedule.ts';

const model: ModelConfig = { vocabSize: 11, contextLength: 6, width: 8, layers: 1, heads: 1 };
const prompt: Prompt = { id: 0, split: 'train', text: '', tokens: [1, 5], gold: [2] };
const group = (reward: number[], logProposal: number[][], logPrior: number[][]): SampledGroup => ({
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

describe('REINFORCE’s baseline', () => {
  it('is the mean penalised reward of everything sampled so far', () => {
    const config = of({ method: 'reinforce' });
    const state = new MethodState(model, config);
    expect(state.rewardBaseline).toBeUndefined();
    state.weighed([group([1, 3], [[-1], [-2]], [[-2], [-2]])], config); // 1 - 0.5 and 3
    state.weighed([group([0], [[-1]], [[-1]])], config);
    expect(state.rewardBaseline).toBeCloseTo((0.5 + 3 + 0) / 3, 12);
    const other = new MethodState(model, config);
    other.load(state.save());
    expect(other.rewardBaseline).toBe(state.rewardBaseline);
  });
});

describe('PPO', () => {
  const groups = [group([1, -1], [[-1, -1], [-2]], [[-1.5, -1], [-2]]), group([2], [[-1]], [[-3]])];

  it('has advantages of mean 0 and deviation 1 over the tokens of the whole round', () => {
    const config = of({ method: 'ppo' });
    const weighed = new MethodState(model, config).weighed(groups, config);
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
      const state = new MethodState(model, config);
      for (let round = 0; round < rounds; round++) state.weighed(groups, config);
      return state.klCoefficient(config);
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

  it('asks behind the best tag and trains behind the tag of the reward; other methods know no tags', () => {
    const state = new MethodState(model, config);
    state.weighed([group([0, 1, 2], [[-1], [-1], [-1]], [[-1], [-1], [-1]])], config);
    expect(state.askedWith(prompt, config)).toEqual([13, 5]);
    expect([0, 1, 2].map((reward) => state.trainedBehind(prompt, reward, config)[0])).toEqual([11, 12, 13]);
    const brain = of({ method: 'brain' });
    expect(state.askedWith(prompt, brain)).toBe(prompt.tokens);
    expect(state.trainedBehind(prompt, 2, brain)).toBe(prompt.tokens);
    const resumed = new MethodState(model, config);
    resumed.load(state.save());
    expect(resumed.trainedBehind(prompt, 1, config)).toEqual([12, 5]);
  });
});

describe('the schedule', () => {
  it('of best-of-n doubles the choices up to n, one evaluation each; of the others it is the settings', () => {
    const config = of({ method: 'best-of-n', samplesPerPrompt: 12 });
    expect(scheduleOf(config)).toEqual({ rounds: 1, stepsPerRound: 4, evaluationInterval: 1 });
    expect([0, 1, 2, 3, 4].map((step) => choicesAt(config, step))).toEqual([1, 2, 4, 8, 12]);
    const brain = of({});
    expect(scheduleOf(brain)).toBe(brain);
    expect(choicesAt(brain, 7)).toBe(1);
  });
});
