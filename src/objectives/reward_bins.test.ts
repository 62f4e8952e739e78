import { describe, expect, it } from 'vitest';
import { rewardOfGoodness } from '../reward/goodness.ts';
import { binCount, RewardBins, type RewardBinsSettings } from './reward_bins.ts';

const quantiles: RewardBinsSettings = {
  conditionTags: 'quantile',
  conditionBins: 4,
  rewardThreshold: 0,
  gamma: 0.5,
  goodness: 'bradley-terry',
};

describe('reward bins', () => {
  it('hold equal shares of everything seen so far', () => {
    const bins = new RewardBins(quantiles);
    const rewards = Array.from({ length: 100 }, (_, i) => i);
    bins.add(rewards.slice(0, 50));
    bins.add(rewards.slice(50));
    const counts = [0, 0, 0, 0];
    for (const reward of rewards) counts[bins.binOf(reward)]++;
    expect(counts).toEqual([25, 25, 25, 25]);
    expect(bins.binOf(-5)).toBe(0);
    expect(bins.binOf(1000)).toBe(3);
    // What was once the best is average after better ones came.
    bins.add(Array.from({ length: 300 }, (_, i) => 100 + i));
    expect(bins.binOf(99)).toBe(0);
  });

  it('never leave the best bin empty, however many rewards are equal', () => {
    const bins = new RewardBins(quantiles);
    bins.add([...new Array(90).fill(0), 1]);
    expect(bins.binOf(1)).toBe(bins.best);
    const same = new RewardBins(quantiles);
    same.add([2, 2, 2]);
    expect(same.binOf(2)).toBe(same.best);
  });

  it('by a threshold are two', () => {
    const settings = { ...quantiles, conditionTags: 'threshold', rewardThreshold: 1 } as const;
    const bins = new RewardBins(settings);
    expect(binCount(settings)).toBe(2);
    expect([0.5, 1, 1.5].map((reward) => bins.binOf(reward))).toEqual([0, 0, 1]);
  });

  it('by a threshold divide the rewards as they were before the goodness model', () => {
    const bins = new RewardBins({
      ...quantiles,
      conditionTags: 'threshold',
      rewardThreshold: 0.4,
      goodness: 'absolute',
    });
    const changed = [-2, 0.3, 0.5, 2].map((r) => rewardOfGoodness(r, 0.5, 'absolute'));
    expect(changed.every((r) => r < 0)).toBe(true);
    expect(changed.map((r) => bins.binOf(r))).toEqual([0, 0, 1, 1]);
  });

  it('are the same after saving and loading', () => {
    const bins = new RewardBins(quantiles);
    bins.add([3, 1, 2, 9, 4]);
    const other = new RewardBins(quantiles);
    other.load(bins.save());
    for (const reward of [0, 1, 2, 3, 4, 9]) expect(other.binOf(reward)).toBe(bins.binOf(reward));
  });
});
