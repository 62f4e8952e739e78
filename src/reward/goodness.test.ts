import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { alphaWeights } from '../objectives/brain.ts';
import { tasks } from '../tasks/index.ts';
import { rewardOfGoodness, withGoodness } from './goodness.ts';
import { goldReward } from './reward.ts';

const number = (min: number, max: number) => fc.double({ min, max, noNaN: true });

describe('goodness models', () => {
  it('Bradley-Terry leaves the reward as it is', () => {
    expect(rewardOfGoodness(-3.7, 0.2, 'bradley-terry')).toBe(-3.7);
  });

  it('absolute: exp(r / gamma) of what the rules read is the probability sigmoid(r / gamma)', () => {
    fc.assert(
      fc.property(number(-8, 8), number(0.3, 5), (reward, gamma) => {
        const seen = rewardOfGoodness(reward, gamma, 'absolute');
        expect(Math.exp(seen / gamma)).toBeCloseTo(1 / (1 + Math.exp(-reward / gamma)), 10);
      }),
    );
  });

  it('absolute: alpha of eq. 6 is p P(G = 1) / q, normalised', () => {
    const sample = fc.tuple(number(-4, 0), number(-4, 0), number(-3, 3));
    fc.assert(
      fc.property(fc.array(sample, { minLength: 2, maxLength: 6 }), number(0.2, 3), (samples, gamma) => {
        const [logPrior, logProposal, reward] = [0, 1, 2].map((k) => samples.map((sample) => sample[k]));
        const seen = reward.map((r) => rewardOfGoodness(r, gamma, 'absolute'));
        const got = alphaWeights({ logPrior, logProposal, reward: seen }, gamma);
        const raw = samples.map(([p, q, r]) => (Math.exp(p - q) * 1) / (1 + Math.exp(-r / gamma)));
        const total = raw.reduce((a, b) => a + b);
        got.forEach((alpha, i) => {
          expect(alpha).toBeCloseTo(raw[i] / total, 9);
        });
      }),
    );
  });

  it('absolute: orders responses as the reward does, and stays finite far out', () => {
    expect(rewardOfGoodness(2, 1, 'absolute')).toBeGreaterThan(rewardOfGoodness(1, 1, 'absolute'));
    expect(rewardOfGoodness(1e6, 0.01, 'absolute')).toBeCloseTo(0, 12);
    expect(rewardOfGoodness(-1e6, 0.01, 'absolute')).toBe(-1e6);
  });

  it('wraps any reward', async () => {
    const task = tasks.strings;
    const [prompt] = task.prompts('train');
    const responses = [{ prompt, completion: prompt.gold }];
    const [plain] = await goldReward(task).of(responses);
    expect(plain).toBe(task.reward(prompt, prompt.gold));
    const [good] = await withGoodness(goldReward(task), 2, 'absolute').of(responses);
    expect(good).toBe(rewardOfGoodness(plain, 2, 'absolute'));
  });
});
