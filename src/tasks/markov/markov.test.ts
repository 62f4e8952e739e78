import { describe, expect, it } from 'vitest';
import { mean, variance } from '../../math/statistics.ts';
import { Stream } from '../../random/stream.ts';
import { taskOf, tasks } from '../index.ts';
import { sumMoments } from './additive.ts';
import { markovTask } from './markov.ts';
import { chainOf, drawResponse, markovWorld, stepsOf } from './world.ts';

const SMALL = { symbols: 3, length: 4, prompts: 2 };

/** Every response of the small chain with probability and reward. */
function enumerated(pay: Float64Array, probabilities: Float64Array) {
  return Array.from({ length: 3 ** 4 }, (_, code) => {
    const cells = stepsOf(
      3,
      [27, 9, 3, 1].map((place) => Math.floor(code / place) % 3),
    );
    return {
      probability: cells.reduce((product, cell) => product * probabilities[cell], 1),
      reward: cells.reduce((sum, cell) => sum + pay[cell], 0),
    };
  });
}

it('mean and variance of a sum over steps are those of an enumeration', () => {
  const noise = Stream.fromSeed(3);
  const pay = Float64Array.from({ length: 12 }, () => noise.normal());
  const chain = chainOf(markovWorld(5, 1, SMALL), 1);
  const all = enumerated(pay, chain.probabilities);
  const expectation = all.reduce((sum, { probability, reward }) => sum + probability * reward, 0);
  const square = all.reduce((sum, { probability, reward }) => sum + probability * reward ** 2, 0);
  const moments = sumMoments(chain, pay);
  expect(moments.mean).toBeCloseTo(expectation, 12);
  expect(moments.variance).toBeCloseTo(square - expectation ** 2, 12);
});

describe('a world', () => {
  it('has a mean reward of 0 for every prompt, and the spread asked for within prompts', () => {
    const world = markovWorld(2, 0.7, SMALL);
    const moments = world.pay.map((pay, c) => sumMoments(chainOf(world, c), pay));
    for (const { mean: centre } of moments) expect(centre).toBeCloseTo(0, 12);
    expect(mean(moments.map((one) => one.variance))).toBeCloseTo(0.49, 12);
  });

  it('pays the same at another spread, in other units', () => {
    const [narrow, wide] = [markovWorld(2, 0.5), markovWorld(2, 1)];
    narrow.pay.forEach((pay, c) => {
      pay.forEach((step, cell) => {
        expect(2 * step).toBeCloseTo(wide.pay[c][cell], 12);
      });
    });
    expect(narrow.previous).toEqual(wide.previous);
    expect(markovWorld(3, 0.5).previous).not.toEqual(narrow.previous);
  });

  it('draws responses whose rewards have that spread', () => {
    const task = markovTask({ world: 4, rewardSpread: 0.5 });
    const world = markovWorld(4, 0.5);
    const noise = Stream.fromSeed(1);
    const spreads = task.prompts('train').map((prompt, c) => {
      const rewards = Array.from({ length: 200 }, () => {
        const response = drawResponse(chainOf(world, c), () => noise.uniform());
        return task.reward(
          prompt,
          response.map((v) => task.allowedTokens[0][v]),
        );
      });
      return variance(rewards);
    });
    expect(Math.sqrt(mean(spreads))).toBeCloseTo(0.5, 1);
  });
});

describe('the task', () => {
  const task = tasks.markov;

  it('has 16 prompts in every split, and gold responses of their own', () => {
    for (const split of ['train', 'validation', 'test'] as const) {
      const prompts = task.prompts(split);
      expect(new Set(prompts.map(({ tokens }) => tokens[1])).size).toBe(16);
      for (const { gold } of prompts) expect(gold).toHaveLength(16);
    }
    const ids = (['train', 'validation', 'test'] as const).flatMap((split) =>
      task.prompts(split).map(({ id }) => id),
    );
    expect(new Set(ids).size).toBe(ids.length);
    expect(task.prompts('test')[17].text).toBe('Prompt <2> of 16: write 16 symbols.');
  });

  it('has gold responses that a sample of the prior beats once in three times', () => {
    const noise = Stream.fromSeed(6);
    const wins = task.prompts('test').flatMap((prompt) =>
      Array.from({ length: 4 }, () => {
        let { prompt: tokens, completion } = task.example(noise);
        while (tokens[1] !== prompt.tokens[1]) ({ prompt: tokens, completion } = task.example(noise));
        return task.reward(prompt, completion) > task.reward(prompt, prompt.gold) ? 1 : 0;
      }),
    );
    // Three equal samples: the last is the best of them in a third of all cases.
    expect(Math.abs(mean(wins) - 1 / 3)).toBeLessThan(0.05);
  });

  it('judges by the number of paid steps, and not by the sum', () => {
    const [prompt] = task.prompts('test');
    const noise = Stream.fromSeed(2);
    const differ = Array.from({ length: 300 }, () => {
      const [a, b] = [task.alternative(prompt, noise), task.alternative(prompt, noise)];
      const verdict = task.judge(prompt, a, b);
      expect(task.judge(prompt, b, a)).toBe(verdict === 'A' ? 'B' : verdict === 'B' ? 'A' : 'tie');
      return verdict !== 'tie' && (verdict === 'A') !== task.reward(prompt, a) > task.reward(prompt, b);
    });
    const share = mean(differ.map(Number));
    expect(share).toBeGreaterThan(0.02);
    expect(share).toBeLessThan(0.4);
  });

  it('pays nothing good for what is missing or no symbol', () => {
    const [prompt] = task.prompts('test');
    const { reward } = task;
    expect(reward(prompt, [])).toBe(-16);
    expect(reward(prompt, [task.tokenizer.eos, ...prompt.gold.slice(1)])).toBe(-16);
    expect(reward(prompt, prompt.gold.slice(0, 15))).toBeLessThan(reward(prompt, prompt.gold));
  });

  it('is the world of its settings, the same object each time; other tasks have none', () => {
    const settings = { task: 'markov', own: 'none', world: 3, rewardSpread: 1 } as const;
    expect(taskOf(settings)).toBe(taskOf({ ...settings }));
    expect(taskOf(settings).prompts('test')[0].gold).not.toEqual(task.prompts('test')[0].gold);
    expect(taskOf({ ...settings, task: 'strings' })).toBe(tasks.strings);
  });
});
