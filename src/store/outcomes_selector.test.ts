import { expect, it } from 'vitest';
import { madeUpOutcomes } from '../experiments/made_up_outcomes.ts';
import { outcomesSelector } from './outcomes_selector.ts';

it('gives another map only for another outcome among the chosen', () => {
  const [[first, one], [second, two]] = madeUpOutcomes(['table1']);
  const select = outcomesSelector();
  const keys = new Set([first]);
  expect(select(new Map([[second, two]]), keys)).toEqual(new Map());
  const all = new Map([[first, one]]);
  const selected = select(all, keys);
  expect(selected).toEqual(all);
  expect(select(new Map([...all, [second, two]]), keys)).toBe(selected);
  const again = select(new Map([[first, { ...one }]]), keys);
  expect(again).not.toBe(selected);
  expect(select(new Map(), keys).size).toBe(0);
});
