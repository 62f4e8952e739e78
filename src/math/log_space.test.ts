import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  clippedExp,
  logDifference,
  logSigmoid,
  logSoftmax,
  logSumExp,
  normaliseRows,
  sigmoid,
  softmax,
  softplus,
} from './log_space.ts';

const INFINITY = Number.POSITIVE_INFINITY;
const real = fc.double({ min: -30, max: 30, noNaN: true });
const vector = fc.array(real, { minLength: 1, maxLength: 8 });
const slope = (f: (x: number) => number, x: number, h = 1e-5) => (f(x + h) - f(x - h)) / (2 * h);

it('normaliseRows is a log-softmax of each row alone, and returns the totals', () => {
  const rows = [
    [1, 2, 800],
    [-3, 0.5, 0],
  ];
  const logits = Float64Array.from(rows.flat());
  expect([...normaliseRows(logits, 3)]).toEqual(rows.map(logSumExp));
  expect([...logits]).toEqual(rows.flatMap(logSoftmax));
});

describe('logSumExp', () => {
  it('is the log of the sum where that can be taken', () => {
    expect(logSumExp([0, 0, 0])).toBeCloseTo(Math.log(3), 15);
    expect(logSumExp([Math.log(2), Math.log(5)])).toBeCloseTo(Math.log(7), 15);
    expect(logSumExp(new Float64Array([1]))).toBe(1);
  });

  it('neither overflows nor underflows', () => {
    expect(logSumExp([745, 745])).toBeCloseTo(745 + Math.log(2), 12);
    expect(logSumExp([-745, -745])).toBeCloseTo(-745 + Math.log(2), 12);
    expect(logSumExp([1e300, 0])).toBe(1e300);
  });

  it('takes infinities and nothing', () => {
    expect(logSumExp([])).toBe(-INFINITY);
    expect(logSumExp([-INFINITY, -INFINITY])).toBe(-INFINITY);
    expect(logSumExp([-INFINITY, 2])).toBe(2);
    expect(logSumExp([INFINITY, 2])).toBe(INFINITY);
  });

  it('has the softmax as its gradient, by finite differences', () => {
    fc.assert(
      fc.property(vector, (x) => {
        const weights = softmax(x);
        for (const [i, at] of x.entries()) {
          const along = (moved: number) => logSumExp(x.with(i, moved));
          expect(slope(along, at)).toBeCloseTo(weights[i], 6);
        }
      }),
    );
  });
});

describe('softmax', () => {
  it('sums to 1, does not feel a shift, and is the exponential of logSoftmax', () => {
    fc.assert(
      fc.property(vector, fc.double({ min: -700, max: 700, noNaN: true }), (x, shift) => {
        const weights = softmax(x);
        expect(weights.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 12);
        expect(logSoftmax(x).map(Math.exp)).toEqual(weights);
        const shifted = softmax(x.map((value) => value + shift));
        for (const [i, weight] of shifted.entries()) expect(weight).toBeCloseTo(weights[i], 9);
      }),
    );
  });

  it('by hand', () => {
    expect(softmax([Math.log(1), Math.log(3)]).map((w) => w.toFixed(15))).toEqual([
      (0.25).toFixed(15),
      (0.75).toFixed(15),
    ]);
    expect(softmax([745, -745])).toEqual([1, 0]);
    expect(logSoftmax([745, -745])).toEqual([0, -1490]);
  });

  it('gives no weight to what cannot be, and none at all where nothing can', () => {
    expect(softmax([0, -INFINITY])).toEqual([1, 0]);
    expect(softmax([-INFINITY, -INFINITY])).toEqual([0, 0]);
    expect(logSoftmax([-INFINITY, -INFINITY])).toEqual([-INFINITY, -INFINITY]);
    expect(softmax([])).toEqual([]);
  });
});

it('a difference of logs is -Infinity where both are', () => {
  expect(logDifference(-1, -3)).toBe(2);
  expect(logDifference(-INFINITY, -INFINITY)).toBe(-INFINITY);
  expect(logDifference(-INFINITY, 5)).toBe(-INFINITY);
  expect(logDifference(5, -INFINITY)).toBe(INFINITY);
});

describe('the logistic function', () => {
  it('is the softmax of two, and its complement is its mirror image', () => {
    fc.assert(
      fc.property(real, (x) => {
        expect(sigmoid(x)).toBeCloseTo(softmax([x, 0])[0], 14);
        expect(sigmoid(x) + sigmoid(-x)).toBeCloseTo(1, 14);
      }),
    );
    expect(sigmoid(0)).toBe(0.5);
    expect(sigmoid(Math.log(3))).toBeCloseTo(0.75, 15);
  });

  it('keeps its relative accuracy down to where exp(-x) overflows', () => {
    for (const x of [-20, -100, -700]) expect(sigmoid(x) / Math.exp(x)).toBeCloseTo(1, 8);
    expect(sigmoid(-745)).toBe(0);
    expect(sigmoid(745)).toBe(1);
    expect([sigmoid(-INFINITY), sigmoid(INFINITY)]).toEqual([0, 1]);
  });

  it('is the slope of softplus, and its mirror image that of its own logarithm, by finite differences', () => {
    fc.assert(
      fc.property(real, (x) => {
        expect(slope(softplus, x)).toBeCloseTo(sigmoid(x), 6);
        expect(slope(logSigmoid, x)).toBeCloseTo(sigmoid(-x), 6);
      }),
    );
  });

  it('has a logarithm without overflow on either side', () => {
    fc.assert(
      fc.property(real, (x) => {
        expect(logSigmoid(x)).toBeCloseTo(Math.log(sigmoid(x)), 10);
        expect(softplus(-x)).toBe(-logSigmoid(x));
      }),
    );
    expect(softplus(0)).toBe(Math.LN2);
    expect(softplus(745)).toBe(745);
    expect(softplus(-745)).toBe(Number.MIN_VALUE); // exp(-745) is the smallest number there is
    expect([softplus(-INFINITY), softplus(INFINITY)]).toEqual([0, INFINITY]);
    expect(logSigmoid(-745)).toBe(-745);
    expect([logSigmoid(-INFINITY), logSigmoid(INFINITY)]).toEqual([-INFINITY, 0]);
  });
});

describe('the clipped exponential', () => {
  it('is exp up to the clip, its tangent beyond, and smooth in between', () => {
    expect(clippedExp(1, 2)).toEqual({ value: Math.E, slope: Math.E, clipped: false });
    const beyond = clippedExp(5, 2);
    expect(beyond.value).toBeCloseTo(Math.exp(2) * 4, 12);
    expect(beyond).toMatchObject({ slope: Math.exp(2), clipped: true });
    expect(clippedExp(2 + 1e-9, 2).value).toBeCloseTo(clippedExp(2, 2).value, 7);
  });

  it('has the slope it states, by finite differences', () => {
    fc.assert(
      fc.property(fc.double({ min: -5, max: 5, noNaN: true }), (x) => {
        expect(slope((at) => clippedExp(at, 1).value, x)).toBeCloseTo(clippedExp(x, 1).slope, 4);
      }),
    );
  });

  it('stays finite where exp does not', () => {
    expect(clippedExp(745, 20)).toEqual({ value: Math.exp(20) * 726, slope: Math.exp(20), clipped: true });
    expect(clippedExp(-INFINITY, 20)).toEqual({ value: 0, slope: 0, clipped: false });
  });
});
