import { expect, test } from 'vitest';
import { defaults } from '../../src/config/schema.ts';
import type { Evaluation } from '../../src/worker/protocol.ts';
import { frontierSvg, ticks } from './frontier_svg.ts';

const evaluation = (step: number, kl: number, reward: number) =>
  ({
    step,
    kl: { mean: kl, standardError: 0.1 },
    reward: { mean: reward, standardError: 0.1 },
  }) as unknown as Evaluation;

test('ticks are round and lie in the range', () => {
  expect(ticks([0, 1])).toEqual([0, 0.2, 0.4, 0.6, 0.8, 1]);
  expect(ticks([-0.31, 0.29])).toEqual([-0.2, 0, 0.2]);
  expect(ticks([12, 4711])).toEqual([1000, 2000, 3000, 4000]);
});

test('a dot for each evaluation, none for one that is not finite', () => {
  const evaluations = [evaluation(0, 0, 1), evaluation(10, 2, 3), evaluation(20, Number.NaN, 3)];
  const frontier = [{ gamma: 1, kl: 1, reward: 2.5, ess: 100 }];
  const svg = frontierSvg({ config: defaults.strings, evaluations, frontier });
  expect(svg.match(/<circle/g)).toHaveLength(2);
  expect(svg).toContain('step 10: KL 2, reward 3');
  expect(svg).not.toContain('NaN');
});

test('more reward lies higher, more KL further right', () => {
  const svg = frontierSvg({
    config: defaults.strings,
    evaluations: [evaluation(0, 0, 1), evaluation(10, 2, 3)],
    frontier: [],
  });
  const [first, second] = [...svg.matchAll(/cx="([\d.]+)" cy="([\d.]+)"/g)].map((m) => [
    Number(m[1]),
    Number(m[2]),
  ]);
  expect(second[0]).toBeGreaterThan(first[0]);
  expect(second[1]).toBeLessThan(first[1]);
});

test('an empty run still draws its axes', () => {
  expect(frontierSvg({ config: defaults.strings, evaluations: [], frontier: [] })).toContain(
    'nats per response',
  );
});
