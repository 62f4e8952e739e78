import { expect, it } from 'vitest';
import { defaults } from '../../config/schema.ts';
import type { Microscope } from '../../worker/protocol.ts';
import { microscopeRows, sortedRows } from './microscope_rows.ts';

// Policy twice as likely as the proposal on the first sample, so beta = (2, 1, 1) / 4.
const microscope: Microscope = {
  step: 3,
  sampledInRound: 1,
  promptText: 'x',
  texts: ['a', 'b', 'c'],
  logPolicy: [Math.log(0.4), Math.log(0.2), Math.log(0.1)],
  logPrior: [Math.log(0.2), Math.log(0.2), Math.log(0.1)],
  logProposal: [Math.log(0.2), Math.log(0.2), Math.log(0.1)],
  reward: [0, 1, 2],
  alpha: [0.1, 0.3, 0.6],
};

it('pushes by alpha - beta under BRAIn', () => {
  const rows = microscopeRows(microscope, 'brain', defaults.strings);
  expect(rows.map((row) => row.beta)).toEqual([0.5, 0.25, 0.25].map((b) => expect.closeTo(b, 12)));
  expect(rows.map((row) => row.push)).toEqual([-0.4, 0.05, 0.35].map((c) => expect.closeTo(c, 12)));
});

it('weighs the same samples with another rule', () => {
  const rows = microscopeRows(microscope, 'brain-without-baseline', defaults.strings);
  expect(rows.map((row) => row.push)).toEqual(microscope.alpha);
});

it('sorts by what was asked, best first', () => {
  const rows = microscopeRows({ ...microscope, alpha: [0.7, 0.2, 0.1] }, 'brain', defaults.strings);
  expect(sortedRows(rows, 'push').map((row) => row.text)).toEqual(['a', 'b', 'c']);
  expect(sortedRows(rows, 'reward').map((row) => row.text)).toEqual(['c', 'b', 'a']);
});
