import { expect, it } from 'vitest';
import { Stream } from '../random/stream.ts';
import { sampler } from './sampler.ts';

it('draws each outcome as often as its mass says: chi-square, 99.9 % quantile of 3 degrees of freedom', () => {
  const masses = [0.1, 0, 0.2, 0.3, 0.4, 0];
  const stream = Stream.fromSeed(3);
  const draw = sampler(Float64Array.from(masses, Math.log), () => stream.uniform());
  const draws = 20_000;
  const counts = new Array<number>(masses.length).fill(0);
  for (let k = 0; k < draws; k++) counts[draw()]++;
  expect([counts[1], counts[5]]).toEqual([0, 0]);
  const chiSquare = masses.reduce(
    (sum, mass, i) => (mass === 0 ? sum : sum + (counts[i] - draws * mass) ** 2 / (draws * mass)),
    0,
  );
  expect(chiSquare).toBeLessThan(16.3);
});

it('gives the first outcome with mass at 0 and the last one just below 1', () => {
  const at = (u: number) => sampler(Float64Array.from([0, 0.5, 0.5, 0], Math.log), () => u)();
  expect(at(0)).toBe(1);
  expect(at(0.499)).toBe(1);
  expect(at(0.5)).toBe(2);
  expect(at(1 - 2 ** -53)).toBe(2);
});
