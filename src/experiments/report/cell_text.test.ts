import { expect, it } from 'vitest';
import { valueText } from './cell_text.ts';

it('writes as many digits as a value needs', () => {
  const texts = [12.345, 1.2345, -0.25, 0, 1e-4, 0.00012345].map((value) => valueText({ value }));
  expect(texts).toEqual(['12.3', '1.234', '-0.250', '0.000', '0.0001', '0.00012']);
  expect(valueText({ value: 1e-4 }, 2)).toBe('0.00');
  expect(valueText({ value: undefined })).toBe('–');
});
