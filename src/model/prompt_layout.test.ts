import { expect, it } from 'vitest';
import { tokenBatch } from './batch.ts';
import { plainLayout, promptLayout } from './prompt_layout.ts';

const [PAD, EOS] = [0, 1];
/** Which keys a query sees. */
const seen = (mask: Float32Array, keys: number, query: number) =>
  [...mask.subarray(query * keys, (query + 1) * keys)].flatMap((m, k) => (m === 0 ? [k] : []));

it('lays a shared prompt out once, without its last token', () => {
  const batch = tokenBatch(
    [
      { prompt: [5, 6, 7], completion: [8, EOS] },
      { prompt: [5, 6, 7], completion: [EOS] },
      { prompt: [9], completion: [8, EOS] },
      { prompt: [5, 6, 7], completion: [EOS] }, // not a neighbour of the first two
    ],
    6,
    2,
    PAD,
  );
  const layout = promptLayout(batch);
  const { groups, prefixLength, rows, window, tokens, positions, groupOf, mask } = layout;
  expect({ groups, prefixLength, rows, window }).toEqual({ groups: 3, prefixLength: 2, rows: 4, window: 2 });
  expect([...groupOf]).toEqual([0, 0, 1, 2]);
  const row = (first: number, values: Int32Array) => [...values.subarray(first, first + 2)];
  // The prefixes of three groups; the second has none of its own.
  expect(row(0, tokens)).toEqual([5, 6]);
  expect(row(4, tokens)).toEqual([5, 6]);
  // The rows begin with the last token of the prompt, at its position.
  expect([row(6, tokens), row(6, positions)]).toEqual([
    [7, 8],
    [2, 3],
  ]);
  expect([row(10, tokens), row(10, positions)]).toEqual([
    [9, 8],
    [0, 1],
  ]);
  expect([0, 1].map((w) => seen(mask, 4, w))).toEqual([
    [0, 1, 2],
    [0, 1, 2, 3],
  ]);
  expect([4, 5].map((query) => seen(mask, 4, query))).toEqual([[2], [2, 3]]);
});

it('has no prefixes where prompts have one token, and one mask for all rows', () => {
  const rows = [
    { prompt: [2], completion: [3, EOS] },
    { prompt: [2], completion: [EOS] },
  ];
  const layout = promptLayout(tokenBatch(rows, 4, 3, PAD));
  expect(layout.prefixLength).toBe(0);
  expect(layout.tokens).toHaveLength(6);
  expect(layout.mask).toEqual(plainLayout(new Int32Array(6), 2, 3).mask);
  expect([0, 1, 2].map((t) => seen(layout.mask, 3, t))).toEqual([[0], [0, 1], [0, 1, 2]]);
});
