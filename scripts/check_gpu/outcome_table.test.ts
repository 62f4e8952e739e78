import { expect, it } from 'vitest';
import { outcomeTable } from './outcome_table.ts';

it('has a line a suite, the words of every failure, and a count', () => {
  const own = { suite: 'products', milliseconds: 500, largestError: 0 };
  expect(
    outcomeTable([
      { ...own, name: 'one', largestError: 2.5e-7 },
      { ...own, name: 'two', problem: 'y[0] is 1\n(expected 2)' },
      { ...own, suite: 'f16', name: 'three', skipped: true, milliseconds: 0 },
    ]).split('\n'),
  ).toEqual([
    'checks    passed  failed  skipped  largest error    s',
    'products       1       1        0         2.5e-7  1.0',
    'f16            0       0        1                 0.0',
    '',
    'FAILED products: two',
    '  y[0] is 1',
    '  (expected 2)',
    '1 passed, 1 failed',
  ]);
});
