// The kernels of decoders beyond GPT-2's, and those of adapters, beside float64 twins.
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cpuEngineFile } from '../../scripts/lib/cpu_engine.mjs';
import { close, noise, open, size, slopeAt, tanhGelu } from './kernel_cases.ts';
import { PRODUCT } from './kernels.ts';
import { matrix } from './trunk.ts';
import { padded } from './weights.ts';

const module = new WebAssembly.Module(readFileSync(cpuEngineFile));

/** The first `columns` of every row. */
const cells = (values: ArrayLike<number>, rows: number, columns: number, ld: number) =>
  Array.from({ length: rows * columns }, (_, n) => values[Math.floor(n / columns) * ld + (n % columns)]);

const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));

describe('kernels of decoders and adapters', () => {
  it('norm rows by their root mean square, picked by index, and back', () => {
    fc.assert(
      fc.property(size(5), size(19), fc.nat(99), (rows, d, seed) => {
        const { kernels, heap } = open(module);
        const draw = noise(seed);
        const ld = padded(d);
        const [x, gain, dy] = [draw(rows * ld), draw(d), draw(rows * ld)];
        const order = Array.from({ length: rows }, (_, n) => rows - 1 - n);
        const exact = (values: ArrayLike<number>) =>
          order.flatMap((n) => {
            const row = Array.from({ length: d }, (_, j) => values[n * ld + j]);
            const root = Math.sqrt(row.reduce((s, v) => s + v * v, 0) / d + 1e-3);
            return row.map((v, j) => (v / root) * gain[j]);
          });
        const [xAt, gainAt, dyAt, rowsOf] = [x, gain, dy, order].map((values, i) =>
          i < 3 ? heap.numbers(values) : heap.integers(values),
        );
        const [y, dx, stats, dGain] = [
          heap.floats(rows * ld),
          heap.numbers(new Float32Array(rows * ld)),
          heap.floats(2 * rows),
          heap.numbers(new Float32Array(d)),
        ];
        kernels.rmsNorm(xAt, gainAt, y, stats, rows, d, ld, rowsOf, 1e-3);
        close(cells(heap.f32(y, rows * ld), rows, d, ld), exact(x), 1e-5);
        kernels.rmsNormBackward(xAt, dyAt, gainAt, stats, dx, dGain, rows, d, ld, rowsOf);
        const objective = (values: ArrayLike<number>) =>
          exact(values).reduce((s, v, n) => s + v * dy[Math.floor(n / d) * ld + (n % d)], 0);
        for (let n = 0; n < rows; n++) {
          const at = n * ld + (n % d);
          const slope = slopeAt(objective, x, at);
          expect(Math.abs(heap.f32(dx, rows * ld)[at] - slope)).toBeLessThan(
            1e-4 * Math.max(1, Math.abs(slope)),
          );
        }
        const ofGain = Array.from({ length: d }, (_, j) =>
          order.reduce((s, _row, n) => s + (dy[n * ld + j] * exact(x)[n * d + j]) / gain[j], 0),
        );
        close(heap.f32(dGain, d), ofGain, 1e-4);
      }),
      { numRuns: 40 },
    );
  });

  it('turn heads by their positions, and back again', () => {
    fc.assert(
      fc.property(size(5), size(3), size(6), fc.nat(99), (rows, heads, half, seed) => {
        const { kernels, heap } = open(module);
        const draw = noise(seed);
        const [width, ld] = [2 * half, padded(2 * half * heads + 3)];
        const x = draw(rows * ld);
        const positions = Array.from({ length: rows }, (_, n) => (5 * n + seed) % 9);
        const angles = draw(9 * half);
        const [cos, sin] = [angles.map(Math.cos), angles.map(Math.sin)].map((t) => heap.numbers(t));
        const [at, positionsAt] = [heap.numbers(x), heap.integers(positions)];
        kernels.rotate(at, ld, positionsAt, cos, sin, rows, heads, width, 1);
        const expected = Float64Array.from(x);
        positions.forEach((position, n) => {
          for (let h = 0; h < heads; h++)
            for (let j = 0; j < half; j++) {
              const [first, second] = [n * ld + h * width + j, n * ld + h * width + half + j];
              const [c, s] = [Math.cos(angles[position * half + j]), Math.sin(angles[position * half + j])];
              expected[first] = x[first] * c - x[second] * s;
              expected[second] = x[second] * c + x[first] * s;
            }
        });
        close(heap.f32(at, rows * ld), expected);
        kernels.rotate(at, ld, positionsAt, cos, sin, rows, heads, width, -1);
        close(heap.f32(at, rows * ld), x);
      }),
      { numRuns: 40 },
    );
  });

  it('let through what a gate opens, and give the finite-difference gradient of that', () => {
    fc.assert(
      fc.property(size(4), size(13), fc.nat(99), (rows, width, seed) => {
        const { kernels, heap } = open(module);
        const draw = noise(seed);
        const [ldX, ldY] = [padded(2 * width), padded(width)];
        const [x, dy] = [draw(rows * ldX).map((v) => 4 * v), draw(rows * width)];
        const exact = (values: ArrayLike<number>) =>
          Array.from({ length: rows * width }, (_, n) => {
            const at = Math.floor(n / width) * ldX + (n % width);
            return values[at] * sigmoid(values[at]) * values[at + width];
          });
        const [xAt, y, dx] = [heap.numbers(x), matrix(heap, rows, ldY), matrix(heap, rows, ldX)];
        kernels.swiglu(xAt, ldX, y, ldY, rows, width);
        close(cells(heap.f32(y, rows * ldY), rows, width, ldY), exact(x), 1e-5);
        const gradient = heap.f32(dx, rows * ldX);
        for (let n = 0; n < rows * width; n++) gradient[Math.floor(n / width) * ldX + (n % width)] = dy[n];
        kernels.swigluBackward(xAt, dx, ldX, rows, width);
        const objective = (values: ArrayLike<number>) => exact(values).reduce((s, v, n) => s + v * dy[n], 0);
        const slopes = cells(
          x.map((_, at) => slopeAt(objective, x, at)),
          rows,
          2 * width,
          ldX,
        );
        close(cells(heap.f32(dx, rows * ldX), rows, 2 * width, ldX), slopes, 1e-4);
      }),
      { numRuns: 40 },
    );
  });

  it('add a product of low rank to some columns, then bend or unbend', () => {
    fc.assert(
      fc.property(size(7), size(9), size(11), fc.nat(5), fc.nat(99), (rows, rank, columns, from, seed) => {
        const { kernels, heap } = open(module);
        const draw = noise(seed);
        const [ldA, ld] = [padded(rank), padded(from + columns)];
        const [a, b, c, z] = [draw(rows * ldA), draw(rank * columns), draw(rows * ld), draw(rows * ld)];
        const [aAt, bAt] = [matrix(heap, rows, ldA), heap.numbers(b)];
        const panels = heap.floats(rank * padded(columns));
        const [cAt, other, third] = [0, 1, 2].map(() => matrix(heap, rows, ld));
        heap.f32(aAt, a.length).set(a);
        kernels.packRows(bAt, columns, rank, columns, panels);
        const sum = (n: number, j: number) => {
          let total = c[n * ld + from + j];
          for (let k = 0; k < rank; k++) total += a[n * ldA + k] * b[k * columns + j];
          return total;
        };
        const expected = (of: (value: number, place: number) => number) =>
          Array.from({ length: rows * columns }, (_, at) => {
            const [n, j] = [Math.floor(at / columns), at % columns];
            return of(sum(n, j), n * ld + from + j);
          });
        const part = (address: number) =>
          cells(heap.f32(address + 4 * from, rows * ld - from), rows, columns, ld);
        const run = (mode: number) => {
          heap.f32(cAt, c.length).set(c);
          const [to, bent, gated] = [cAt, other, third].map((address) => address + 4 * from);
          kernels.addLowRank(aAt, ldA, panels, to, ld, rows, rank, columns, mode, bent, gated);
        };
        run(PRODUCT.store);
        close(
          part(cAt),
          expected((value) => value),
        );
        for (let n = 0; n < rows; n++)
          close(heap.f32(cAt, c.length).slice(n * ld, n * ld + from), c.slice(n * ld, n * ld + from));
        run(PRODUCT.gelu);
        close(part(other), expected(tanhGelu));
        heap.f32(other, z.length).set(z);
        heap.f32(third, z.length).set(z.map(tanhGelu));
        run(PRODUCT.geluSlope);
        const slope = (x: number) => (tanhGelu(x + 1e-5) - tanhGelu(x - 1e-5)) / 2e-5;
        close(
          part(cAt),
          expected((value, place) => value * slope(z[place])),
          1e-5,
        );
      }),
      { numRuns: 60 },
    );
  });
});
