import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Stream } from '../random/stream.ts';
import { klFromSamples } from './kl.ts';

describe('KL from samples', () => {
  // q = N(0, 1), p = N(0.3, 1): KL(q || p) = 0.045; log-densities without their common constant.
  const stream = Stream.fromSeed(11);
  const ys = Array.from({ length: 40_000 }, () => stream.normal());
  const logQ = ys.map((y) => -(y ** 2) / 2);
  const logP = ys.map((y) => -((y - 0.3) ** 2) / 2);

  it('is the closed form for two Gaussians', () => {
    const { k1, k2, k3 } = klFromSamples(logQ, logP);
    // Standard errors: k1 0.3 / 200 = 0.0015, k3 less. E[k2] = 0.3^2 / 2 + 0.3^4 / 8 exactly.
    expect(Math.abs(k1.mean - 0.045)).toBeLessThan(0.005);
    expect(Math.abs(k3.mean - 0.045)).toBeLessThan(0.002);
    expect(Math.abs(k2.mean - (0.045 + 0.3 ** 4 / 8))).toBeLessThan(0.002);
    // -t = 0.045 - 0.3 y has standard deviation 0.3.
    expect(k1.deviation).toBeCloseTo(0.3, 2);
    expect(k1.standardError).toBeCloseTo(k1.deviation / 200, 12);
  });

  it('is in expectation the exact sum over a small table, for k1 and k3', () => {
    const q = [0.5, 0.25, 0.25];
    const p = [0.2, 0.3, 0.5];
    const exact = q.reduce((sum, mass, y) => sum + mass * Math.log(mass / p[y]), 0);
    // Four samples in the proportions of q are the expectation.
    const drawn = [0, 0, 1, 2];
    const { k1, k3 } = klFromSamples(
      drawn.map((y) => Math.log(q[y])),
      drawn.map((y) => Math.log(p[y])),
    );
    expect(k1.mean).toBeCloseTo(exact, 14);
    expect(k3.mean).toBeCloseTo(exact, 14);
  });

  it('never has a negative k2 or k3', () => {
    const logProb = fc.double({ min: -30, max: 0, noNaN: true });
    fc.assert(
      fc.property(fc.array(fc.tuple(logProb, logProb), { minLength: 1 }), (pairs) => {
        const { k2, k3 } = klFromSamples(
          pairs.map(([q]) => q),
          pairs.map(([, p]) => p),
        );
        expect(Math.min(k2.mean, k3.mean)).toBeGreaterThanOrEqual(0);
      }),
    );
  });

  it('refuses nothing and unequal lengths', () => {
    expect(() => klFromSamples([], [])).toThrow('invalid samples: 0 and 0 log-probs');
    expect(() => klFromSamples([0], [0, 0])).toThrow('invalid samples: 1 and 2 log-probs');
  });
});
