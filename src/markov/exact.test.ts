import { describe, expect, it, vi } from 'vitest';
import { tiltedFrontier } from '../exact/frontier.ts';
import { meanTarget } from '../exact/posterior.ts';
import { logSumExp, softmax } from '../math/log_space.ts';
import { mean, standardError } from '../math/statistics.ts';
import { Stream } from '../random/stream.ts';
import { tasks } from '../tasks/index.ts';
import { chainOf, drawResponse, markovWorld, stepsOf } from '../tasks/markov/world.ts';
import {
  expectedReward,
  klBetween,
  marginals,
  type PositionedChain,
  steadyChain,
  tiltedChain,
} from './exact.ts';
import { ExactMarkov, exactMarkov, meanKl } from './exact_world.ts';

const SMALL = { symbols: 3, length: 4, prompts: 2 };
const world = markovWorld(7, 1, SMALL);
const responses = Array.from({ length: 3 ** 4 }, (_, code) =>
  [27, 9, 3, 1].map((place) => Math.floor(code / place) % 3),
);
const prior = steadyChain(3, 4, chainOf(world, 0).probabilities.map(Math.log));
const other = steadyChain(3, 4, chainOf(world, 1).probabilities.map(Math.log));
const [pay] = world.pay;

const logProbs = ({ steps }: PositionedChain) =>
  Float64Array.from(responses, (response) =>
    stepsOf(3, response).reduce((sum, cell, t) => sum + steps[t][cell], 0),
  );
const reward = Float64Array.from(responses, (response) =>
  stepsOf(3, response).reduce((sum, cell) => sum + pay[cell], 0),
);
const slowKl = (a: Float64Array, b: Float64Array) =>
  a.reduce((sum, l, k) => sum + Math.exp(l) * (l - b[k]), 0);

describe('against the enumeration of 81 responses', () => {
  it.each([0.3, 1, 5])('the chain tilted by %d is the tilted prior', (tilt) => {
    const { logPartition, kl, reward: reached, ...chain } = tiltedChain(prior, pay, tilt);
    const weights = [...logProbs(prior)].map((l, k) => l + tilt * reward[k]);
    expect(logPartition).toBeCloseTo(logSumExp(weights), 12);
    const expected = softmax(weights);
    logProbs(chain).forEach((l, k) => {
      expect(Math.exp(l)).toBeCloseTo(expected[k], 12);
    });
    expect(expectedReward(chain, pay)).toBeCloseTo(
      expected.reduce((sum, p, k) => sum + p * reward[k], 0),
      12,
    );
    expect(reached).toBeCloseTo(expectedReward(chain, pay), 12);
    expect(klBetween(chain, prior)).toBeCloseTo(slowKl(logProbs(chain), logProbs(prior)), 12);
    expect(kl).toBeCloseTo(klBetween(chain, prior), 12);
    expect(klBetween(other, chain)).toBeCloseTo(slowKl(logProbs(other), logProbs(chain)), 12);
    marginals(chain).forEach((ofPosition, t) => {
      ofPosition.forEach((probability, v) => {
        const hits = expected.filter((_, k) => responses[k][t] === v);
        expect(probability).toBeCloseTo(
          hits.reduce((sum, p) => sum + p, 0),
          12,
        );
      });
    });
  });

  it('averages have the target of sums at gamma / T, since all responses have T tokens', () => {
    const gamma = 0.8;
    const lengths = responses.map(() => 4);
    const { logTarget } = meanTarget(logProbs(prior), reward, lengths, gamma);
    const ours = logProbs(tiltedChain(prior, pay, 4 / gamma));
    logTarget.forEach((l, k) => {
      expect(Math.exp(ours[k])).toBeCloseTo(Math.exp(l), 9);
    });
  });

  it('the line of one prompt is the enumerated frontier', () => {
    const one = new ExactMarkov({ world: 7, rewardSpread: 1 }, { ...SMALL, prompts: 1 });
    const alone = markovWorld(7, 1, { ...SMALL, prompts: 1 });
    const logPrior = logProbs(one.priors[0]);
    const paid = Float64Array.from(responses, (response) =>
      stepsOf(3, response).reduce((sum, cell) => sum + alone.pay[0][cell], 0),
    );
    for (const { kl, reward: best } of tiltedFrontier({ logPrior, reward: paid }).filter((p) => p.kl < 2))
      expect(one.bestReward(kl)).toBeCloseTo(best, 6);
  });
});

it('no policy lies above the line, and the line rises', () => {
  const exact = new ExactMarkov({ world: 2, rewardSpread: 0.5 });
  const points = exact.frontier();
  expect(points[0].kl).toBeCloseTo(0, 12);
  points.slice(1).forEach((point, i) => {
    expect(point.kl).toBeGreaterThan(points[i].kl);
    expect(point.reward).toBeGreaterThan(points[i].reward);
  });
  for (const k of [5, 30, 45]) expect(exact.bestReward(points[k].kl)).toBeCloseTo(points[k].reward, 6);
  const noise = Stream.fromSeed(1);
  for (let trial = 0; trial < 4; trial++) {
    const tilt = 3 * noise.uniform();
    const policy = exact.tilted(tilt).map((chain, c) => ({
      ...chain,
      // A mixture of table rows is a policy too, but not the best.
      steps: chain.steps.map((step, t) =>
        step.map((l, cell) => Math.log(0.9 * Math.exp(l) + 0.1 * Math.exp(exact.priors[c].steps[t][cell]))),
      ),
    }));
    const { kl, reward: reached } = exact.place(policy);
    expect(reached).toBeLessThan(exact.bestReward(kl));
    expect(meanKl(exact.tilted(tilt), policy)).toBeGreaterThan(0);
  }
});

it('the line is computed once a world, with a breath behind each point', async () => {
  const settings = { world: 11, rewardSpread: 0.5 };
  const exact = exactMarkov(settings);
  const places = vi.spyOn(exact, 'tiltedPlace');
  let breaths = 0;
  const breathe = async () => {
    breaths++;
  };
  await Promise.all([exact.trace(breathe), exact.trace(breathe)]);
  expect(breaths).toBe(121);
  expect(exactMarkov({ ...settings }).frontier()).toHaveLength(121);
  expect(places).toHaveBeenCalledTimes(121);
  expect(exactMarkov({ ...settings, rewardSpread: 1 })).not.toBe(exact);
  expect(exactMarkov({ ...settings, world: 12 })).not.toBe(exact);
});

it('a KL between two points takes few steps', () => {
  const exact = new ExactMarkov({ world: 2, rewardSpread: 0.5 });
  const points = exact.frontier();
  const places = vi.spyOn(exact, 'tiltedPlace');
  const between = points.slice(1, 60).map((point, i) => (point.kl + points[i].kl) / 2);
  for (const kl of between) exact.bestReward(kl);
  expect(places.mock.calls.length / between.length).toBeLessThan(5);
});

it('the reward and the KL of sampled responses agree with the exact ones', () => {
  const size = { world: 3, rewardSpread: 0.5 };
  const exact = new ExactMarkov(size);
  const [chain] = exact.tilted(2);
  const tables = markovWorld(3, 0.5);
  const noise = Stream.fromSeed(2);
  const drawn = Array.from({ length: 4000 }, () => {
    const response: number[] = [];
    chain.steps.forEach((step) => {
      const from = (response[response.length - 1] ?? 8) * 8;
      const row = step.slice(from, from + 8).map(Math.exp);
      let left = noise.uniform();
      let v = 0;
      while (v < 7 && left >= row[v]) left -= row[v++];
      response.push(v);
    });
    const cells = stepsOf(8, response);
    return {
      reward: cells.reduce((sum, cell) => sum + tables.pay[0][cell], 0),
      ratio: cells.reduce((sum, cell, t) => sum + chain.steps[t][cell] - exact.priors[0].steps[t][cell], 0),
    };
  });
  const rewards = drawn.map((one) => one.reward);
  const ratios = drawn.map(({ ratio }) => ratio);
  expect(Math.abs(mean(rewards) - expectedReward(chain, tables.pay[0]))).toBeLessThan(
    4 * standardError(rewards),
  );
  expect(Math.abs(mean(ratios) - klBetween(chain, exact.priors[0]))).toBeLessThan(4 * standardError(ratios));
  expect(drawResponse(chainOf(tables, 0), () => 0.5)).toHaveLength(tasks.markov.maxCompletionTokens);
});
