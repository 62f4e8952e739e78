import { describe, expect, it } from 'vitest';
import { sum } from '../math/statistics.ts';
import { EXPERIMENT_IDS } from './experiment.ts';
import { experiments } from './index.ts';
import { costOf } from './run_cost.ts';
import { scaleOf } from './scale.ts';
import { parseShard, shardKeys } from './shards.ts';

const every = EXPERIMENT_IDS.map((id) => experiments[id]);

describe('the parts of a report', () => {
  it.each(['sequential', 4] as const)('are disjoint, complete and alike in cost, with %s seeds', (seeds) => {
    const scale = scaleOf('full', seeds);
    const of = 6;
    const costs = new Map(
      every.flatMap((experiment) =>
        experiment.requests(scale).map((request) => [request.key, costOf(request)] as const),
      ),
    );
    const parts = Array.from({ length: of }, (_, i) => shardKeys(every, scale, { part: i + 1, of }));
    expect(parts.reduce((sum, { size }) => sum + size, 0)).toBe(costs.size);
    expect(new Set(parts.flatMap((part) => [...part]))).toEqual(new Set(costs.keys()));
    const spent = parts.map((part) => [...part].reduce((sum, key) => sum + costs.get(key)!, 0));
    const largest = Math.max(...costs.values());
    expect(Math.max(...spent) - Math.min(...spent)).toBeLessThanOrEqual(largest);
  });

  it('are alike in the first look already, which has all seeds of Markov', () => {
    const scale = scaleOf('full', 'sequential');
    const first = new Map(
      every
        .flatMap((experiment) => experiment.requests(scale))
        .filter(({ config }) => config.seed <= 5 || config.task === 'markov')
        .map((request) => [request.key, costOf(request)]),
    );
    const spent = [1, 2, 3].map((part) =>
      sum([...shardKeys(every, scale, { part, of: 3 })].map((key) => first.get(key) ?? 0)),
    );
    expect(sum(spent)).toBeCloseTo(sum([...first.values()]), 3);
    expect(Math.max(...spent) - Math.min(...spent)).toBeLessThanOrEqual(Math.max(...first.values()));
  });

  it('are written as i/n', () => {
    expect(parseShard('2/8')).toEqual({ part: 2, of: 8 });
    for (const text of ['0/4', '5/4', '1', 'a/b', '1/2/3'])
      expect(() => parseShard(text)).toThrow(`invalid shard: ${text} (expected i/n`);
  });
});
