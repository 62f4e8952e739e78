import { expect, it } from 'vitest';
import {
  declareArrays,
  FORWARD_ARRAYS,
  KEY_ARRAYS,
  QUERY_ARRAYS,
  threadsOf,
  tileOf,
} from './attention_tile.ts';

const kinds = { forward: FORWARD_ARRAYS, queries: QUERY_ARRAYS, keys: KEY_ARRAYS };

/** Threads, rows that stay and rows that pass. */
const sizesOf = (headWidth: number, workgroupBytes: number) =>
  Object.values(kinds).map((arrays) => {
    const tile = tileOf(arrays, { headWidth }, workgroupBytes);
    return tile && [threadsOf(tile), tile.rows, tile.passing];
  });

it('takes larger tiles where a workgroup has more memory, and none for heads that are too wide', () => {
  expect(sizesOf(64, 16_384)).toEqual([[64, 32, 8], [64, 16, 8], [64, 16, 8]]); // biome-ignore format: a list
  expect(sizesOf(64, 32_768)).toEqual([[128, 64, 16], [128, 32, 16], [128, 32, 16]]); // biome-ignore format: a list
  expect(sizesOf(64, 49_152)).toEqual([[128, 64, 32], [128, 32, 32], [128, 32, 32]]); // biome-ignore format: a list
  expect(sizesOf(32, 32_768)).toEqual([[64, 32, 32], [64, 32, 32], [64, 32, 32]]); // biome-ignore format: a list
  expect(sizesOf(256, 16_384)).toEqual([undefined, undefined, undefined]);
});

it.each([1, 4, 39, 64, 76, 128])(
  'declares arrays that fit and that whole turns of quads stay inside: width %i',
  (headWidth) => {
    for (const workgroupBytes of [16_384, 32_768, 49_152])
      for (const arrays of Object.values(kinds)) {
        const tile = tileOf(arrays, { headWidth }, workgroupBytes);
        if (!tile) continue;
        const declared = [...declareArrays(arrays, tile).matchAll(/(\w+): array<vec(\d)f, (\d+)>/g)];
        const bytes = declared.reduce(
          (sum, [, , numbers, length]) => sum + 4 * Number(numbers) * Number(length),
          0,
        );
        expect(bytes).toBeLessThanOrEqual(workgroupBytes);
        const lastQuad =
          (tile.passing - 1) * tile.pitch + Math.ceil(tile.quads / tile.across) * tile.across - 1;
        for (const name of arrays.passing)
          expect(Number(declared.find(([, found]) => found === name)![3])).toBeGreaterThan(lastQuad);
      }
  },
);
