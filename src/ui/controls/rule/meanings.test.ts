import { expect, it } from 'vitest';
import { FUNCTIONS, NAMES } from '../../../objectives/own/vocabulary.ts';
import { MEANINGS } from './meanings.ts';

it('has a meaning for every name and function of a rule, and for nothing else', () => {
  expect(Object.keys(MEANINGS)).toEqual([...Object.keys(NAMES), ...Object.keys(FUNCTIONS)]);
});
