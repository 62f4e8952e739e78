import { expect, it } from 'vitest';
import { SIZES, scaleOf } from './scale.ts';
import { table1 } from './table1.ts';
import { table2 } from './table2.ts';

it.each(SIZES)('compares the runs of Table 1, at size %s', (size) => {
  expect(table2.requests(scaleOf(size))).toEqual(table1.requests(scaleOf(size)));
});
