import { expect, it } from 'vitest';
import { latestResults } from './latest_results.ts';
import { madeUpResult } from './made_up_results.ts';

it('the later code of a seat stands for the same run; another run, and a code without a seat, stay', () => {
  const first = madeUpResult({ seed: 1 }, { seat: 4 });
  const again = madeUpResult({ seed: 1 }, { seat: 4, answers: { exit: 1 } });
  const other = madeUpResult({ seed: 2 }, { seat: 4 });
  const without = [madeUpResult({ seed: 1 }), madeUpResult({ seed: 1 }, { answers: { exit: 2 } })];
  expect(latestResults([first, other, ...without, again])).toEqual([again, other, ...without]);
});

it('seats are in their order, however they came', () => {
  const [one, two, none] = [{ seat: 1 }, { seat: 2 }, {}].map((more, at) => madeUpResult({ seed: at }, more));
  expect(latestResults([none, two, one])).toEqual([one, two, none]);
});
