import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Stream } from '../../random/stream.ts';
import { corpusLogProb, stringReward, TARGETS } from './rule.ts';
import { strings } from './strings.ts';

const outcomes = strings.outcomes!();
const [prompt] = strings.prompts('train');
const symbols = (completion: readonly number[]) => completion.slice(0, 4).map((token) => token - 3);
const prior = outcomes.map((y) => Math.exp(corpusLogProb(symbols(y))));
const rewards = outcomes.map((y) => strings.reward(prompt, y));
const expectation = (f: (i: number) => number) => prior.reduce((sum, p, i) => sum + p * f(i), 0);

describe('task strings', () => {
  it('has 4,096 distinct outcomes that hold all the mass of the corpus', () => {
    expect(new Set(outcomes.map((y) => y.join())).size).toBe(4096);
    expect(expectation(() => 1)).toBeCloseTo(1, 12);
    expect(Math.max(...prior)).toBeGreaterThan(50 / 4096);
  });

  it('has a reward of mean 0 and standard deviation 1 over the corpus', () => {
    expect(expectation((i) => rewards[i])).toBeCloseTo(0, 10);
    expect(expectation((i) => rewards[i] ** 2)).toBeCloseTo(1, 10);
  });

  it('has one mode at each target: no single change of symbol raises the reward there', () => {
    for (const { text } of TARGETS) {
      const target = [...text].map((c) => c.charCodeAt(0) - 97);
      for (let t = 0; t < 4; t++) {
        for (let s = 0; s < 8; s++) {
          if (s !== target[t]) expect(stringReward(target.with(t, s))).toBeLessThan(stringReward(target));
        }
      }
    }
  });

  it('leaves the posterior at gamma 1 clearly better than the prior and 1 to 2 nats away', () => {
    const z = expectation((i) => Math.exp(rewards[i]));
    const posterior = prior.map((p, i) => (p * Math.exp(rewards[i])) / z);
    expect(posterior.reduce((sum, q, i) => sum + q * rewards[i], 0)).toBeGreaterThan(1.5);
    const kl = posterior.reduce((sum, q, i) => sum + q * Math.log(q / prior[i]), 0);
    expect(kl).toBeGreaterThan(1);
    expect(kl).toBeLessThan(2);
  });

  it('draws examples from the corpus law', () => {
    const stream = Stream.fromSeed(1);
    const first = Array.from({ length: 4000 }, () => strings.example(stream).completion[0] - 3);
    // The first symbol is 'a' with probability 6 / 20; three standard errors.
    expect(Math.abs(first.filter((s) => s === 0).length / 4000 - 0.3)).toBeLessThan(
      3 * Math.sqrt((0.3 * 0.7) / 4000),
    );
  });

  it('rewards anything with a finite number and judges without regard to order', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(10), { maxLength: 6 }), fc.array(fc.nat(10), { maxLength: 6 }), (a, b) => {
        expect(Number.isFinite(strings.reward(prompt, a))).toBe(true);
        const mirrored = { A: 'B', B: 'A', tie: 'tie' }[strings.judge(prompt, b, a)];
        expect(strings.judge(prompt, a, b)).toBe(mirrored);
      }),
    );
  });
});
