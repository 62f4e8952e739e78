import { describe, expect, it } from 'vitest';
import { reweightedFrontier } from './frontier.ts';

// Two prompts whose samples stand in the exact proportions of a prior of three outcomes.
const tables = [
  { prior: [0.5, 0.3, 0.2], reward: [0, 1, 2] },
  { prior: [0.7, 0.2, 0.1], reward: [-1, 0, 3] },
];
const samples = tables.map(({ prior, reward }) =>
  prior.flatMap((p, y) => new Array(Math.round(100 * p)).fill(reward[y])),
);

describe('the reachable frontier', () => {
  it('is exact where the samples stand in the exact proportions of the prior', () => {
    for (const point of reweightedFrontier(samples, 1)) {
      let [reward, kl] = [0, 0];
      for (const table of tables) {
        const best = Math.max(...table.reward);
        const tilted = table.prior.map((p, y) => p * Math.exp((table.reward[y] - best) / point.gamma));
        const z = tilted.reduce((a, b) => a + b, 0);
        tilted.forEach((t, y) => {
          if (t === 0) return;
          reward += ((t / z) * table.reward[y]) / 2;
          kl += ((t / z) * Math.log(t / z / table.prior[y])) / 2;
        });
      }
      expect(point.reward).toBeCloseTo(reward, 9);
      expect(point.kl).toBeCloseTo(kl, 9);
    }
  });

  it('starts at the prior, and rises in reward and KL while the ESS falls', () => {
    const points = reweightedFrontier(samples, 1);
    expect(points.length).toBeGreaterThan(20);
    expect(points[0].kl).toBeLessThan(0.001);
    expect(points[0].reward).toBeCloseTo((0.7 - 0.4) / 2, 1);
    expect(points[0].ess).toBeGreaterThan(99);
    for (let i = 1; i < points.length; i++) {
      expect(points[i].gamma).toBeLessThan(points[i - 1].gamma);
      expect(points[i].reward).toBeGreaterThanOrEqual(points[i - 1].reward - 1e-12);
      expect(points[i].kl).toBeGreaterThanOrEqual(points[i - 1].kl - 1e-12);
      expect(points[i].ess).toBeLessThanOrEqual(points[i - 1].ess + 1e-9);
    }
  });

  it('trusts a temperature only as far as its worst prompt', () => {
    const [first, second] = samples;
    const own = (rewards: number[][]) => reweightedFrontier(rewards, 1).map(({ ess }) => ess);
    own(samples).forEach((ess, i) => {
      expect(ess).toBeCloseTo(Math.min(own([first])[i] ?? 0, own([second])[i] ?? 0), 9);
    });
  });

  it('ends where the weights rest on too few samples', () => {
    const trusted = reweightedFrontier(samples, 30);
    expect(trusted.length).toBeLessThan(reweightedFrontier(samples, 1).length);
    expect(Math.min(...trusted.map(({ ess }) => ess))).toBeGreaterThanOrEqual(30);
    expect(reweightedFrontier(samples, 101)).toEqual([]);
  });

  it('stays where all rewards are equal', () => {
    for (const { reward, kl, ess } of reweightedFrontier([new Array(50).fill(2)], 30)) {
      expect([reward, kl, ess].map((value) => Math.abs(value).toFixed(9))).toEqual([
        '2.000000000',
        '0.000000000',
        '50.000000000',
      ]);
    }
  });

  it('has no points without prompts', () => {
    expect(reweightedFrontier([], 30)).toEqual([]);
  });
});
