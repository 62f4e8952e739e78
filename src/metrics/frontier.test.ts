import { describe, expect, it } from 'vitest';
import { mean, sum } from '../math/statistics.ts';
import { Stream } from '../random/stream.ts';
import { FRONTIER_NAMES, LEAST_ESS, reweightedFrontier } from './frontier.ts';

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

  it('trusts a temperature by the harmonic mean of the ESS of its prompts', () => {
    const [first, second] = samples;
    const essOf = (rewards: number[][]) => reweightedFrontier(rewards, 1).map(({ ess }) => ess);
    essOf(samples).forEach((ess, i) => {
      expect(ess).toBeCloseTo(2 / (1 / essOf([first])[i] + 1 / essOf([second])[i]), 9);
    });
  });

  it('has the standard error with which its height at a KL scatters from one draw to the next', () => {
    const stream = Stream.fromSeed(4);
    const prompts = [0, 1, 2, 3].map((p) => 0.6 + 0.2 * p); // spread of each prompt's normal rewards
    const draw = () =>
      reweightedFrontier(
        prompts.map((spread) => Array.from({ length: 256 }, () => spread * stream.normal())),
        1,
      );
    const frontiers = Array.from({ length: 400 }, draw);
    const index = (gamma: number) => frontiers[0].findIndex((point) => point.gamma === gamma);
    for (const gamma of [16, 4, 1]) {
      const points = frontiers.map((frontier) => frontier[index(gamma)]);
      // Along the line the reward rises by gamma a nat, so this is its height at one KL.
      const heights = points.map(({ reward, kl }) => reward - gamma * kl);
      const centre = mean(heights);
      const scatter = Math.sqrt(mean(heights.map((height) => (height - centre) ** 2)));
      const told = mean(points.map(({ standardError }) => standardError));
      expect(told / scatter).toBeGreaterThan(0.88);
      expect(told / scatter).toBeLessThan(1.12);
    }
  });

  it('ends where the weights rest on too few samples', () => {
    const all = reweightedFrontier(samples, 1);
    const trusted = reweightedFrontier(samples);
    expect(trusted).toEqual(all.filter(({ ess }) => ess >= LEAST_ESS));
    expect(trusted.length).toBeLessThan(all.length);
    expect(reweightedFrontier(samples, 101)).toEqual([]);
  });

  it('says in its name as far as which ESS it goes', () => {
    expect(FRONTIER_NAMES.reachable).toContain(`ESS of ${LEAST_ESS} or more`);
  });

  it('is near the true line where it ends, and farther from it where fewer effective samples are enough', () => {
    const [prior, reward] = [
      [0.62, 0.3, 0.06, 0.02],
      [-1, 0, 2, 4],
    ];
    const truth = (gamma: number) => {
      const tilted = prior.map((p, y) => p * Math.exp((reward[y] - 4) / gamma));
      const q = tilted.map((t) => t / sum(tilted));
      return {
        kl: sum(q.map((p, y) => p * Math.log(p / prior[y]))),
        reward: sum(q.map((p, y) => p * reward[y])),
      };
    };
    const line = Array.from({ length: 4000 }, (_, i) => truth(2 ** (6 - i / 400)));
    const stream = Stream.fromSeed(2);
    const sampled = () => {
      const u = stream.uniform();
      return reward[u < 0.62 ? 0 : u < 0.92 ? 1 : u < 0.98 ? 2 : 3];
    };
    // 64 prompts of 128 samples, as on text; how far the end of a line is from the truth at its KL.
    const frontiers = Array.from({ length: 6 }, () =>
      reweightedFrontier(
        Array.from({ length: 64 }, () => Array.from({ length: 128 }, sampled)),
        3,
      ),
    );
    const distance = (leastEss: number) =>
      mean(
        frontiers.map((points) => {
          const end = points.filter(({ ess }) => ess >= leastEss).at(-1)!;
          return Math.abs(end.reward - line.find(({ kl }) => kl >= end.kl)!.reward);
        }),
      );
    expect(distance(LEAST_ESS)).toBeLessThan(0.04);
    expect(distance(3)).toBeGreaterThan(1.5 * distance(LEAST_ESS));
  });

  it('stays where all rewards are equal', () => {
    for (const { reward, kl, ess, standardError } of reweightedFrontier([new Array(50).fill(2)])) {
      expect(standardError).toBeLessThan(1e-6);
      expect([reward, kl, ess].map((value) => Math.abs(value).toFixed(9))).toEqual([
        '2.000000000',
        '0.000000000',
        '50.000000000',
      ]);
    }
  });

  it('has no points without prompts', () => {
    expect(reweightedFrontier([])).toEqual([]);
  });
});
