import { describe, expect, it } from 'vitest';
import { fisherTail, studentQuantile, studentTail } from './distributions.ts';

describe("Student's t", () => {
  // Made by scipy.stats.t.isf(tail / 2, degrees) of SciPy 1.17.
  it.each([
    [0.05, 1, 12.706204736174694],
    [0.05, 2, 4.302652729749462],
    [0.05, 4, 2.7764451051977934],
    [0.05, 12.5, 2.1691859427125406],
    [0.05, 19, 2.0930240544083087],
    [0.05, 399, 1.965927295920882],
    [0.05, 1e5, 1.9599877075346095],
    [0.1, 7.3, 1.8829300179564308],
    [0.2, 1.5, 2.1963984175655376],
    [8.857543832140365e-5, 4, 16.02924840973478],
    [8.857543832140365e-5, 12, 5.771650770962762],
  ])('exceeds its quantile with probability %d at %d degrees of freedom', (tail, degrees, t) => {
    expect(studentQuantile(tail, degrees) / t).toBeCloseTo(1, 8);
    expect(studentTail(t, degrees) / tail).toBeCloseTo(1, 8);
  });

  it('has closed forms at 1 and 2 degrees of freedom', () => {
    for (const t of [0.1, 1, 7, 300]) {
      expect(studentTail(t, 1)).toBeCloseTo(1 - (2 / Math.PI) * Math.atan(t), 13);
      expect(studentTail(t, 2)).toBeCloseTo(1 - t / Math.sqrt(2 + t * t), 13);
    }
  });

  it.each([0, 0.5, Number.NaN])('refuses %d degrees of freedom', (degrees) => {
    expect(() => studentQuantile(0.05, degrees)).toThrow(
      `invalid degrees of freedom: ${degrees} (expected at least 1)`,
    );
  });
});

describe("Fisher's F", () => {
  // Made by scipy.stats.f.sf(f, a, b).
  it.each([
    [3.5, 3, 16, 0.04005254149482612],
    [1, 3, 12, 0.4262213792647899],
    [0.2, 7, 40, 0.9836525112820719],
    [10, 1, 4, 0.03410942316740962],
    [2.5, 2.5, 9.5, 0.12778685262435346],
  ])('exceeds %d at %d and %d degrees of freedom with probability %d', (f, a, b, tail) => {
    expect(fisherTail(f, a, b)).toBeCloseTo(tail, 12);
  });

  it('is the square of t at 1 degree of freedom, and is always exceeded at 0', () => {
    expect(fisherTail(2.3 ** 2, 1, 7.5)).toBeCloseTo(studentTail(2.3, 7.5), 13);
    expect(fisherTail(0, 3, 4)).toBe(1);
  });
});
