import { expect, it } from 'vitest';
import { settings } from '../../config/schema.ts';
import { symbolParts } from './symbol_parts.ts';

it.each([
  ['n', { letter: 'n' }],
  ['\\gamma', { letter: 'γ' }],
  ['\\beta_1', { letter: 'β', subscript: '1' }],
  ['\\lambda_D', { letter: 'λ', subscript: 'D' }],
  ['\\beta_{\\mathrm{DPO}}', { letter: 'β', subscript: 'DPO' }],
])('reads %s', (tex, parts) => {
  expect(symbolParts(tex)).toEqual(parts);
});

it('reads the symbol of every setting', () => {
  const symbols = Object.values(settings).flatMap(({ symbol }) => symbol ?? []);
  expect(symbols.length).toBeGreaterThan(10);
  for (const symbol of symbols) expect(symbolParts(symbol).letter).toMatch(/^\p{L}$/u);
});

it.each(['\\alpha', 'x^2', '\\frac{1}{2}', ''])('refuses %s', (tex) => {
  expect(() => symbolParts(tex)).toThrow('invalid symbol');
});
