import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pairLikelihood, preferenceProbability } from './bradley_terry.ts';

const rewards = fc.array(
  fc.tuple(fc.double({ min: -4, max: 4, noNaN: true }), fc.double({ min: -4, max: 4, noNaN: true })),
  {
    minLength: 1,
    maxLength: 6,
  },
);
const gammas = fc.double({ min: 0.05, max: 5, noNaN: true });

describe('the likelihood of preferences (eq. 18)', () => {
  it('has the gradient of its own loss, by central differences', () => {
    fc.assert(
      fc.property(rewards, gammas, (pairs, gamma) => {
        const [chosen, rejected] = [pairs.map(([w]) => w), pairs.map(([, l]) => l)];
        const { chosen: up, rejected: down } = pairLikelihood(chosen, rejected, gamma);
        const loss = (w: number[], l: number[]) => pairLikelihood(w, l, gamma).loss;
        const moved = (values: number[], i: number, by: number) =>
          values.map((v, k) => (k === i ? v + by : v));
        pairs.forEach((_, i) => {
          const [h, tolerance] = [1e-5, 1e-6 / gamma];
          const ofChosen =
            (loss(moved(chosen, i, h), rejected) - loss(moved(chosen, i, -h), rejected)) / (2 * h);
          const ofRejected =
            (loss(chosen, moved(rejected, i, h)) - loss(chosen, moved(rejected, i, -h))) / (2 * h);
          expect(Math.abs(up[i] + ofChosen)).toBeLessThan(tolerance);
          expect(Math.abs(down[i] + ofRejected)).toBeLessThan(tolerance);
        });
      }),
    );
  });

  it('is log 2 where the model knows nothing, and by hand for one pair', () => {
    expect(pairLikelihood([1, 2], [1, 2], 0.3)).toMatchObject({ loss: Math.log(2), accuracy: 0.5 });
    const { loss, chosen, accuracy } = pairLikelihood([3], [1], 2);
    expect(loss).toBeCloseTo(-Math.log(1 / (1 + Math.exp(-1))), 12);
    expect(chosen[0]).toBeCloseTo(1 / (1 + Math.exp(1)) / 2, 12);
    expect(accuracy).toBe(1);
  });

  it('states odds that are the ratio of goodness (eqs. 17, 19)', () => {
    fc.assert(
      fc.property(
        fc.double({ min: -3, max: 3, noNaN: true }),
        fc.double({ min: -3, max: 3, noNaN: true }),
        gammas,
        (a, b, gamma) => {
          fc.pre(Math.abs(a - b) / gamma < 20);
          const p = preferenceProbability(a, b, gamma);
          expect(Math.log(p / (1 - p))).toBeCloseTo((a - b) / gamma, 6);
        },
      ),
    );
  });

  it('stays finite at any margin', () => {
    const { loss, chosen } = pairLikelihood([1e6, -1e6], [-1e6, 1e6], 0.01);
    expect([loss, ...chosen].every(Number.isFinite)).toBe(true);
  });

  it('says what it cannot use', () => {
    expect(() => pairLikelihood([1], [0], 0)).toThrow('invalid gamma: 0 (expected above 0)');
    expect(() => pairLikelihood([], [], 1)).toThrow('invalid pairs: 0 chosen, 0 rejected');
  });
});
