import { describe, expect, it } from 'vitest';
import type { ReviewFrame } from './grammar.ts';
import { impression, RAW_DEVIATION, RAW_MEAN, readReview, reviewReward } from './reward.ts';

/** Of a hotel (bed, service, breakfast, pool, garden), visited for its bed. */
const frame: ReviewFrame = { subject: 3, day: 0, companion: 0, aside: 0, cared: 'bed' };
const words = (text: string) => text.split(' ');
const raw = (text: string, ended = true) =>
  reviewReward(frame, words(text), ended) * RAW_DEVIATION + RAW_MEAN;

describe('reading a review', () => {
  it.each([
    ['the bed was good .', 1],
    ['the bed was very good .', 1.25],
    ['the bed was rather wonderful .', 0.8],
    ['the bed was not good .', -0.5],
    ['the bed was not terrible .', 0.8],
    ['the bed was not very bad .', 0.625],
    ['i loved the bed .', 1.6],
    ['i did not like the bed .', -0.5],
  ])('%s is worth %d', (text, valence) => {
    const { clauses, stray } = readReview(words(text));
    expect(clauses).toEqual([{ aspect: 'bed', valence: expect.closeTo(valence, 12) }]);
    expect(stray).toBe(0);
  });
});

describe('the reward of a review', () => {
  it('counts what mattered most, by hand', () => {
    expect(raw('the bed was good .')).toBeCloseTo(1, 12);
    expect(raw('the pool was good .')).toBeCloseTo(0.6, 12);
    expect(raw('the bed was good and i hated the pool .')).toBeCloseTo(1 - 0.6 * 1.6, 12);
    // Another subject's aspect costs 0.6 and pays nothing.
    expect(raw('the bed was good . the plot was wonderful .')).toBeCloseTo(1 - 0.6, 12);
    expect(raw('the plot was wonderful .')).toBeCloseTo(-0.6, 12);
    expect(raw('the bed was good .', false)).toBeCloseTo(0.6, 12);
  });

  it('orders praise, faint praise, complaint', () => {
    const ranked = [
      'i loved the bed .',
      'the bed was good .',
      'the bed was not bad .',
      'the bed was not good .',
    ];
    const worths = ranked.map((text) => raw(text));
    expect(worths).toEqual([...worths].sort((a, b) => b - a));
    expect(new Set(worths).size).toBe(4);
  });

  it('is not to be had by repetition or by kind words in a heap', () => {
    expect(raw('the bed was good . the bed was good .')).toBeLessThan(raw('the bed was good .'));
    expect(raw('the bed was good . the pool was good . the garden was good .')).toBeCloseTo(1.6, 12);
    expect(raw('good good wonderful perfect good .')).toBeCloseTo(-0.75, 12);
  });
});

describe('the judge of a review', () => {
  it('looks at form where the reward looks at worth', () => {
    const firm = words('the bed was good .');
    const hedged = words('the bed was rather wonderful .');
    expect(impression(frame, firm, true)).toBeGreaterThan(impression(frame, hedged, true));
    expect(impression(frame, words('the bed was good but the pool was good .'), true)).toBe(
      impression(frame, firm, true) - 1,
    );
  });
});
