import { describe, expect, it } from 'vitest';
import { presetFor } from '../../config/presets.ts';
import { isRead } from '../../config/schema.ts';
import type { NumberSetting } from '../../settings/setting.ts';
import { numberSetting } from './number_setting.ts';
import { runCount, type Sweep, sweepableMethods, sweepPoints, sweepRequests } from './sweep.ts';
import { valuesAround } from './values.ts';

const sweep: Sweep = {
  task: 'strings',
  overrides: { rounds: 3 },
  swept: [{ key: 'gamma', values: [1, 0.1] }],
  methods: ['brain', 'dpo-sft-iw-n'],
  seeds: [4, 5, 6],
};

describe('the runs of a sweep', () => {
  it('are every method at every value with every seed, by method and then by value', () => {
    const points = sweepPoints(sweep);
    expect(points.map(({ method, values }) => [method, ...values])).toEqual([
      ['brain', 1],
      ['brain', 0.1],
      ['dpo-sft-iw-n', 1],
      ['dpo-sft-iw-n', 0.1],
    ]);
    expect(points[1].requests.map(({ config }) => config)).toEqual(
      [4, 5, 6].map((seed) => ({ ...presetFor('strings', 'brain'), rounds: 3, gamma: 0.1, seed })),
    );
    // Its own learning rate, and the change of the base.
    expect(points[3].requests[0].config).toEqual({
      ...presetFor('strings', 'dpo-sft-iw-n'),
      rounds: 3,
      gamma: 0.1,
      seed: 4,
    });
    expect(runCount(sweep)).toBe(12);
    expect(new Set(sweepRequests(sweep).map(({ key }) => key)).size).toBe(12);
  });

  it('are the same whatever is set that no method reads', () => {
    const keys = (overrides: Sweep['overrides']) =>
      sweepRequests({ ...sweep, overrides }).map(({ key }) => key);
    expect(isRead('dpoBeta', { method: 'brain', task: 'strings' })).toBe(false);
    expect(keys({ rounds: 3, dpoBeta: 3 })).toEqual(keys({ rounds: 3 }));
    expect(keys({ rounds: 4 })).not.toEqual(keys({ rounds: 3 }));
  });

  it('all have what is set, be it the preset of one of them', () => {
    const { learningRate } = presetFor('strings', 'brain');
    const rates = sweepRequests({ ...sweep, overrides: { learningRate } }).map(
      ({ config }) => config.learningRate,
    );
    expect(new Set(rates)).toEqual(new Set([learningRate]));
    expect(presetFor('strings', 'dpo-sft-iw-n').learningRate).not.toBe(learningRate);
  });

  it('over two settings are every pair, the second varying fastest', () => {
    const two = { ...sweep, swept: [...sweep.swept, { key: 'rounds', values: [1, 2] } as const] };
    const points = sweepPoints({ ...two, methods: ['brain'] });
    expect(points.map(({ values }) => values)).toEqual([
      [1, 1],
      [1, 2],
      [0.1, 1],
      [0.1, 2],
    ]);
    expect(points[1].requests[0].config).toMatchObject({ gamma: 1, rounds: 2 });
  });

  it('record one best line a world, the coldest run of it', () => {
    const recorders = (one: Sweep) =>
      sweepRequests(one).flatMap(({ frontier, config }) => (frontier ? [config] : []));
    expect(recorders(sweep)).toMatchObject([{ method: 'brain', gamma: 0.1, seed: 4 }]);
    const worlds: Sweep = {
      ...sweep,
      task: 'markov',
      overrides: {},
      swept: [{ key: 'world', values: [1, 2] }],
    };
    expect(recorders(worlds).map(({ world }) => world)).toEqual([1, 2]);
  });

  it('are of methods that read all of what is swept', () => {
    expect(sweepableMethods(['gamma'], 'strings')).toContain('brain');
    expect(sweepableMethods(['gamma', 'dpoBeta'], 'strings')).not.toContain('brain');
    expect(sweepableMethods(['dpoBeta'], 'strings')).toContain('dpo');
  });
});

describe('the values around a present one', () => {
  const around = (key: Parameters<typeof numberSetting>[0], present: number) =>
    valuesAround(numberSetting(key) as NumberSetting, present);

  it.each([
    ['gamma', 1, [0.1, 0.3, 1, 3, 10]],
    ['gamma', 0.01, [0.01, 0.03, 0.1]],
    ['gamma', 0.1234, [0.012, 0.037, 0.1234, 0.37, 1.2]],
    ['learningRate', 3e-4, [3e-5, 9e-5, 3e-4, 9e-4, 3e-3]],
    ['samplesPerPrompt', 8, [2, 4, 8, 16, 32]],
    ['rounds', 1, [1, 2, 4]],
    ['replayRounds', 4, [0, 2, 4, 6, 8]],
    ['replayRounds', 0, [0, 250, 500, 750, 1000]],
    ['beta1', 0.9, [0, 0.45, 0.9, 0.999]],
  ] as const)('of %s %d follow its scale and its bounds', (key, present, values) => {
    expect(around(key, present)).toEqual(values);
  });
});
