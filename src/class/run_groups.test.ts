import { describe, expect, it } from 'vitest';
import { madeUpResult, risingCurve } from './made_up_results.ts';
import { onePerSeed, runGroups } from './run_groups.ts';

const labels = (results: Parameters<typeof runGroups>[0]) =>
  runGroups(results).groups.map(({ label }) => label);

describe('groups of a class', () => {
  it('differ in more than the seed, in the order of the swept value', () => {
    const results = [3, 0.3, 1].flatMap((gamma) => [1, 2].map((seed) => madeUpResult({ gamma, seed })));
    const { groups, swept } = runGroups(results);
    expect(swept).toBe('gamma');
    expect(groups.map(({ label, value, results: own }) => [label, value, own.length])).toEqual([
      ['gamma 0.3', 0.3, 2],
      ['gamma 1', 1, 2],
      ['gamma 3', 3, 2],
    ]);
  });

  it('are named by their methods in a race, whose presets differ in more', () => {
    expect(
      labels([madeUpResult({ method: 'dpo-sft' }), madeUpResult({}), madeUpResult({ seed: 2 })]),
    ).toEqual(['BRAIn', 'DPO-sft']);
    const [first, second] = [
      madeUpResult({ method: 'gdc', gamma: 3 }),
      madeUpResult({ method: 'gdc', gamma: 0.3 }),
    ];
    const { groups, swept } = runGroups([first, second, madeUpResult({})]);
    expect(swept).toBe('gamma');
    expect(groups.map(({ label }) => label)).toEqual(['BRAIn, gamma 1', 'GDC, gamma 0.3', 'GDC, gamma 3']);
    expect(labels([madeUpResult({}), madeUpResult({ seed: 9 })])).toEqual(['BRAIn']);
  });

  it('have no swept value where they differ in two numbers, or in a choice', () => {
    const two = [madeUpResult({ gamma: 3, rounds: 2 }), madeUpResult({ gamma: 0.3, rounds: 4 })];
    expect(runGroups(two).swept).toBeUndefined();
    expect(labels(two).sort()).toEqual(['e 2, gamma 3', 'e 4, gamma 0.3']);
    const choices = [madeUpResult({ goodness: 'absolute' }), madeUpResult({})];
    expect(runGroups(choices)).toMatchObject({ swept: undefined, groups: [{}, {}] });
  });

  it('pool those that came to the end, each seed once', () => {
    const early = madeUpResult({ seed: 3 }, { curve: risingCurve(2, 1).slice(0, 3) });
    const twice = [madeUpResult({ seed: 2 }, { seat: 2 }), madeUpResult({ seed: 2 }, { seat: 7 })];
    const [group] = runGroups([early, ...twice, madeUpResult({ seed: 1 })]).groups;
    expect(group.results).toHaveLength(4);
    expect(group.finished).toHaveLength(3);
    expect(onePerSeed(group).map(({ config, seat }) => [config.seed, seat])).toEqual([
      [1, undefined],
      [2, 2],
    ]);
  });
});
