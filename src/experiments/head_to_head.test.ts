import { describe, expect, it } from 'vitest';
import { tasks } from '../tasks/index.ts';
import { headToHead } from './head_to_head.ts';
import { madeUpOutcomes } from './made_up_outcomes.ts';

describe('head to head', () => {
  const [run, other] = [...madeUpOutcomes(['table1']).values()];

  it('counts every duel as a win, a tie or a loss', () => {
    const duel = headToHead([run], [other])!;
    expect(duel.win + duel.tie + duel.loss).toBeCloseTo(1, 12);
    expect(duel.margin.mean).toBeCloseTo(duel.win - duel.loss, 12);
    expect(headToHead([run], [{ ...other, config: { ...other.config, seed: 99 } }])).toBeUndefined();
    // A run under way has no answers yet.
    expect(headToHead([run], [{ ...other, test: [] }])).toBeUndefined();
  });

  it('lets each run meet the other side’s run of the next seed, and itself where there is one', () => {
    const answering = (seed: number, tokens: readonly number[]) => ({
      ...run,
      config: { ...run.config, seed },
      test: run.test.map((answer) => ({ ...answer, tokens })),
    });
    const gold = tasks.strings.prompts('test')[0].gold;
    const worse = [gold[0], gold[0], gold[0], gold[0], ...gold.slice(4)];
    const [first, second] = [answering(1, gold), answering(2, worse)];
    const ordered = tasks.strings.judge(tasks.strings.prompts('test')[0], gold, worse);
    expect(ordered).not.toBe('tie');
    expect(headToHead([first, second], [first, second])).toMatchObject({ win: 0.5, tie: 0, loss: 0.5 });
    expect(headToHead([first], [first])).toMatchObject({ win: 0, tie: 1, loss: 0 });
  });
});
