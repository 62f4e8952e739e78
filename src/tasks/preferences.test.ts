import { describe, expect, it } from 'vitest';
import { mean, squaredDeviations } from '../math/statistics.ts';
import { Stream } from '../random/stream.ts';
import { allowedAt } from '../tokenizer/allowed_tokens.ts';
import { tasks } from './index.ts';
import { generatePreferences } from './preferences.ts';
import { alternativeSymbol, corpusLogProb, lawLogProb, SYMBOLS } from './strings/rule.ts';
import { TASK_NAMES } from './task.ts';

const deviation = (values: readonly number[]) => Math.sqrt(squaredDeviations(values) / values.length);

describe.each(TASK_NAMES)('preferences of %s', (name) => {
  const task = tasks[name];

  it('take few draws: the second response is rarely the first', () => {
    let draws = 0;
    const counting: typeof task = {
      ...task,
      alternative(prompt, stream) {
        draws++;
        return task.alternative(prompt, stream);
      },
    };
    generatePreferences({ task: counting, count: 4000, noise: 0.5, seed: 1 });
    expect(draws / 4000).toBeGreaterThanOrEqual(2);
    expect(draws / 4000).toBeLessThan(3);
  });

  it('are on training prompts, two different responses that fit', () => {
    const preferences = generatePreferences({ task, count: 4000, noise: 0.5, seed: 1 });
    expect(preferences).toHaveLength(4000);
    const pool = new Set(task.prompts('train').map(({ id }) => id));
    const hasEnd = task.allowedTokens.flat().includes(task.tokenizer.eos);
    const fits = (tokens: readonly number[]) =>
      tokens.length <= task.maxCompletionTokens &&
      (hasEnd ? tokens.indexOf(task.tokenizer.eos) === tokens.length - 1 : tokens.length > 1) &&
      tokens.every((token, t) => allowedAt(task.allowedTokens, t).includes(token));
    const odd = preferences.filter(
      ({ prompt, chosen, rejected }) =>
        !(pool.has(prompt.id) && fits(chosen) && fits(rejected)) || chosen.join() === rejected.join(),
    );
    expect(odd).toEqual([]);
  });

  it('are the same for the same seed, others for another', () => {
    const of = (seed: number) => generatePreferences({ task, count: 20, noise: 1, seed });
    expect(of(3)).toEqual(of(3));
    expect(of(3)).not.toEqual(of(4));
  });

  it('without noise prefer the better response', () => {
    const preferences = generatePreferences({ task, count: 1000, noise: 0, seed: 2 });
    const gaps = preferences.map(
      ({ prompt, chosen, rejected }) => task.reward(prompt, chosen) - task.reward(prompt, rejected),
    );
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(0);
    expect(gaps.filter((gap) => gap === 0).length).toBeLessThan(20);
  });

  it('are labelled by Bradley-Terry: the better wins as often as the sigmoid says', () => {
    const noise = 0.7;
    const preferences = generatePreferences({ task, count: 6000, noise, seed: 5 });
    const bins = new Map<number, { wins: number; expected: number; variance: number }>();
    for (const { prompt, chosen, rejected } of preferences) {
      const gap = task.reward(prompt, chosen) - task.reward(prompt, rejected);
      if (gap === 0) continue;
      const p = 1 / (1 + Math.exp(-Math.abs(gap) / noise));
      const key = Math.min(3, Math.floor(Math.abs(gap)));
      const bin = bins.get(key) ?? { wins: 0, expected: 0, variance: 0 };
      bins.set(key, {
        wins: bin.wins + (gap > 0 ? 1 : 0),
        expected: bin.expected + p,
        variance: bin.variance + p * (1 - p),
      });
    }
    expect(bins.size).toBeGreaterThan(1);
    for (const { wins, expected, variance } of bins.values())
      expect(Math.abs(wins - expected)).toBeLessThan(4 * Math.sqrt(variance) + 1e-9);
  });

  it('have something to learn within a prompt', () => {
    const all = generatePreferences({ task, count: 1500, noise: 1, seed: 6 }).map(
      ({ prompt, chosen, rejected }) => [chosen, rejected].map((tokens) => task.reward(prompt, tokens)),
    );
    // Of two responses to one prompt the deviation is |a - b| / sqrt 2 in root mean square.
    const within = Math.sqrt(mean(all.map(([a, b]) => (a - b) ** 2 / 2)));
    expect(within).toBeGreaterThan(0.5 * deviation(all.flat()));
  });
});

it('the strings of the data are another law than the corpus, with full support', () => {
  let variation = 0;
  let mass = 0;
  for (let code = 0; code < SYMBOLS.length ** 4; code++) {
    const symbols = [512, 64, 8, 1].map((place) => Math.floor(code / place) % 8);
    const own = Math.exp(lawLogProb(alternativeSymbol, symbols));
    expect(own).toBeGreaterThan(0);
    mass += own;
    variation += Math.abs(own - Math.exp(corpusLogProb(symbols))) / 2;
  }
  expect(mass).toBeCloseTo(1, 12);
  expect(variation).toBeGreaterThan(0.4);
});

it('the strings of the data are drawn from that law: chi-square of the first two symbols, 99.9 % quantile', () => {
  const stream = Stream.fromSeed(7);
  const [prompt] = tasks.strings.prompts('train');
  const counts = new Array<number>(64).fill(0);
  const draws = 20_000;
  for (let i = 0; i < draws; i++) {
    const [first, second] = tasks.strings.alternative(prompt, stream).map((token) => token - 3);
    counts[first * 8 + second]++;
  }
  const statistic = counts.reduce((sum, count, code) => {
    const expected = draws * Math.exp(lawLogProb(alternativeSymbol, [Math.floor(code / 8), code % 8]));
    return sum + (count - expected) ** 2 / expected;
  }, 0);
  expect(statistic).toBeLessThan(103.4);
});

it('the summaries of the data have forms that the corpus never has, and forms in common', () => {
  const { alternative, example, prompts, tokenizer } = tasks.tldr;
  const stream = Stream.fromSeed(8);
  const asksFirst = (tokens: readonly number[]) => /^[^.?]*\? .*my /.test(tokenizer.decode(tokens));
  const share = (draw: () => readonly number[]) =>
    Array.from({ length: 2000 }, draw).filter(asksFirst).length / 2000;
  const [prompt] = prompts('train');
  expect(share(() => example(stream).completion)).toBe(0);
  const theirs = share(() => alternative(prompt, stream));
  expect(theirs).toBeGreaterThan(0.1);
  expect(theirs).toBeLessThan(0.5);
});

it('refuses what cannot be generated, with the value', () => {
  const task = tasks.strings;
  expect(() => generatePreferences({ task, count: 0, noise: 1, seed: 1 })).toThrow(
    'invalid preference count: 0',
  );
  expect(() => generatePreferences({ task, count: 1, noise: -1, seed: 1 })).toThrow(
    'invalid label noise: -1',
  );
  const monotone = { ...task, alternative: () => [3, 3, 3, 3, 2] };
  expect(() => generatePreferences({ task: monotone, count: 1, noise: 1, seed: 1 })).toThrow(
    'no second response to "Write a string of four symbols." in 50 draws',
  );
});
