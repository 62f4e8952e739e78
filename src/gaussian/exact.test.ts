import { describe, expect, it } from 'vitest';
import { baselineCrossing, gdcppVariance, gdcVariance, proposalKl } from './exact.ts';

const density = (y: number, mean: number) => Math.exp(-((y - mean) ** 2) / 2) / Math.sqrt(2 * Math.PI);

/** Integral over the real line by the trapezoid rule; exact to rounding for Gaussian tails. */
function integral(f: (y: number) => number): number {
  const step = 1 / 64;
  let total = 0;
  for (let y = -16; y <= 16; y += step) total += f(y) * step;
  return total;
}

/** Var_q'[g(y)] / n from the densities themselves. */
function varianceByQuadrature(g: (y: number) => number, theta: number, samples: number): number {
  const mean = integral((y) => density(y, theta) * g(y));
  return (integral((y) => density(y, theta) * g(y) ** 2) - mean ** 2) / samples;
}

describe('variances in closed form', () => {
  for (const policyMean of [1, 0, -0.7, 2.3]) {
    for (const theta of [-1, 0, 0.3, 1, 1.6]) {
      it(`agree with quadrature at policy mean ${policyMean}, theta ${theta}`, () => {
        const point = { theta, policyMean, samples: 5 };
        const u = (y: number) => density(y, 0) / density(y, theta);
        const v = (y: number) => density(y, policyMean) / density(y, theta);
        const gdc = varianceByQuadrature((y) => u(y) * (y - policyMean), theta, 5);
        const gdcpp = varianceByQuadrature((y) => (u(y) - v(y)) * (y - policyMean), theta, 5);
        expect(gdcVariance(point) / gdc).toBeCloseTo(1, 9);
        expect(gdcppVariance(point)).toBeCloseTo(gdcpp, 9 - Math.ceil(Math.log10(1 + gdcpp)));
      });
    }
  }

  it('are the known ones at the paper’s setting', () => {
    const at = (theta: number) => ({ theta, policyMean: 1, samples: 8 });
    expect(gdcVariance(at(0))).toBeCloseTo(0.125, 12);
    expect(gdcVariance(at(1))).toBeCloseTo((5 * Math.E - 1) / 8, 12);
    expect(gdcppVariance(at(0))).toBeCloseTo((2 * Math.E - 1) / 8, 12);
    expect(gdcppVariance(at(1))).toBeCloseTo((5 * Math.E - 4) / 8, 12);
  });
});

it('finds where the baseline of GDC++ starts to pay', () => {
  expect(baselineCrossing(1, 0, 1)).toBeCloseTo(0.4256, 4);
  expect(baselineCrossing(1, 0.5, 1)).toBeUndefined();
});

it('measures how far the proposal is from the target', () => {
  const theta = 0.8;
  const kl = integral((y) => density(y, theta) * Math.log(density(y, theta) / density(y, 0)));
  expect(proposalKl(theta)).toBeCloseTo(kl, 9);
});
