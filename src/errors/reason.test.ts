import { expect, it } from 'vitest';
import { clauseOf, reasonOf } from './reason.ts';

it('gives the words of an error, and its name where it has none', () => {
  expect(reasonOf(new Error('invalid gamma: -1'))).toBe('invalid gamma: -1');
  expect(reasonOf('thrown text')).toBe('thrown text');
  expect(reasonOf(new DOMException('', 'AbortError'))).toBe('AbortError');
  expect(reasonOf(new DOMException('', 'QuotaExceededError'))).toBe('there is no room left for this page');
});

it('makes a clause: no capital but of names, no full stop', () => {
  expect(clauseOf(new Error('The file is empty.'))).toBe('the file is empty');
  expect(clauseOf(new Error('WebGPU is missing.'))).toBe('WebGPU is missing');
});
