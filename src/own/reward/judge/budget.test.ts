import { describe, expect, it } from 'vitest';
import { checkLimits, priceOf, RequestRate } from './budget.ts';

it('a price is that of both kinds of tokens', () => {
  expect(priceOf({ pricePerMillionInput: 3, pricePerMillionOutput: 15 }, 200_000, 10_000)).toBeCloseTo(
    0.75,
    12,
  );
});

it('limits that make no sense are refused', () => {
  const limits = {
    prices: { pricePerMillionInput: 1, pricePerMillionOutput: 1 },
    priceCap: 1,
    requestsPerMinute: 60,
  };
  expect(() => checkLimits(limits)).not.toThrow();
  expect(() => checkLimits({ ...limits, priceCap: Number.NaN })).toThrow('invalid price cap: NaN');
  expect(() => checkLimits({ ...limits, requestsPerMinute: 1 })).toThrow('expected at least 2');
  const prices = { pricePerMillionInput: -1, pricePerMillionOutput: 1 };
  expect(() => checkLimits({ ...limits, prices })).toThrow('invalid pricePerMillionInput: -1');
});

describe('requests a minute', () => {
  it('wait until enough of the last minute’s are old', () => {
    const rate = new RequestRate(10);
    expect(rate.waitMs(10, 0)).toBe(0);
    rate.count(6, 1000);
    rate.count(4, 3000);
    expect(rate.waitMs(1, 5000)).toBe(56_000);
    expect(rate.waitMs(6, 5000)).toBe(56_000);
    expect(rate.waitMs(7, 5000)).toBe(58_000);
    expect(rate.waitMs(6, 61_000)).toBe(0);
    expect(rate.waitMs(7, 61_000)).toBe(2000);
  });

  it('more than a minute’s worth at once begins when nothing else is under way', () => {
    const rate = new RequestRate(4);
    expect(rate.waitMs(6, 0)).toBe(0);
    rate.count(6, 0);
    expect(rate.waitMs(2, 10)).toBe(59_990);
  });
});
