import { describe, expect, it } from 'vitest';
import { circle, matchesOf, winShares } from './matches.ts';

const answer = (prompt: string, response: string) => ({ prompt, response, meta: {}, ended: true, tokens: 1 });

describe('a circle', () => {
  it.each([
    [8, 2, 16],
    [8, 4, 28],
    [8, 99, 28],
    [7, 3, 21],
    [7, 1, 7],
    [2, 1, 1],
    [3, 1, 3],
    [1, 5, 0],
  ])('of %i with %i neighbours has %i pairs, nobody twice, all equally often', (n, neighbours, count) => {
    const pairs = circle(n, neighbours);
    expect(pairs).toHaveLength(count);
    expect(new Set(pairs.map((pair) => [...pair].sort().join())).size).toBe(count);
    const met = Array.from({ length: n }, (_, i) => pairs.filter((pair) => pair.includes(i)).length);
    expect(new Set(met).size).toBe(1);
    for (const [i, j] of pairs) expect(i).not.toBe(j);
  });
});

it('matches stay within a prompt’s group, and references join it', () => {
  const responses = [answer('p', 'a'), answer('p', 'b'), answer('q', 'c')];
  const plan = { neighbours: 9, references: (prompt: string) => (prompt === 'q' ? ['r'] : []) };
  expect(matchesOf(responses, plan)).toEqual([
    { prompt: 'p', first: 'a', second: 'b', response: 0, other: 1 },
    { prompt: 'q', first: 'c', second: 'r', response: 2 },
  ]);
});

describe('a share of wins', () => {
  const responses = ['a', 'b', 'c'].map((text) => answer('p', text));
  const matches = matchesOf(responses, { neighbours: 1 });

  it('by hand: a beats b, b ties with c, c loses to a', () => {
    // Pairs: (a, b), (b, c), (c, a).
    expect(winShares(3, matches, ['A', 'tie', 'B'])).toEqual([1, 0.25, 0.25]);
  });

  it('of all against all is the rank, and its mean is a half', () => {
    const eight = Array.from({ length: 8 }, (_, i) => answer('p', String(i)));
    const all = matchesOf(eight, { neighbours: 8 });
    const shares = winShares(
      8,
      all,
      all.map(({ first, second }) => (first > second ? 'A' : 'B')),
    );
    expect(shares).toEqual(Array.from({ length: 8 }, (_, i) => i / 7));
  });

  it('counts what has a verdict alone', () => {
    expect(winShares(3, matches, ['A', undefined, undefined])).toEqual([1, 0, Number.NaN]);
  });

  it('a reference wins and loses nothing', () => {
    const against = matchesOf([answer('p', 'a')], { neighbours: 1, references: () => ['x', 'y'] });
    expect(winShares(1, against, ['A', 'tie'])).toEqual([0.75]);
  });
});
