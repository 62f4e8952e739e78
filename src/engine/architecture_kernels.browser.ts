// Rotary positions, activations that stand alone, and the thin products of adapters against loops in double precision.
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { adapterKernels } from './adapter_kernels.ts';
import { foldedGroups } from './gpu.ts';
import { Draw, dispatch, expectClose } from './kernel_checks.ts';
import { activation, activationBackward } from './kernels/activation.ts';
import { matmulGroups } from './kernels/matmul.ts';
import { rotary } from './kernels/rotary.ts';
import { devices, expectNoGpuErrors } from './test_device.ts';
import { ITEMS, range } from './wgsl.ts';

afterEach(expectNoGpuErrors);

const RUNS = { numRuns: 5 };
const shape = fc.record({
  seed: fc.nat(1e6),
  rows: fc.integer({ min: 1, max: 40 }),
  width: fc.integer({ min: 1, max: 30 }),
});

const gelu = (x: number) => 0.5 * x * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x ** 3)));
const silu = (x: number) => x / (1 + Math.exp(-x));
const slopeOf = (f: (x: number) => number, x: number) => (f(x + 1e-5) - f(x - 1e-5)) / 2e-5;

describe.each(devices)('$name', ({ gpu }) => {
  const { tuning } = gpu;

  it('turns queries and keys of tokens and of drawn ones, and their gradient back', async () => {
    await fc.assert(
      fc.asyncProperty(shape, async ({ seed, rows, width: half }) => {
        const draw = new Draw(seed);
        const [headWidth, turned, context, capacity] = [2 * half, 3, 9, 4];
        const rowLength = (turned + 1) * headWidth; // a head of values behind
        const angles = range(context * half).map(() => 6 * draw.floats(1)[0]);
        const table = Float32Array.from(angles.flatMap((angle) => [Math.cos(angle), Math.sin(angle)]));
        const turn = (x: ArrayLike<number>, at: number, position: number, sign: number) => {
          const result = Float64Array.from({ length: rowLength }, (_, e) => x[at + e]);
          for (let head = 0; head < turned; head++)
            for (let j = 0; j < half; j++) {
              const first = head * headWidth + j;
              const [a, b] = [result[first], result[first + half]];
              const angle = sign * angles[position * half + j];
              result[first] = a * Math.cos(angle) - b * Math.sin(angle);
              result[first + half] = b * Math.cos(angle) + a * Math.sin(angle);
            }
          return result;
        };
        const qkv = draw.floats(rows * rowLength);
        const positions = draw.integers(rows, context);
        const pairs = turned * half;
        for (const [kind, sign] of [
          ['tokens', 1],
          ['back', -1],
        ] as const) {
          const [got] = await dispatch(gpu, rotary(kind, headWidth), {
            buffers: { table, positions, qkv },
            values: { turned, rowLength },
            counts: { tokens: rows },
            groups: foldedGroups(rows * pairs, ITEMS),
            read: ['qkv'],
          });
          const expected = range(rows).flatMap((n) => [...turn(qkv, n * rowLength, positions[n], sign)]);
          expectClose(got, expected, kind);
        }
        const step = 2;
        const lengths = draw.integers(rows, context - step);
        const chosen = draw.chosen(Math.ceil(rows / 2), rows);
        const cache = draw.floats(rows * capacity * rowLength);
        const [got] = await dispatch(gpu, rotary('cache', headWidth), {
          buffers: {
            table,
            positions: lengths,
            living: Uint32Array.of(chosen.length, step, ...chosen),
            qkv: cache,
          },
          values: { turned, rowLength, capacity },
          groups: foldedGroups(rows * pairs, ITEMS),
          read: ['qkv'],
        });
        const expected = Float64Array.from(cache);
        for (const row of chosen) {
          const at = (row * capacity + step - 1) * rowLength;
          expected.set(turn(cache, at, lengths[row] + step - 1, 1), at);
        }
        expectClose(got, expected, 'cache');
      }),
      RUNS,
    );
  });

  it.each(['gelu', 'swiglu'] as const)('%s of tokens and of living rows, and its gradient', async (kind) => {
    await fc.assert(
      fc.asyncProperty(shape, async ({ seed, rows, width }) => {
        const draw = new Draw(seed);
        const wide = kind === 'swiglu' ? 2 * width : width;
        const pre = draw.floats(rows * wide, 3);
        const [gate, up] = [
          (at: number) => pre[Math.floor(at / width) * wide + (at % width)],
          (at: number) => pre[Math.floor(at / width) * wide + width + (at % width)],
        ];
        const value = (at: number) => (kind === 'gelu' ? gelu(gate(at)) : silu(gate(at)) * up(at));
        const every = range(rows * width);
        const groups = foldedGroups(rows * width, ITEMS);
        const [all] = await dispatch(gpu, activation(kind, false), {
          buffers: { pre, activated: rows * width },
          values: { width },
          counts: { tokens: rows },
          groups,
          read: ['activated'],
        });
        expectClose(all, every.map(value), 'tokens');
        const chosen = draw.chosen(Math.ceil(rows / 2), rows);
        const [living] = await dispatch(gpu, activation(kind, true), {
          buffers: {
            living: Uint32Array.of(chosen.length, 0, ...chosen),
            pre,
            activated: rows * width,
          },
          values: { width },
          groups,
          read: ['activated'],
        });
        const isChosen = (at: number) => chosen.includes(Math.floor(at / width));
        expectClose(
          living,
          every.map((at) => (isChosen(at) ? value(at) : 0)),
          'living',
        );
        const dActive = draw.floats(rows * width);
        const [dPre] = await dispatch(gpu, activationBackward(kind), {
          buffers: { pre, dActive, dPre: rows * wide },
          values: { width },
          counts: { tokens: rows },
          groups,
          read: ['dPre'],
        });
        const expected = new Float64Array(rows * wide);
        for (const at of every) {
          const place = Math.floor(at / width) * wide + (at % width);
          const f = kind === 'gelu' ? gelu : silu;
          expected[place] = dActive[at] * slopeOf(f, gate(at)) * (kind === 'gelu' ? 1 : up(at));
          if (kind === 'swiglu') expected[place + width] = dActive[at] * silu(gate(at));
        }
        expectClose(dPre, expected, 'gradient');
      }),
      RUNS,
    );
  });

  it.each([1, 4])(
    'adapters of columns of a product, for tokens and drawn ones, and their gradients: sizes of %i',
    async (of) => {
      const kernels = adapterKernels(tuning, of % 4 === 0);
      await fc.assert(
        fc.asyncProperty(shape, fc.integer({ min: 1, max: 9 }), async ({ seed, rows, width }, ofRank) => {
          const draw = new Draw(seed);
          const [inner, rank, firstColumn, columns, rowLength] = [width, ofRank, 2, 5, 11].map((n) => of * n);
          const [factor, capacity, step] = [1.5, 3, 2];
          const [x, dy] = [draw.floats(rows * inner), draw.floats(rows * rowLength)];
          const [A, B] = [draw.floats(rank * inner), draw.floats(columns * rank)];
          const chosen = draw.chosen(Math.ceil(rows / 2), rows);
          const living = Uint32Array.of(chosen.length, step, ...chosen);
          const counts = { tokens: rows };
          const sum = (size: number, term: (k: number) => number) =>
            range(size).reduce((total, k) => total + term(k), 0);
          const t = Float32Array.from({ length: rows * rank }, (_, at) => {
            const n = Math.floor(at / rank);
            return factor * sum(inner, (i) => x[n * inner + i] * A[(at % rank) * inner + i]);
          });
          const delta = (n: number, j: number) => sum(rank, (k) => t[n * rank + k] * B[j * rank + k]);
          const common = { counts, groups: matmulGroups(rows, Math.max(inner, rowLength), kernels.down) };
          const read = ['y'];
          const down = { inner, columns: rank, count: 0, weightAt: 0, factor };
          const up = { inner: rank, columns, count: 0, weightAt: 0, firstColumn, rowLength, capacity };
          const ofRows = (values: ArrayLike<number>, each: number) =>
            Float64Array.from(values, (v, at) => (chosen.includes(Math.floor(at / each)) ? v : 0));

          const thin = { x, weights: A, living, y: rows * rank };
          const [low] = await dispatch(gpu, kernels.down, {
            ...common,
            buffers: thin,
            values: down,
            read,
          });
          expectClose(low, t, 't');
          const [lowLiving] = await dispatch(gpu, kernels.downLiving, {
            ...common,
            buffers: thin,
            values: down,
            read,
          });
          expectClose(lowLiving, ofRows(t, rank), 't of living rows');

          const adds = { x: t, weights: B, living };
          const before = draw.floats(rows * rowLength);
          const added = (at: number) => {
            const [n, column] = [Math.floor(at / rowLength), (at % rowLength) - firstColumn];
            return column >= 0 && column < columns ? delta(n, column) : 0;
          };
          const [y] = await dispatch(gpu, kernels.up, {
            ...common,
            buffers: { ...adds, y: before },
            values: up,
            read,
          });
          expectClose(
            y,
            before.map((v, at) => v + added(at)),
            'y',
          );
          const [yLiving] = await dispatch(gpu, kernels.upLiving, {
            ...common,
            buffers: { ...adds, y: before },
            values: up,
            read,
          });
          expectClose(
            yLiving,
            before.map((v, at) => v + (chosen.includes(Math.floor(at / rowLength)) ? added(at) : 0)),
            'y of living rows',
          );
          const cache = draw.floats(rows * capacity * rowLength);
          const [yCache] = await dispatch(gpu, kernels.upToCache, {
            ...common,
            buffers: { ...adds, y: cache },
            values: up,
            read,
          });
          const expectedCache = Float64Array.from(cache);
          for (const row of chosen)
            for (let column = 0; column < rowLength; column++)
              expectedCache[(row * capacity + step - 1) * rowLength + column] += added(
                row * rowLength + column,
              );
          expectClose(yCache, expectedCache, 'y in the cache');
          // Without B nothing changes, not even a bit.
          const [still] = await dispatch(gpu, kernels.up, {
            ...common,
            buffers: { ...adds, weights: columns * rank, y: before },
            values: up,
            read,
          });
          expect(still).toEqual(before);

          const strip = { firstColumn, rowLength };
          const [dLow] = await dispatch(gpu, kernels.dLow, {
            ...common,
            buffers: { x: dy, weights: B, y: rows * rank },
            values: { inner: columns, columns: rank, count: 0, weightAt: 0, factor, ...strip },
            read,
          });
          const dt = Float32Array.from({ length: rows * rank }, (_, at) => {
            const n = Math.floor(at / rank);
            return (
              factor * sum(columns, (j) => dy[n * rowLength + firstColumn + j] * B[j * rank + (at % rank)])
            );
          });
          expectClose(dLow, dt, 'dt');
          const kept = draw.floats(rank * Math.max(inner, columns));
          const [dB] = await dispatch(gpu, kernels.dWeight, {
            counts,
            buffers: { x: dy, dy: t, y: kept.slice(0, columns * rank) },
            values: { inner: columns, columns: rank, count: 0, weightAt: 0, ...strip },
            groups: matmulGroups(columns, rank, kernels.dWeight),
            read,
          });
          expectClose(
            dB,
            kept.slice(0, columns * rank).map((v, at) => {
              const [j, k] = [Math.floor(at / rank), at % rank];
              return v + sum(rows, (n) => dy[n * rowLength + firstColumn + j] * t[n * rank + k]);
            }),
            'dB',
          );
          const [dA] = await dispatch(gpu, kernels.dWeight, {
            counts,
            buffers: { x: dt, dy: x, y: kept.slice(0, rank * inner) },
            values: { inner: rank, columns: inner, count: 0, weightAt: 0, firstColumn: 0, rowLength: rank },
            groups: matmulGroups(rank, inner, kernels.dWeight),
            read,
          });
          expectClose(
            dA,
            kept.slice(0, rank * inner).map((v, at) => {
              const [k, i] = [Math.floor(at / inner), at % inner];
              return v + sum(rows, (n) => dt[n * rank + k] * x[n * inner + i]);
            }),
            'dA',
          );
          const [dx] = await dispatch(gpu, kernels.dInput, {
            ...common,
            buffers: { x: dt, weights: A, y: x },
            values: { inner: rank, columns: inner, count: 0, weightAt: 0 },
            read,
          });
          expectClose(
            dx,
            x.map((v, at) => {
              const [n, i] = [Math.floor(at / inner), at % inner];
              return v + sum(rank, (k) => dt[n * rank + k] * A[k * inner + i]);
            }),
            'dx',
          );
        }),
        RUNS,
      );
    },
  );
});
