import { expect, it } from 'vitest';
import { logMass, logMassFigures } from './log_mass.ts';

const group = { logPolicy: [-1, -2], logProposal: [-1.5, -2.25], reward: [0, 1], tokenCount: [2, 4] };

it('is the log of the mean ratio of whole responses, by its definition', () => {
  expect(logMass(group, 'sum')).toBeCloseTo(Math.log((Math.exp(0.5) + Math.exp(0.25)) / 2), 12);
  // 2 tokens gained 0.5 nats each, 4 tokens 0.25 each: both responses are e times as likely.
  expect(logMass(group, 'mean')).toBeCloseTo(1, 12);
});

it('is minus infinity where nothing is left, and asks for the lengths of averages', () => {
  const gone = { ...group, logPolicy: [Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY] };
  expect(logMass(gone, 'sum')).toBe(Number.NEGATIVE_INFINITY);
  expect(() => logMass({ ...group, tokenCount: undefined }, 'mean')).toThrow('tokenCount is missing');
});

it('has a figure for each of the first ages, and none of its own for older groups', () => {
  expect(logMassFigures(-2, 1)).toEqual({ logMass: -2, logMassAge1: -2 });
  expect(logMassFigures(-2, 7)).toEqual({ logMass: -2 });
});
