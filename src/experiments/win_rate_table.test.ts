import { expect, it } from 'vitest';
import { madeUpOutcomes } from './made_up_outcomes.ts';
import { scaleOf } from './scale.ts';
import { table1 } from './table1.ts';

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
