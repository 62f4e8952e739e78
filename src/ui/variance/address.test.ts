import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ESTIMATORS } from '../../gaussian/estimators.ts';
import { defaultView, readVarianceHash, writeVarianceHash } from './address.ts';

const mean = fc.double({ min: -3, max: 3, noNaN: true }).map((value) => Number(value.toFixed(6)) + 0);

describe('address of the Gaussian page', () => {
  it('leaves the defaults out', () => {
    expect(writeVarianceHash(defaultView)).toBe('#variance');
    expect(readVarianceHash('#variance')).toEqual({ view: defaultView, problems: [] });
  });

  it('round-trips every view', () => {
    const view = fc
      .record({
        samples: fc.integer({ min: 2, max: 256 }),
        repeats: fc.integer({ min: 10, max: 1_000_000 }),
        policyMean: mean,
        seed: fc.integer({ min: 0, max: 4_294_967_295 }),
        from: mean,
        to: mean,
        theta: mean,
        estimator: fc.constantFrom(...ESTIMATORS),
        own: fc.boolean(),
      })
      .filter(({ from, to }) => from < to)
      .map(({ theta, estimator, own, ...settings }) => ({ settings, theta, estimator, own }));
    fc.assert(
      fc.property(view, (written) => {
        expect(readVarianceHash(writeVarianceHash(written))).toEqual({ view: written, problems: [] });
      }),
    );
  });

  it('shows an own rule where its estimator is chosen', () => {
    expect(readVarianceHash('#variance?estimator=own').view).toEqual({
      ...defaultView,
      estimator: 'own',
      own: true,
    });
    expect(readVarianceHash('#variance?own=2').problems).toEqual(['invalid own: 2 (expected 1)']);
  });

  it('refuses what it cannot use, names it, and never throws', () => {
    const { view, problems } = readVarianceHash(
      '#variance?samples=1e999&seed=NaN&theta=&estimator=dpo&foo=1&from=2&to=1',
    );
    expect(view).toEqual(defaultView);
    expect(problems).toHaveLength(6);
    expect(problems[0]).toBe('invalid samples: 1e999 (expected an integer in 2..256)');
    expect(readVarianceHash('#variance?estimator=gdc++').view.estimator).toBe('gdc++');
    fc.assert(
      fc.property(fc.string(), (text) => {
        const { settings } = readVarianceHash(`#variance?${text}`).view;
        expect(Object.values(settings).every(Number.isFinite)).toBe(true);
      }),
    );
  });
});
