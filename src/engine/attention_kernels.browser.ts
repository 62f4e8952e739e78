// Attention of whole rows and of one token against loops in double precision.
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { type Segment, segmentSpans } from '../model/packing.ts';
import { attentionKernels } from './attention_kernels.ts';
import { foldedGroups } from './gpu.ts';
import { Draw, dispatch, expectClose, groupedRows } from './kernel_checks.ts';
import { mergeDecodeAttention, splitDecodeAttention } from './kernels/decode_attention_split.ts';
import { decodeAttention } from './kernels/decoding.ts';
import { devices, expectNoGpuErrors } from './test_device.ts';
import { ITEMS } from './wgsl.ts';

afterEach(expectNoGpuErrors);

const RUNS = { numRuns: 5 };

const range = (size: number, from: number) => Array.from({ length: size }, (_, i) => from + i);

/** Attention of packed rows, with everything its gradients need. */
function slowAttention(
  qkv: ArrayLike<number>,
  segments: readonly Segment[],
  heads: number,
  headWidth: number,
) {
  const width = heads * headWidth;
  const tokens = segments.at(-1)!.end;
  const keysOf = (n: number) => {
    const { prefixStart, prefixEnd, start } = segments.find(({ end }) => end > n)!;
    return [...range(prefixEnd - prefixStart, prefixStart), ...range(n + 1 - start, start)];
  };
  const at = (n: number, part: number, head: number, e: number) =>
    qkv[n * 3 * width + part * width + head * headWidth + e];
  const dot = (n: number, m: number, head: number) => {
    let sum = 0;
    for (let e = 0; e < headWidth; e++) sum += at(n, 0, head, e) * at(m, 1, head, e);
    return sum / Math.sqrt(headWidth);
  };
  const mixed = new Float64Array(tokens * width);
  const logSum = new Float64Array(tokens * heads);
  const weights = (n: number, head: number) => {
    const scores = keysOf(n).map((m) => dot(n, m, head));
    const max = Math.max(...scores);
    const total = scores.reduce((sum, s) => sum + Math.exp(s - max), 0);
    return { p: scores.map((s) => Math.exp(s - max) / total), lse: max + Math.log(total) };
  };
  for (let n = 0; n < tokens; n++) {
    for (let head = 0; head < heads; head++) {
      const { p, lse } = weights(n, head);
      logSum[n * heads + head] = lse;
      for (let e = 0; e < headWidth; e++)
        mixed[n * width + head * headWidth + e] = keysOf(n).reduce(
          (sum, m, i) => sum + p[i] * at(m, 2, head, e),
          0,
        );
    }
  }
  return { mixed, logSum };
}

describe.each(devices)('$name', ({ gpu }) => {
  it.each([
    [2, 5],
    [3, 4],
    [1, 16],
    [2, 64],
  ])(
    'attention of %i heads of width %i over packed rows; its gradient by central differences',
    async (heads, headWidth) => {
      await fc.assert(
        fc.asyncProperty(fc.nat(1e6), fc.integer({ min: 1, max: 90 }), async (seed, tokens) => {
          const draw = new Draw(seed);
          const width = heads * headWidth;
          const segments = groupedRows(draw.lengths(tokens));
          const spans = segmentSpans({
            tokens: new Uint32Array(tokens),
            positions: new Uint32Array(tokens),
            segments,
          });
          const qkv = draw.floats(tokens * 3 * width);
          const values = { width, heads };
          const counts = { tokens };
          const kernels = attentionKernels(headWidth, gpu.tuning);
          const slow = slowAttention(qkv, segments, heads, headWidth);
          const common = { values, counts };
          const [mixed, logSum] = await dispatch(gpu, kernels.kept, {
            ...common,
            groups: kernels.forwardGroups(tokens, heads),
            buffers: { qkv, spans, mixed: tokens * width, logSum: tokens * heads },
            read: ['mixed', 'logSum'],
          });
          expectClose(mixed, slow.mixed, 'mixed');
          expectClose(logSum, slow.logSum, 'log-sum');
          const [only] = await dispatch(gpu, kernels.only, {
            ...common,
            groups: kernels.forwardGroups(tokens, heads),
            buffers: { qkv, spans, mixed: tokens * width },
            read: ['mixed'],
          });
          expect(only).toEqual(mixed);

          const dMixed = draw.floats(tokens * width);
          const sums = { logSum: Float32Array.from(logSum), mixed: Float32Array.from(mixed) };
          const [ofQueries, correction] = await dispatch(gpu, kernels.queries, {
            ...common,
            groups: kernels.queryGroups(tokens, heads),
            buffers: { qkv, spans, ...sums, dMixed, dqkv: qkv.length, correction: tokens * heads },
            read: ['dqkv', 'correction'],
          });
          const [dqkv] = await dispatch(gpu, kernels.keys, {
            ...common,
            groups: kernels.keyGroups(tokens, heads),
            buffers: {
              qkv,
              spans,
              logSum: sums.logSum,
              correction: Float32Array.from(correction),
              dMixed,
              dqkv: Float32Array.from(ofQueries),
            },
            read: ['dqkv'],
          });
          const objective = (moved: Float64Array) =>
            slowAttention(moved, segments, heads, headWidth).mixed.reduce(
              (sum, o, i) => sum + o * dMixed[i],
              0,
            );
          const places = draw.integers(12, qkv.length);
          const differences = Array.from(places, (place) => {
            const at = (by: number) =>
              objective(Float64Array.from(qkv, (v, i) => (i === place ? v + by : v)));
            return (at(1e-5) - at(-1e-5)) / 2e-5;
          });
          expectClose(
            Array.from(places, (place) => dqkv[place]),
            differences,
            'dqkv',
          );
        }),
        RUNS,
      );
    },
  );

  it.each([6, 40, 70])(
    'attention of one token of width %i over its prompt and what was drawn',
    async (headWidth) => {
      const heads = 2;
      await fc.assert(
        fc.asyncProperty(fc.nat(1e6), fc.integer({ min: 1, max: 12 }), async (seed, rows) => {
          const draw = new Draw(seed);
          const [width, capacity, step] = [heads * headWidth, 4, 3];
          const lengths = [3, 1, 90];
          const starts = [0, 3, 4];
          const promptKeys = draw.floats(94 * 3 * width);
          const cache = draw.floats(rows * capacity * 3 * width);
          const chosen = draw.chosen(Math.ceil(rows / 2), rows);
          const prompt = draw.integers(rows, 3);
          const rowInfo = Uint32Array.from(Array.from(prompt).flatMap((p) => [0, p, starts[p], lengths[p]]));
          const living = Uint32Array.of(chosen.length, step, ...chosen);
          const given = { living, rowInfo, promptKeys, cache };
          const values = { width, heads, capacity };
          const [mixed] = await dispatch(gpu, decodeAttention(headWidth), {
            buffers: { ...given, mixed: rows * width },
            values,
            groups: foldedGroups(rows * heads, ITEMS),
            read: ['mixed'],
          });
          const [byLanes] = await dispatch(gpu, splitDecodeAttention(headWidth, 1, gpu.tuning), {
            buffers: { ...given, mixed: rows * width },
            values,
            groups: [rows * heads, 1],
            read: ['mixed'],
          });
          // More parts than some rows have keys.
          const parts = 5;
          const [sums] = await dispatch(gpu, splitDecodeAttention(headWidth, parts, gpu.tuning), {
            buffers: { ...given, sums: rows * parts * (width + 2 * heads) },
            values,
            groups: [rows * heads * parts, 1],
            read: ['sums'],
          });
          const [merged] = await dispatch(gpu, mergeDecodeAttention(headWidth, parts), {
            buffers: { living, sums: Float32Array.from(sums), mixed: rows * width },
            values,
            groups: foldedGroups(rows * width, ITEMS),
            read: ['mixed'],
          });
          const expected = new Float64Array(rows * width);
          for (const row of chosen) {
            const p = prompt[row];
            const drawn = cache.subarray(row * capacity * 3 * width, (row * capacity + step) * 3 * width);
            const sequence = [
              ...promptKeys.subarray(starts[p] * 3 * width, (starts[p] + lengths[p]) * 3 * width),
              ...drawn,
            ];
            const { mixed: all } = slowAttention(
              sequence,
              groupedRows([lengths[p] + step]),
              heads,
              headWidth,
            );
            expected.set(all.subarray(all.length - width), row * width);
          }
          expectClose(mixed, expected);
          expectClose(byLanes, expected, 'by lanes');
          expectClose(merged, expected, 'merged');
        }),
        RUNS,
      );
    },
  );
});
