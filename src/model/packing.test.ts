import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { tokenBatch } from './batch.ts';
import { allowedBits, embeddingOwners, NO_SLOT, packBatch, segmentSpans } from './packing.ts';

const row = fc.record({
  prompt: fc.array(fc.nat(9), { minLength: 1, maxLength: 4 }),
  completion: fc.array(fc.nat(9), { minLength: 1, maxLength: 5 }),
});
const config = { vocabSize: 10, contextLength: 9, width: 3, layers: 1, heads: 1 };

describe('packing', () => {
  it('keeps exactly the tokens that predict something, with their rows, positions and slots', () => {
    fc.assert(
      fc.property(fc.array(row, { minLength: 1, maxLength: 6 }), (rows) => {
        const batch = tokenBatch(rows, 9, 5, 0);
        const packed = packBatch(batch);
        // A row of n tokens has n - 1 inputs; the last token is only predicted.
        const inputs = rows.map(({ prompt, completion }) => [...prompt, ...completion].slice(0, -1));
        expect([...packed.tokens]).toEqual(inputs.flat());
        expect([...packed.positions]).toEqual(inputs.flatMap((tokens) => tokens.map((_, t) => t)));
        expect(packed.counts.slots).toBe(rows.reduce((sum, { completion }) => sum + completion.length, 0));
        packed.targets.forEach((target, s) => {
          const token = packed.slotToken[s];
          expect(packed.slotOf[token]).toBe(s);
          expect(batch.tokens[packed.place[s]]).toBe(target);
          expect(packed.place[s] % batch.length).toBe(packed.slotPositions[s]);
          expect(packed.positions[token] + 1).toBe(packed.slotPositions[s]);
        });
        const unscored = [...packed.slotOf].filter((slot) => slot === NO_SLOT).length;
        expect(unscored).toBe(packed.counts.tokens - packed.counts.slots);
        expect(new Set(packed.windowPlace).size).toBe(packed.counts.slots);
      }),
    );
  });

  it('packs a shared prompt once, and every row still sees exactly its own tokens', () => {
    const grouped = fc.array(
      fc.record({
        prompt: fc.array(fc.nat(9), { minLength: 1, maxLength: 4 }),
        completions: fc.array(fc.array(fc.nat(9), { minLength: 1, maxLength: 5 }), {
          minLength: 1,
          maxLength: 4,
        }),
      }),
      { minLength: 1, maxLength: 4 },
    );
    fc.assert(
      fc.property(grouped, (groups) => {
        const rows = groups.flatMap(({ prompt, completions }) =>
          completions.map((completion) => ({ prompt, completion })),
        );
        const batch = tokenBatch(rows, 9, 5, 0);
        const packed = packBatch(batch, true);
        const alone = packBatch(batch);
        for (const name of ['targets', 'slotPositions', 'place', 'windowPlace'] as const)
          expect(packed[name]).toEqual(alone[name]);
        const spans = segmentSpans(packed);
        const [prefixStart, prefixEnd, rowStart, rowEnd] = [0, 1, 2, 3].map((c) =>
          spans.filter((_, i) => i % 4 === c),
        );
        const seen = (n: number, values: Uint32Array) => [
          ...values.subarray(prefixStart[n], prefixEnd[n]),
          ...values.subarray(rowStart[n], n + 1),
        ];
        packed.slotToken.forEach((token, s) => {
          const row = rows[Math.floor(packed.place[s] / batch.length)];
          const before = [...row.prompt, ...row.completion].slice(0, packed.slotPositions[s]);
          expect(seen(token, packed.tokens)).toEqual(before);
          expect(seen(token, packed.positions)).toEqual(before.map((_, t) => t));
          expect(packed.slotOf[token]).toBe(s);
        });
        // A key is seen by no token beyond its bound.
        packed.tokens.forEach((_, n) => {
          for (let k = prefixStart[n]; k < prefixEnd[n]; k++) expect(rowEnd[k]).toBeGreaterThan(n);
          for (let k = rowStart[n]; k <= n; k++) expect(rowEnd[k]).toBeGreaterThan(n);
        });
        const last = packed.segments[packed.segments.length - 1];
        expect(last.end).toBe(packed.counts.tokens);
      }),
    );
    const shared = { prompt: [1, 2, 3, 4], completion: [5, 6] };
    expect(packBatch(tokenBatch([shared, shared, shared], 6, 2, 0), true).counts.tokens).toBe(3 + 3 * 2);
  });

  it('gives each row of the embeddings the tokens that read it, each token twice in all', () => {
    fc.assert(
      fc.property(fc.array(row, { minLength: 1, maxLength: 6 }), (rows) => {
        const packed = packBatch(tokenBatch(rows, 9, 5, 0));
        const { owners, starts, members } = embeddingOwners(packed, config, 30);
        expect(starts[owners.length]).toBe(2 * packed.counts.tokens);
        owners.forEach((owner, u) => {
          const readers = members.subarray(starts[u], starts[u + 1]);
          expect(readers.length).toBeGreaterThan(0);
          for (const n of readers)
            expect(owner).toBe(owner < 30 ? packed.tokens[n] * 3 : 30 + packed.positions[n] * 3);
        });
        expect(new Set(owners).size).toBe(owners.length);
      }),
    );
  });

  it('leaves out a row in which nothing is scored', () => {
    const batch = tokenBatch(
      [
        { prompt: [1, 2], completion: [] },
        { prompt: [3], completion: [4] },
      ],
      5,
      2,
      0,
    );
    expect(packBatch(batch)).toMatchObject({ counts: { tokens: 1, slots: 1 } });
  });

  it('writes the allowed tokens as bits, all of them where nothing is said', () => {
    const { bits, words } = allowedBits({ ...config, vocabSize: 40, allowed: [null, [0, 33], [7]] });
    expect(words).toBe(2);
    const allows = (position: number, token: number) =>
      ((bits[position * words + (token >>> 5)] >>> (token & 31)) & 1) === 1;
    expect(Array.from({ length: 40 }, (_, v) => v).filter((v) => allows(1, v))).toEqual([0, 33]);
    expect(Array.from({ length: 40 }, (_, v) => v).filter((v) => allows(2, v))).toEqual([7]);
    expect(allows(0, 39)).toBe(true);
    for (const position of [3, config.contextLength])
      expect(Array.from({ length: 40 }, (_, v) => v).filter((v) => allows(position, v))).toEqual([7]);
  });
});
