import { describe, expect, it } from 'vitest';
import { tasks } from '../tasks/index.ts';
import { headToHead } from './head_to_head.ts';
import { madeUpOutcomes } from './made_up_outcomes.ts';

const plan = { seeds: [1, 2] };

describe('head to head', () => {
  const [run, other] = [...madeUpOutcomes(['table1']).values()];

  it('counts every duel as a win, a tie or a loss', () => {
    const duel = headToHead([run], [other], plan)!;
    expect(duel.win + duel.tie + duel.loss).toBeCloseTo(1, 12);
    expect(duel.margin.mean).toBeCloseTo(duel.win - duel.loss, 12);
    expect(headToHead([run], [{ ...other, config: { ...other.config, seed: 99 } }], plan)).toBeUndefined();
    // A run under way has no answers yet.
    expect(headToHead([run], [{ ...other, test: [] }], plan)).toBeUndefined();
  });

  it('is level within 6 points of wins minus losses, 3 points of win-rate', () => {
    const { gold } = tasks.strings.prompts('test')[0];
    const worse = [gold[0], gold[0], gold[0], gold[0], ...gold.slice(4)];
    const good = (isGood: (at: number) => boolean) => ({
      ...run,
      test: Array.from({ length: 4000 }, (_, i) => ({ ...run.test[0], tokens: isGood(i) ? gold : worse })),
    });
    // Of 4,000 duels 1,320 are won and 1,230 lost: 2.25 points, and a 90 % interval of 2.1.
    const [first, second] = [good((at) => at < 1320), good((at) => at > 1320 && at <= 2550)];
    const { margin } = headToHead([first], [second], plan)!;
    expect(margin.mean).toBeCloseTo(0.0225, 12);
    expect(margin).toMatchObject({ rates: [0.33, 0.3075], verdict: 'level' });
  });

  it('lets each answer meet the other side’s next answer of the same seed', () => {
    const [prompt] = tasks.strings.prompts('test');
    const { gold } = prompt;
    const worse = [gold[0], gold[0], gold[0], gold[0], ...gold.slice(4)];
    expect(tasks.strings.judge(prompt, gold, worse)).toBe('A');
    const answering = (seed: number, answers: readonly (readonly number[])[]) => ({
      ...run,
      config: { ...run.config, seed },
      test: answers.map((tokens) => ({ ...run.test[0], tokens })),
    });
    const first = answering(1, [gold, gold, worse]);
    // By turns: gold meets gold, gold meets worse, worse meets gold.
    expect(headToHead([first], [first], plan)).toMatchObject({ win: 1 / 3, tie: 1 / 3, loss: 1 / 3 });
    const second = answering(2, [worse, worse, worse]);
    // The runs of seed 2 meet each other, and not those of seed 1.
    expect(headToHead([second], [first, second], plan)).toMatchObject({ win: 0, tie: 1, loss: 0 });
    // A prompt's only answer meets the other side's only answer.
    expect(headToHead([answering(1, [gold])], [answering(1, [worse])], plan)).toMatchObject({ win: 1 });
  });
});
