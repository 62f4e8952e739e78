// Frequencies of rotary positions beside transformers' code, written out as it is there.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { architectureCases } from './architecture_cases.ts';
import { checkConfig } from './checked_case.ts';
import { rotaryFrequencies, rotaryTable } from './rotary.ts';

/** `_compute_llama3_parameters` of transformers 5.18 (modeling_rope_utils.py), by wavelength. */
function llama3(dim: number, base: number, factor: number, low: number, high: number, old: number): number[] {
  return Array.from({ length: dim / 2 }, (_, j) => {
    const inverse = 1 / base ** ((2 * j) / dim);
    const wavelength = (2 * Math.PI) / inverse;
    if (wavelength < old / high) return inverse;
    if (wavelength > old / low) return inverse / factor;
    const smooth = (old / wavelength - low) / (high - low);
    return ((1 - smooth) * inverse) / factor + smooth * inverse;
  });
}

it('stretches frequencies as Llama 3 does: high ones stay, low ones slow down, those between are blended', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 64 }),
      fc.double({ min: 10, max: 1e6, noNaN: true }),
      fc.double({ min: 1, max: 32, noNaN: true }),
      fc.double({ min: 0.5, max: 2, noNaN: true }),
      fc.double({ min: 2.5, max: 8, noNaN: true }),
      fc.integer({ min: 4, max: 16_384 }),
      (half, theta, factor, lowFrequencyFactor, highFrequencyFactor, originalContext) => {
        const scaling = {
          kind: 'llama3',
          factor,
          lowFrequencyFactor,
          highFrequencyFactor,
          originalContext,
        } as const;
        const expected = llama3(
          2 * half,
          theta,
          factor,
          lowFrequencyFactor,
          highFrequencyFactor,
          originalContext,
        );
        rotaryFrequencies(2 * half, theta, scaling).forEach((frequency, j) => {
          expect(Math.abs(frequency / expected[j] - 1)).toBeLessThan(1e-9);
        });
      },
    ),
  );
});

it('divides by the factor of a linear scaling', () => {
  const plain = rotaryFrequencies(8, 100, undefined);
  expect([...plain]).toEqual([0, 1, 2, 3].map((j) => 100 ** (-j / 4)));
  expect([...rotaryFrequencies(8, 100, { kind: 'linear', factor: 4 })]).toEqual([...plain].map((f) => f / 4));
});

it('has a table of turns for rotary positions only', () => {
  const config = architectureCases.Llama;
  const table = rotaryTable(config)!;
  const [frequency] = rotaryFrequencies(6, 10_000, undefined).subarray(1);
  expect(table).toHaveLength(config.contextLength * 6);
  expect(table[5 * 6 + 2]).toBeCloseTo(Math.cos(5 * frequency), 6);
  expect(table[5 * 6 + 3]).toBeCloseTo(Math.sin(5 * frequency), 6);
  expect(rotaryTable(checkConfig)).toBeUndefined();
});
