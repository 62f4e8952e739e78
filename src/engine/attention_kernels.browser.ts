// Attention of whole rows and of one token against loops in double precision.
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { type Segment, segmentSpans } from '../model/packing.ts';
import { attentionKernels } from './attention_kernels.ts';
import { NO_WINDOW } from './attention_shape.ts';
import { foldedGroups, type Gpu } from './gpu.ts';
import { Draw, dispatch, expectClose, groupedRows } from './kernel_checks.ts';
import { mergeDecodeAttention, splitDecodeAttention } from './kernels/decode_attention_split.ts';
import { decodeAttention } from './kernels/decoding.ts';
import { devices, expectNoGpuErrors, gpuOf } from './test_device.ts';
import { ITEMS } from './wgsl.ts';

afterEach(expectNoGpuErrors);

const RUNS = { numRuns: 5 };

const range = (size: number, from: number) => Array.from({ length: size }, (_, i) => from + i);

interface Shape {
  readonly heads: number;
  /** Heads of keys. */
  readonly kvHeads: number;
  readonly headWidth: number;
  readonly scale: number;
  readonly window: number;
}

const shapeOf = (heads: number, headWidth: number, more: Partial<Shape> = {}): Shape => ({
  heads,
  kvHeads: heads,
  headWidth,
  scale: 1 / Math.sqrt(headWidth),
  window: NO_WINDOW,
  ...more,
});

const kernelShape = ({ heads, kvHeads, headWidth, window }: Shape) => ({
  headWidth,
  group: heads / kvHeads,
  windowed: window !== NO_WINDOW,
});

const valuesOf = ({ heads, headWidth, scale, window }: Shape) => ({
  width: heads * headWidth,
  heads,
  scale,
  window,
});

const packedWidth = ({ heads, kvHeads, headWidth }: Shape) => (heads + 2 * kvHeads) * headWidth;

/** Attention of packed rows, with everything its gradients need. */
function slowAttention(qkv: ArrayLike<number>, segments: readonly Segment[], shape: Shape) {
  const { heads, kvHeads, headWidth, scale, window } = shape;
  const width = heads * headWidth;
  const tokens = segments.at(-1)!.end;
  const keysOf = (n: number) => {
    const { prefixStart, prefixEnd, start } = segments.find(({ end }) => end > n)!;
    const all = [...range(prefixEnd - prefixStart, prefixStart), ...range(n + 1 - start, start)];
    return all.slice(-window);
  };
  const firsts = [0, heads, heads + kvHeads];
  const at = (n: number, part: number, head: number, e: number) => {
    const own = part === 0 ? head : Math.floor((head * kvHeads) / heads);
    return qkv[n * packedWidth(shape) + (firsts[part] + own) * headWidth + e];
  };
  const dot = (n: number, m: number, head: number) => {
    let sum = 0;
    for (let e = 0; e < headWidth; e++) sum += at(n, 0, head, e) * at(m, 1, head, e);
    return sum * scale;
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
      const keys = keysOf(n);
      const { p, lse } = weights(n, head);
      logSum[n * heads + head] = lse;
      for (let e = 0; e < headWidth; e++)
        mixed[n * width + head * headWidth + e] = keys.reduce(
          (sum, m, i) => sum + p[i] * at(m, 2, head, e),
          0,
        );
    }
  }
  return { mixed, logSum };
}

/** Compares the kernels of attention over rows with loops, and their gradient with central differences. */
async function checkAttention(gpu: Gpu, shape: Shape, segments: readonly Segment[], draw: Draw) {
  const { heads, kvHeads, headWidth } = shape;
  const tokens = segments.at(-1)!.end;
  const width = heads * headWidth;
  const spans = segmentSpans({
    tokens: new Uint32Array(tokens),
    positions: new Uint32Array(tokens),
    segments,
  });
  const qkv = draw.floats(tokens * packedWidth(shape));
  const values = valuesOf(shape);
  const counts = { tokens };
  const kernels = attentionKernels(kernelShape(shape), gpu.tuning);
  const slow = slowAttention(qkv, segments, shape);
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
    groups: kernels.keyGroups(tokens, kvHeads),
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
    slowAttention(moved, segments, shape).mixed.reduce((sum, o, i) => sum + o * dMixed[i], 0);
  const places = draw.integers(12, qkv.length);
  const differences = Array.from(places, (place) => {
    const at = (by: number) => objective(Float64Array.from(qkv, (v, i) => (i === place ? v + by : v)));
    return (at(1e-5) - at(-1e-5)) / 2e-5;
  });
  expectClose(
    Array.from(places, (place) => dqkv[place]),
    differences,
    'dqkv',
  );
}

describe.each(devices)('$name', ({ gpu }) => {
  it.each<[number, number, number, Partial<Shape>?]>([
    [2, 2, 5],
    [3, 3, 4],
    [1, 1, 16],
    [2, 2, 64],
    [4, 2, 6, { scale: 1, window: 4 }],
    [3, 1, 5, { scale: 0.3 }],
  ])(
    'attention of %i heads of queries and %i of keys, of width %i, over packed rows; its gradient by central differences',
    async (heads, kvHeads, headWidth, more = {}) => {
      const shape = shapeOf(heads, headWidth, { ...more, kvHeads });
      await fc.assert(
        fc.asyncProperty(fc.nat(1e6), fc.integer({ min: 1, max: 90 }), async (seed, tokens) => {
          const draw = new Draw(seed);
          await checkAttention(gpu, shape, groupedRows(draw.lengths(tokens)), draw);
        }),
        RUNS,
      );
    },
  );

  it.each([
    [6, 2],
    [40, 2],
    [70, 2],
    [6, 1, 5],
    [10, 2, 2],
  ])(
    'attention of one token of width %i, for %i heads of keys, over its prompt and what was drawn',
    async (headWidth, kvHeads, window = NO_WINDOW) => {
      const heads = 2;
      const shape = shapeOf(heads, headWidth, { kvHeads, window });
      const packed = packedWidth(shape);
      await fc.assert(
        fc.asyncProperty(fc.nat(1e6), fc.integer({ min: 1, max: 12 }), async (seed, rows) => {
          const draw = new Draw(seed);
          const [width, capacity, step] = [heads * headWidth, 4, 3];
          const lengths = [3, 1, 90];
          const starts = [0, 3, 4];
          const promptKeys = draw.floats(94 * packed);
          const cache = draw.floats(rows * capacity * packed);
          const chosen = draw.chosen(Math.ceil(rows / 2), rows);
          const prompt = draw.integers(rows, 3);
          const rowInfo = Uint32Array.from(Array.from(prompt).flatMap((p) => [0, p, starts[p], lengths[p]]));
          const living = Uint32Array.of(chosen.length, step, ...chosen);
          const given = { living, rowInfo, promptKeys, cache };
          const values = { ...valuesOf(shape), capacity };
          const [mixed] = await dispatch(gpu, decodeAttention(kernelShape(shape)), {
            buffers: { ...given, mixed: rows * width },
            values,
            groups: foldedGroups(rows * heads, ITEMS),
            read: ['mixed'],
          });
          const [byLanes] = await dispatch(gpu, splitDecodeAttention(kernelShape(shape), 1, gpu.tuning), {
            buffers: { ...given, mixed: rows * width },
            values,
            groups: [rows * heads, 1],
            read: ['mixed'],
          });
          // More parts than some rows have keys.
          const parts = 5;
          const [sums] = await dispatch(gpu, splitDecodeAttention(kernelShape(shape), parts, gpu.tuning), {
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
            const drawn = cache.subarray(row * capacity * packed, (row * capacity + step) * packed);
            const sequence = [
              ...promptKeys.subarray(starts[p] * packed, (starts[p] + lengths[p]) * packed),
              ...drawn,
            ];
            const { mixed: all } = slowAttention(sequence, groupedRows([lengths[p] + step]), shape);
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

const workgroupSizes = [16_384, 32_768, 49_152].filter(
  (bytes) => bytes <= devices[0].gpu.device.limits.maxComputeWorkgroupStorageSize,
);

describe.each(workgroupSizes)('tiles in %i bytes', (workgroupBytes) => {
  // Rows and a prefix that are longer than a tile, and rows that end inside one.
  const long = groupedRows([5, 70, 9, 40, 37, 50]);

  it.each<[number, number, number, Partial<Shape>?]>([
    [1, 1, 64],
    [2, 2, 39],
    [4, 2, 20, { window: 45 }],
  ])(
    'attention of %i heads of queries and %i of keys, of width %i, over long rows',
    async (heads, kvHeads, headWidth, more = {}) => {
      const shape = shapeOf(heads, headWidth, { ...more, kvHeads });
      const gpu = gpuOf({ lanes: 64, attention: 'tiled', workgroupBytes });
      await checkAttention(gpu, shape, long, new Draw(headWidth));
    },
  );
});
