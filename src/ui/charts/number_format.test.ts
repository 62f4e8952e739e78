import { expect, it } from 'vitest';
import { formatBytes, formatNumber, formatPercent } from './number_format.ts';

it.each([
  [0, '0'],
  [0.123456, '0.123'],
  [-1.23456, '−1.23'],
  [12.3456, '12.3'],
  [1234.5, '1235'],
  [123456, '123,456'],
  [1.5e7, '1.50e7'],
  [0.000012, '1.20e−5'],
  [Number.NaN, '–'],
  [Number.NEGATIVE_INFINITY, '−∞'],
])('shows %d as %s', (value, text) => expect(formatNumber(value)).toBe(text));

it('shows shares and sizes with their units', () => {
  expect(formatPercent(0.5034)).toBe('50.3 %');
  expect(formatPercent(Number.NaN)).toBe('–');
  expect(formatBytes(12_300_000)).toBe('12.3 MB');
  expect(formatBytes(900)).toBe('0.900 kB');
});
