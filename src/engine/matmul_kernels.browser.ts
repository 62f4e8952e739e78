// Products against loops in double precision, over random shapes that are no multiple of a tile.
import fc from 'fast-check';
import { afterEach, describe, it } from 'vitest';
import { Draw, dispatch, expectClose } from './kernel_checks.ts';
import { addParts, addPartsGroups } from './kernels/add_parts.ts';
import { matmul, matmulGroups } from './kernels/matmul.ts';
import { logitsPitch } from './kernels/token_log_prob.ts';
import type { PlanName } from './quad_tiles.ts';
import { devices, expectNoGpuErrors } from './test_device.ts';

afterEach(expectNoGpuErrors);

/** @param of what widths are multiples of. */
const shapes = (of: number) => {
  const width = fc.integer({ min: 1, max: Math.floor(75 / of) }).map((n) => n * of);
  return fc.record({
    seed: fc.nat(1e6),
    rows: fc.integer({ min: 1, max: 150 }),
    inner: width,
    columns: width,
  });
};
const RUNS = { numRuns: 5 };

const gelu = (x: number) => 0.5 * x * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x ** 3)));
const geluSlope = (x: number) => (gelu(x + 1e-5) - gelu(x - 1e-5)) / 2e-5;

/** [rows, columns] of sum_k a(i, k) b(k, j). */
const product = (
  rows: number,
  columns: number,
  depth: number,
  term: (i: number, j: number, k: number) => number,
) =>
  Float64Array.from({ length: rows * columns }, (_, at) => {
    let sum = 0;
    for (let k = 0; k < depth; k++) sum += term(Math.floor(at / columns), at % columns, k);
    return sum;
  });

/** Rows of quads. Each kind of product goes by another plan, since all kinds by all plans take minutes to compile. */
const quads = (plan: PlanName) => ({ quads: true, plan }) as const;

describe.each(devices)('$name', ({ gpu }) => {
  const { tuning } = gpu;
  const shape = shapes(tuning.matmul === 'quads' ? 4 : 1);

  it('y = x W + b, with GELU, and with a residual', async () => {
    await fc.assert(
      fc.asyncProperty(shape, async ({ seed, rows, inner, columns }) => {
        const draw = new Draw(seed);
        const [x, residual] = [draw.floats(rows * inner), draw.floats(rows * columns)];
        const weights = draw.floats(4 + inner * columns + columns);
        const values = { inner, columns, count: 0, weightAt: 4, biasAt: 4 + inner * columns };
        const plain = product(
          rows,
          columns,
          inner,
          (i, j, k) => x[i * inner + k] * weights[4 + k * columns + j],
        );
        const expected = plain.map((sum, at) => sum + weights[values.biasAt + (at % columns)]);
        const given = { x, weights, residual, pre: rows * columns, y: rows * columns };
        const counts = { tokens: rows };
        const plans = { plain: 'wide', gelu: 'narrow', 'gelu only': 'few', residual: 'wide' } as const;
        const run = (after?: 'gelu' | 'gelu only' | 'residual', read = ['y']) => {
          const kernel = matmul(
            { ...quads(plans[after ?? 'plain']), product: 'forward', bias: true, after },
            tuning,
          );
          const groups = matmulGroups(rows, columns, kernel);
          return dispatch(gpu, kernel, { buffers: given, values, counts, groups, read });
        };
        expectClose((await run())[0], expected, 'dense');
        const [y, pre] = await run('gelu', ['y', 'pre']);
        expectClose(y, expected.map(gelu), 'gelu');
        expectClose(pre, expected, 'before gelu');
        expectClose((await run('gelu only'))[0], expected.map(gelu), 'gelu only');
        expectClose(
          (await run('residual'))[0],
          expected.map((v, at) => v + residual[at]),
          'residual',
        );
      }),
      RUNS,
    );
  });

  it('dx = dy W^T, also times the slope of GELU', async () => {
    await fc.assert(
      fc.asyncProperty(shape, async ({ seed, rows, inner, columns }) => {
        const draw = new Draw(seed);
        const [x, pre] = [draw.floats(rows * inner), draw.floats(rows * columns)];
        const weights = draw.floats(4 + inner * columns);
        const values = { inner, columns, count: 0, weightAt: 4 };
        const expected = product(
          rows,
          columns,
          inner,
          (i, j, k) => x[i * inner + k] * weights[4 + j * inner + k],
        );
        const run = async (after?: 'gelu backward') => {
          const kernel = matmul(
            { ...quads(after ? 'wide' : 'narrow'), product: 'transpose', input: 'f32', output: 'f32', after },
            tuning,
          );
          const [y] = await dispatch(gpu, kernel, {
            buffers: { x, weights, pre, y: rows * columns },
            values,
            counts: { tokens: rows },
            groups: matmulGroups(rows, columns, kernel),
            read: ['y'],
          });
          return y;
        };
        expectClose(await run(), expected);
        expectClose(
          await run('gelu backward'),
          expected.map((v, at) => v * geluSlope(pre[at])),
        );
      }),
      RUNS,
    );
  });

  it('dW += x^T dy and db += sum dy, at once and in parts', async () => {
    await fc.assert(
      fc.asyncProperty(shape, async ({ seed, rows, inner, columns }) => {
        const draw = new Draw(seed);
        const [x, dy] = [draw.floats(rows * inner), draw.floats(rows * columns)];
        const before = draw.floats(4 + (inner + 1) * columns);
        const [weightAt, biasAt] = [4, 4 + inner * columns];
        const expected = Float64Array.from(before);
        product(inner, columns, rows, (i, j, n) => x[n * inner + i] * dy[n * columns + j]).forEach(
          (sum, at) => {
            expected[weightAt + at] += sum;
          },
        );
        dy.forEach((g, at) => {
          expected[biasAt + (at % columns)] += g;
        });
        const sizes = { inner, columns, count: 0 };
        const atOnce = matmul({ ...quads('wide'), product: 'weight', bias: true }, tuning);
        const [whole] = await dispatch(gpu, atOnce, {
          buffers: { x, dy, y: before },
          values: { ...sizes, weightAt, biasAt },
          counts: { tokens: rows },
          groups: matmulGroups(inner, columns, atOnce),
          read: ['y'],
        });
        expectClose(whole, expected, 'at once');
        const slices = 1 + (seed % 6);
        const stride = (inner + 1) * columns;
        const inParts = matmul({ ...quads('narrow'), product: 'weight', bias: true, split: true }, tuning);
        const [parts] = await dispatch(gpu, inParts, {
          buffers: { x, dy, y: slices * stride },
          values: { ...sizes, stride, share: Math.ceil(rows / slices) },
          counts: { tokens: rows },
          groups: [...matmulGroups(inner, columns, inParts), slices],
          read: ['y'],
        });
        for (const inQuads of columns % 4 === 0 ? [true, false] : [false]) {
          const [added] = await dispatch(gpu, addParts(inQuads), {
            buffers: { parts: Float32Array.from(parts), gradient: before },
            values: { at: weightAt, biasAt, weights: inner * columns, stride, slices },
            groups: addPartsGroups(stride, inQuads),
            read: ['gradient'],
          });
          expectClose(added, expected, 'in parts');
        }
      }),
      RUNS,
    );
  });

  it('the head: logits with forbidden tokens from a slot on, and both its gradients', async () => {
    await fc.assert(
      fc.asyncProperty(shape, async ({ seed, rows, inner: width, columns }) => {
        const draw = new Draw(seed);
        const vocabulary = Math.max(1, columns - (seed % 4));
        const pitch = logitsPitch(vocabulary);
        const first = 2;
        const total = rows + first;
        const hidden = draw.floats(total * width);
        const weights = draw.floats(vocabulary * width);
        const maskWords = Math.ceil(vocabulary / 32);
        const positions = draw.integers(total, 4);
        const mask = draw.integers(4 * maskWords, 2 ** 32);
        const counts = { slots: rows, first };
        const sizes = { count: 1, weightAt: 0, firstColumn: 0, rowLength: pitch };
        const unpadded = (z: Float32Array) =>
          Float32Array.from({ length: rows * vocabulary }, (_, at) => {
            const row = Math.floor(at / vocabulary);
            return z[row * pitch + (at % vocabulary)];
          });
        const allowed = (i: number, v: number) =>
          (mask[positions[first + i] * maskWords + (v >>> 5)] >>> (v & 31)) & 1;
        const plain = product(
          rows,
          vocabulary,
          width,
          (i, v, k) => hidden[(first + i) * width + k] * weights[v * width + k],
        );
        const kernel = matmul(
          { ...quads('wide'), product: 'transpose', output: 'f32', strip: 'y', masked: 'slots', offset: 'x' },
          tuning,
        );
        const [padded] = await dispatch(gpu, kernel, {
          buffers: { x: hidden, weights, mask, positions, y: rows * pitch },
          values: { ...sizes, inner: width, columns: vocabulary, maskWords },
          counts,
          groups: matmulGroups(rows, vocabulary, kernel),
          read: ['y'],
        });
        const logits = unpadded(padded);
        const kept = (values: ArrayLike<number>) =>
          Array.from(values).filter((_, at) => allowed(Math.floor(at / vocabulary), at % vocabulary));
        expectClose(kept(logits), kept(plain), 'logits');
        for (const [at, z] of logits.entries())
          if (!allowed(Math.floor(at / vocabulary), at % vocabulary) && z > -9e8)
            throw new Error(`allowed ${at}`);

        const dzPadded = draw.floats(rows * pitch);
        const dz = unpadded(dzPadded);
        const headInput = matmul(
          { ...quads('narrow'), product: 'forward', input: 'f32', output: 'f32', offset: 'y', strip: 'x' },
          tuning,
        );
        const [dHidden] = await dispatch(gpu, headInput, {
          buffers: { x: dzPadded, weights, y: total * width },
          values: { ...sizes, inner: vocabulary, columns: width },
          counts,
          groups: matmulGroups(rows, width, headInput),
          read: ['y'],
        });
        const expectedHidden = new Float64Array(total * width);
        product(
          rows,
          width,
          vocabulary,
          (i, j, v) => dz[i * vocabulary + v] * weights[v * width + j],
        ).forEach((sum, at) => {
          expectedHidden[first * width + at] = sum;
        });
        expectClose(dHidden, expectedHidden, 'd hidden');
        const inParts = matmul(
          { ...quads('wide'), product: 'forward', input: 'f32', output: 'f32', strip: 'x', split: true },
          tuning,
        );
        const [slices, stride] = [3, (rows + 2) * width];
        const share = 16 * Math.ceil(vocabulary / slices / 16);
        const [parts] = await dispatch(gpu, inParts, {
          buffers: { x: dzPadded, weights, y: slices * stride },
          values: { ...sizes, inner: vocabulary, columns: width, stride, share },
          counts,
          groups: [...matmulGroups(rows, width, inParts), slices],
          read: ['y'],
        });
        const [joined] = await dispatch(gpu, addParts(width % 4 === 0, 'rows'), {
          buffers: { parts: Float32Array.from(parts), gradient: draw.floats(total * width) },
          values: { at: first * width, weights: rows * width, stride, slices },
          groups: addPartsGroups(stride, width % 4 === 0),
          read: ['gradient'],
        });
        expectClose(joined.slice(first * width), expectedHidden.slice(first * width), 'd hidden in parts');
        const headWeight = matmul(
          { ...quads('few'), product: 'weight', input: 'f32', offset: 'dy', strip: 'x' },
          tuning,
        );
        const [dHead] = await dispatch(gpu, headWeight, {
          buffers: { x: dzPadded, dy: hidden, y: vocabulary * width },
          values: { ...sizes, inner: vocabulary, columns: width },
          counts,
          groups: matmulGroups(vocabulary, width, headWeight),
          read: ['y'],
        });
        expectClose(
          dHead,
          product(
            vocabulary,
            width,
            rows,
            (v, j, n) => dz[n * vocabulary + v] * hidden[(first + n) * width + j],
          ),
          'd head',
        );
      }),
      RUNS,
    );
  });

  it('a product of living rows only, and into their places in the cache', async () => {
    await fc.assert(
      fc.asyncProperty(shape, async ({ seed, rows, inner, columns }) => {
        const draw = new Draw(seed);
        const [alive, step, capacity] = [Math.ceil(rows / 2), 3, 5];
        const chosen = draw.chosen(alive, rows);
        const living = Uint32Array.of(alive, step, ...chosen);
        const [x, residual] = [draw.floats(rows * inner), draw.floats(rows * columns)];
        const weights = draw.floats((inner + 1) * columns);
        const values = { inner, columns, weightAt: 0, biasAt: inner * columns, capacity };
        const row = (r: number) =>
          Array.from(
            product(1, columns, inner, (_, j, k) => x[r * inner + k] * weights[k * columns + j]),
            (sum, j) => sum + weights[inner * columns + j],
          );
        const intoResidual = matmul(
          { ...quads('few'), product: 'forward', bias: true, after: 'residual', rows: 'living' },
          tuning,
        );
        const groups = matmulGroups(rows, columns, intoResidual);
        const [y] = await dispatch(gpu, intoResidual, {
          buffers: { x, weights, residual, living, y: rows * columns },
          values,
          groups,
          read: ['y'],
        });
        const expected = new Float64Array(rows * columns);
        for (const r of chosen)
          expected.set(
            row(r).map((v, j) => v + residual[r * columns + j]),
            r * columns,
          );
        expectClose(y, expected, 'living');
        const [cache] = await dispatch(
          gpu,
          matmul({ ...quads('few'), product: 'forward', bias: true, rows: 'cache' }, tuning),
          {
            buffers: { x, weights, living, y: rows * capacity * columns },
            values,
            groups,
            read: ['y'],
          },
        );
        const placed = new Float64Array(rows * capacity * columns);
        for (const r of chosen) placed.set(row(r), (r * capacity + step - 1) * columns);
        expectClose(cache, placed, 'cache');
      }),
      RUNS,
    );
  });
});
