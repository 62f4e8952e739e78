import fc from 'fast-check';
import { expect, it } from 'vitest';
import { fromHalves, toHalves } from './half.ts';

const all = Uint16Array.from({ length: 65_536 }, (_, bits) => bits);
const values = fromHalves(all);

it('reads the constants of the standard', () => {
  const bits = [0x0000, 0x8000, 0x3c00, 0xc000, 0x7bff, 0x0400, 0x03ff, 0x0001, 0x3555, 0x7c00, 0xfc00];
  const constants = [0, -0, 1, -2, 65504, 2 ** -14, 2 ** -14 - 2 ** -24, 2 ** -24, 0.333251953125];
  expect([...fromHalves(Uint16Array.from(bits))]).toEqual([...constants, Infinity, -Infinity]);
  expect(fromHalves(Uint16Array.of(0x7e00))[0]).toBeNaN();
});

it('writes back every half that it has read', () => {
  const written = toHalves(values);
  for (const bits of all) if (!Number.isNaN(values[bits])) expect(written[bits]).toBe(bits);
  expect(fromHalves(toHalves([Number.NaN]))[0]).toBeNaN();
});

it('rounds to the nearest, and from the middle to the even one', () => {
  // Sizes rise with their bits, so neighbours differ by one bit.
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 0x7bfe }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (low, at) => {
        const [below, above] = [values[low], values[low + 1]];
        const value = below + at * (above - below);
        const [toBelow, toAbove] = [value - below, above - value];
        const nearest = toBelow < toAbove || (toBelow === toAbove && low % 2 === 0) ? low : low + 1;
        expect(toHalves([value])[0]).toBe(nearest);
        expect(toHalves([-value])[0]).toBe(nearest + 0x8000);
      },
    ),
    { numRuns: 2000 },
  );
  expect([...toHalves([65519, 65520, 1e9])]).toEqual([0x7bff, 0x7c00, 0x7c00]);
});
