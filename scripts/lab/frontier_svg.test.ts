import { expect, test } from 'vitest';
import { defaults } from '../../src/config/presets.ts';
import type { Evaluation } from '../../src/experiments/run_outcome.ts';
import { FRONTIER_NAMES } from '../../src/metrics/frontier.ts';
import { frontierSvg } from './frontier_svg.ts';

const evaluation = (step: number, kl: number, reward: number) =>
  ({
    step,
    kl: { mean: kl, standardError: 0.1 },
    reward: { mean: reward, standardError: 0.1 },
  }) as unknown as Evaluation;

test('a point for each evaluation under the name of its step', () => {
  const svg = frontierSvg({
    config: defaults.strings,
    evaluations: [evaluation(0, 0, 1), evaluation(10, 2, 3)],
    frontier: [{ gamma: 1, kl: 1, reward: 2.5 }],
  });
  expect(svg).toContain('BRAIn on strings: gamma 1, seed 1');
  expect(svg).toContain('step 10: 2, 3');
  expect(svg).toContain(FRONTIER_NAMES.exact);
});

test('on text the line is named as what prior samples tell', () => {
  const svg = frontierSvg({
    config: defaults.tldr,
    evaluations: [],
    frontier: [{ gamma: 1, kl: 1, reward: 2 }],
  });
  expect(svg).toContain(FRONTIER_NAMES.reachable);
});
