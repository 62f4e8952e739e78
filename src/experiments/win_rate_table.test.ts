import { expect, it } from 'vitest';
import { madeUpOutcomes } from './made_up_outcomes.ts';
import { scaleOf } from './scale.ts';
import { table1 } from './table1.ts';

it('says which seeds are missing at looks, and not that a later look is not due', () => {
  const sequential = scaleOf('smoke', 'sequential');
  const all = madeUpOutcomes(['table1'], sequential);
  const noteOf = (isKnown: (seed: number, method: string) => boolean) => {
    const known = [...all].filter(([, { config }]) => isKnown(config.seed, config.method));
    return table1.result(new Map(known), sequential).tables[0].note;
  };
  expect(noteOf(() => true)).not.toContain(' of 20 seeds');
  expect(noteOf((seed, method) => seed <= (method === 'dpo' ? 5 : 8))).not.toMatch(/has \d+ of/);
  expect(noteOf((seed, method) => seed <= 8 && (method !== 'dpo' || seed !== 3))).toContain(
    'DPO on Strings has 7 of 8 seeds.',
  );
  expect(noteOf((seed, method) => seed <= (method === 'dpo' ? 4 : 5))).toContain(
    'DPO on Strings has 4 of 5 seeds.',
  );
});

it('says which seeds are missing', () => {
  const three = scaleOf('smoke', 3);
  const all = madeUpOutcomes(['table1'], three);
  const noteOf = (outcomes: typeof all) => table1.result(outcomes, three).tables[0].note;
  expect(noteOf(all)).not.toContain('of 3 seeds');
  const [{ key, config }] = table1.requests(three);
  all.delete(key);
  expect(config.method).toBe('dpo');
  expect(noteOf(all)).toContain('DPO on Strings has 2 of 3 seeds.');
});
