import { describe, expect, it } from 'vitest';
import { mean } from '../../math/statistics.ts';
import { Stream } from '../../random/stream.ts';
import { FEATURES, featureVector } from '../../tasks/features.ts';
import { tasks } from '../../tasks/index.ts';
import { fitLinear } from './linear_bradley_terry.ts';
import { agreement, ahead, clicked, type FeaturePair, randomTaste } from './scripted_clicker.ts';
import { type Choice, type Click, tasteOf, withFlips } from './taste.ts';
import { inUnits } from './taste_points.ts';

const task = tasks.tldr;
const HELD_OUT = 200;

/** Pairs by other writers: what they differ in is what the starting model's differ in. */
function pairsOf(count: number, stream: Stream): FeaturePair[] {
  const prompts = task.prompts('train');
  return Array.from({ length: count }, () => {
    const prompt = stream.pick(prompts);
    const [a, b] = [0, 1].map(() => featureVector(task.features!(prompt, task.alternative(prompt, stream))));
    return { a, b };
  });
}

const alike = FEATURES.map(() => 0);
const longer: Pick<Click, 'a' | 'b'> = { a: FEATURES.map((name) => (name === 'length' ? 15 : 0)), b: alike };
const times = (count: number, choice: Choice): Click[] => Array(count).fill({ ...longer, choice });

describe('a taste', () => {
  it('is learned by clicks of a known taste with 10 % noise, the better the more there are', () => {
    const agreements = [10, 20, 30].map((count) => {
      const bySeed = Array.from({ length: 20 }, (_, seed) => {
        const stream = Stream.fromSeed(seed).split('taste');
        const taste = randomTaste(stream);
        const pairs = pairsOf(count + HELD_OUT, stream);
        const clicks = pairs.slice(0, count).map((pair) => clicked(taste, pair, 0.1, stream));
        return agreement(taste, tasteOf(clicks).weights, pairs.slice(-HELD_OUT));
      });
      return mean(bySeed);
    });
    // Measured: 0.81, 0.87, 0.89.
    expect(agreements[0]).toBeGreaterThan(0.74);
    expect(agreements[1]).toBeGreaterThan(agreements[0]);
    expect(agreements[2]).toBeGreaterThan(0.84);
  });

  it('leaves each click out once: the same share as fits from nothing without it', () => {
    const stream = Stream.fromSeed(3);
    const clicks = pairsOf(15, stream).map((pair) =>
      clicked(randomTaste(Stream.fromSeed(4)), pair, 0.3, stream),
    );
    const decided = clicks.filter(({ choice }) => choice !== 'tie');
    const right = decided.map((one) => {
      const others = clicks.filter((other) => other !== one);
      const comparisons = others.map(({ a, b, choice }) => {
        const [ofA, ofB] = [inUnits(a), inUnits(b)];
        const outcome = choice === 'A' ? 1 : choice === 'B' ? 0 : 0.5;
        return { difference: ofA.map((value, i) => value - ofB[i]), outcome } as const;
      });
      const foretold = Math.sign(ahead(fitLinear(alike, comparisons, 0.5).weights, one));
      return (1 + foretold * (one.choice === 'A' ? 1 : -1)) / 2;
    });
    const { foretold } = tasteOf(clicks);
    expect(foretold.share).toBeCloseTo(mean(right), 12);
    expect(foretold.low).toBeLessThan(foretold.share);
    expect(foretold.high).toBeGreaterThan(foretold.share);
  });

  it('says when it cannot know', () => {
    expect(tasteOf([]).state).toBe('few');
    expect(tasteOf(times(7, 'A')).state).toBe('few');
    expect(tasteOf(times(8, 'A')).state).toBe('known');
    expect(tasteOf(times(5, 'tie'))).toMatchObject({ state: 'ties', decided: 0, ties: 5 });
    const torn = [...times(8, 'A'), ...times(8, 'B')];
    expect(tasteOf(torn)).toMatchObject({ state: 'contradictory', decided: 16 });
  });

  it('has the sign of what was chosen, and an error that falls with clicks', () => {
    const [few, many] = [tasteOf(times(8, 'B')), tasteOf(times(30, 'B'))];
    expect(few.weights[0]).toBeLessThan(0);
    expect(many.weights[0]).toBeLessThan(few.weights[0]);
    expect(few.weights.slice(1).every((weight) => weight === 0)).toBe(true);
  });

  it('flips one click of five, and never another one when more come', () => {
    const clicks = times(23, 'A');
    const flipped = withFlips(clicks);
    expect(flipped.slice(0, 20).filter(({ choice }) => choice === 'B')).toHaveLength(4);
    expect(withFlips(clicks.slice(0, 12))).toEqual(flipped.slice(0, 12));
    expect(withFlips(times(5, 'tie'))).toEqual(times(5, 'tie'));
  });
});
