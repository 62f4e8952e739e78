import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mean, variance } from '../../math/statistics.ts';
import { Stream } from '../../random/stream.ts';
import { groupsOf, rewardFigures, standardised } from './reward_figures.ts';

describe('figures of a reward on samples', () => {
  it('by hand: two prompts of two', () => {
    // Within: 1 a prompt and freedom 1 each; between: means 1 and 5, MS_b = 16, s_b^2 = (16 - 2) / 2.
    const figures = rewardFigures([
      [0, 2],
      [4, 6],
    ]);
    expect(figures).toMatchObject({ samples: 4, prompts: 2, mean: 3 });
    expect(figures.spread).toBeCloseTo(Math.sqrt(5), 14);
    expect(figures.withinShare).toBeCloseTo(2 / (2 + 7), 14);
  });

  it('by hand: prompts of unequal sizes', () => {
    // SS_w = 2 + 2, N - P = 3; means 1 and 4, total mean 14 / 5; SS_b = 2 * 1.8^2 + 3 * 1.2^2 = 10.8; n0 = 5 - 13 / 5.
    const { withinShare } = rewardFigures([
      [0, 2],
      [3, 4, 5],
    ]);
    const inside = 4 / 3;
    expect(withinShare).toBeCloseTo(inside / (inside + (10.8 - inside) / 2.4), 14);
  });

  it('knows the shares that the samples were drawn with', () => {
    const stream = Stream.fromSeed(3);
    for (const [within, between] of [
      [1, 0],
      [1, 1],
      [1, 3],
    ]) {
      const groups = Array.from({ length: 4000 }, () => {
        const prompt = between * stream.normal();
        return Array.from({ length: 4 }, () => 7 + prompt + within * stream.normal());
      });
      expect(rewardFigures(groups).withinShare).toBeCloseTo(within ** 2 / (within ** 2 + between ** 2), 1);
    }
  });

  it('the ends: prompts alone, answers alone, one prompt, one sample a prompt', () => {
    expect(
      rewardFigures([
        [1, 1],
        [2, 2],
      ]).withinShare,
    ).toBe(0);
    expect(
      rewardFigures([
        [1, 2],
        [1, 2],
      ]).withinShare,
    ).toBe(1);
    expect(rewardFigures([[1, 2, 5]]).withinShare).toBe(1);
    expect(rewardFigures([[1], [2]]).withinShare).toBeNaN();
  });

  it('the same for every response is refused', () => {
    expect(() => rewardFigures([[0.3, 0.3], [0.3]])).toThrow(
      'the reward is the same for every response (0.3): there is nothing to learn',
    );
  });

  it('standardised samples have mean 0 and spread 1, whatever the rule’s units', () => {
    const rewards = fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), {
      minLength: 2,
      maxLength: 50,
    });
    fc.assert(
      fc.property(rewards, (values) => {
        fc.pre(Math.max(...values) - Math.min(...values) > 1e-3);
        const made = standardised(values, rewardFigures([values]));
        expect(mean(made)).toBeCloseTo(0, 5);
        expect((variance(made) * (made.length - 1)) / made.length).toBeCloseTo(1, 5);
      }),
    );
  });
});

it('neighbours with one prompt are a group', () => {
  const responses = ['a', 'a', 'b', 'a'].map((prompt) => ({
    prompt,
    response: '',
    meta: {},
    ended: true,
    tokens: 0,
  }));
  expect(groupsOf(responses, [1, 2, 3, 4])).toEqual([[1, 2], [3], [4]]);
  expect(groupsOf([], [])).toEqual([]);
});
