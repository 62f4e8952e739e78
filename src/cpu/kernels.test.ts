// Every kernel beside a float64 twin in plain loops, at sizes that leave tails.
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cpuEngineFile } from '../../scripts/lib/cpu_engine.mjs';
import { AdamW } from '../model/adamw.ts';
import { adamw as settings } from '../model/checked_case.ts';
import { gumbelAt } from '../random/counter.ts';
import { close, noise, open, size, tanhGelu } from './kernel_cases.ts';
import { PRODUCT } from './kernels.ts';
import { Optimiser } from './optimiser.ts';
import { matrix } from './trunk.ts';
import { padded } from './weights.ts';

const module = new WebAssembly.Module(readFileSync(cpuEngineFile));

describe('kernels of the CPU engine', () => {
  it('multiply, add the bias, and add, bend or unbend what they are told', () => {
    fc.assert(
      fc.property(size(11), size(13), size(19), fc.nat(99), (rows, depth, columns, seed) => {
        const { kernels, heap } = open(module);
        const draw = noise(seed);
        const ld = padded(columns);
        const [a, w, bias] = [draw(rows * depth), draw(depth * columns), draw(columns)];
        const other = draw(rows * ld);
        const c = matrix(heap, rows, ld);
        const second = matrix(heap, rows, ld);
        const third = matrix(heap, rows, ld);
        const [aAt, wAt, biasAt] = [heap.numbers(a), heap.numbers(w), heap.numbers(bias)];
        const panels = heap.floats(depth * ld);
        const exact = (i: number, j: number) => {
          let sum = bias[j];
          for (let k = 0; k < depth; k++) sum += a[i * depth + k] * w[k * columns + j];
          return sum;
        };
        const cells = (address: number) => {
          const values = heap.f32(address, rows * ld);
          return Array.from(
            { length: rows * columns },
            (_, n) => values[Math.floor(n / columns) * ld + (n % columns)],
          );
        };
        const twin = (of: (i: number, j: number) => number) =>
          Array.from({ length: rows * columns }, (_, n) => of(Math.floor(n / columns), n % columns));
        const run = (mode: number) =>
          kernels.product(aAt, depth, panels, biasAt, c, ld, rows, depth, columns, mode, second, third);
        kernels.packRows(wAt, columns, depth, columns, panels);
        run(PRODUCT.store);
        close(cells(c), twin(exact));
        heap.f32(second, rows * ld).set(other);
        run(PRODUCT.add);
        close(
          cells(c),
          twin((i, j) => exact(i, j) + other[i * ld + j]),
        );
        run(PRODUCT.gelu);
        close(
          cells(second),
          twin((i, j) => tanhGelu(exact(i, j))),
        );
        heap.f32(second, rows * ld).set(other);
        heap.f32(third, rows * ld).set(other.map(tanhGelu));
        run(PRODUCT.geluSlope);
        const slope = (x: number) => (tanhGelu(x + 1e-5) - tanhGelu(x - 1e-5)) / 2e-5;
        close(
          cells(c),
          twin((i, j) => exact(i, j) * slope(other[i * ld + j])),
          1e-5,
        );
        // The same product, from the transposed matrix.
        const transposed = Float32Array.from(
          { length: depth * columns },
          (_, n) => w[(n % depth) * columns + Math.floor(n / depth)],
        );
        kernels.packColumns(heap.numbers(transposed), depth, depth, columns, panels);
        run(PRODUCT.store);
        close(cells(c), twin(exact));
      }),
      { numRuns: 60 },
    );
  });

  it('add X^T dY and the sums of columns, over more rows than a block has', () => {
    fc.assert(
      fc.property(size(600), size(7), size(11), fc.nat(99), (rows, inner, columns, seed) => {
        const { kernels, heap } = open(module);
        const draw = noise(seed);
        const [x, dy, w, b] = [
          draw(rows * inner),
          draw(rows * columns),
          draw(inner * columns),
          draw(columns),
        ];
        const [dw, db] = [heap.numbers(w), heap.numbers(b)];
        const xAt = heap.numbers(x);
        const panels = heap.floats(rows * padded(columns));
        kernels.packRows(heap.numbers(dy), columns, rows, columns, panels);
        kernels.weightProduct(xAt, inner, panels, dw, columns, db, rows, inner, columns, heap.floats(1024));
        const sum = (of: (n: number) => number) =>
          Array.from({ length: rows }, (_, n) => of(n)).reduce((s, v) => s + v, 0);
        close(
          heap.f32(dw, w.length),
          Array.from(
            w,
            (v, e) =>
              v + sum((n) => x[n * inner + Math.floor(e / columns)] * dy[n * columns + (e % columns)]),
          ),
          1e-5,
        );
        close(
          heap.f32(db, columns),
          Array.from(b, (v, j) => v + sum((n) => dy[n * columns + j])),
          1e-5,
        );
      }),
      { numRuns: 30 },
    );
  });

  it('multiply by a weight beyond the cache in parts, with the same bits', () => {
    const { kernels, heap } = open(module);
    const draw = noise(5);
    const [rows, depth, columns] = [69, 2500, 112];
    const ld = padded(columns);
    const [a, w, bias] = [draw(rows * depth), draw(depth * columns), draw(columns)];
    const [aAt, wAt, biasAt] = [heap.numbers(a), heap.numbers(w), heap.numbers(bias)];
    const panels = heap.floats(depth * ld);
    const [c, single] = [matrix(heap, rows, ld), matrix(heap, rows, 8)];
    kernels.packRows(wAt, columns, depth, columns, panels);
    kernels.product(aAt, depth, panels, biasAt, c, ld, rows, depth, columns, PRODUCT.store, 0, 0);
    for (let j = 0; j < columns; j += 8) {
      // Eight columns are a small weight.
      const of = panels + 32 * depth * (j / 8);
      kernels.product(aAt, depth, of, biasAt + 4 * j, single, 8, rows, depth, 8, PRODUCT.store, 0, 0);
      for (let n = 0; n < rows; n++)
        expect(heap.f32(c + 4 * (n * ld + j), 8)).toEqual(heap.f32(single + 32 * n, 8));
    }
    const exact = (n: number, j: number) => {
      let sum = bias[j];
      for (let k = 0; k < depth; k++) sum += a[n * depth + k] * w[k * columns + j];
      return sum;
    };
    for (const [n, j] of [
      [0, 0],
      [63, 111],
      [64, 5],
      [68, 99],
    ])
      expect(heap.f32(c, rows * ld)[n * ld + j]).toBeCloseTo(exact(n, j), 2);
  });

  it('norm rows, and give the finite-difference gradient of that', () => {
    fc.assert(
      fc.property(size(5), fc.integer({ min: 4, max: 19 }), fc.nat(99), (rows, d, seed) => {
        const { kernels, heap } = open(module);
        const draw = noise(seed);
        const ld = padded(d);
        const [x, gain, bias, dy] = [draw(rows * ld), draw(d), draw(d), draw(rows * ld)];
        const exact = (values: Float64Array) => {
          const y: number[] = [];
          for (let n = 0; n < rows; n++) {
            const row = [...values.subarray(n * ld, n * ld + d)];
            const mean = row.reduce((s, v) => s + v, 0) / d;
            const variance = row.reduce((s, v) => s + (v - mean) ** 2, 0) / d;
            row.forEach((v, j) => {
              y.push(((v - mean) / Math.sqrt(variance + 1e-5)) * gain[j] + bias[j]);
            });
          }
          return y;
        };
        const [xAt, y, stats, dx] = [
          heap.numbers(x),
          heap.floats(rows * ld),
          heap.floats(2 * rows),
          heap.floats(rows * ld),
        ];
        const [gainAt, biasAt, dyAt] = [heap.numbers(gain), heap.numbers(bias), heap.numbers(dy)];
        const [dGain, dBias] = [heap.floats(d), heap.floats(d)];
        kernels.layerNorm(xAt, gainAt, biasAt, y, stats, rows, d, ld, 0, 1e-5);
        const got = heap.f32(y, rows * ld);
        const values = Float64Array.from(x);
        close(
          Array.from({ length: rows * d }, (_, n) => got[Math.floor(n / d) * ld + (n % d)]),
          exact(values),
          1e-5,
        );
        for (const address of [dx, dGain, dBias]) heap.f32(address, address === dx ? rows * ld : d).fill(0);
        kernels.layerNormBackward(xAt, dyAt, gainAt, stats, dx, dGain, dBias, rows, d, ld, 0);
        const objective = (v: Float64Array) =>
          exact(v).reduce((s, value, n) => s + value * dy[Math.floor(n / d) * ld + (n % d)], 0);
        for (let n = 0; n < rows; n++) {
          const at = n * ld + (n % d);
          const moved = (by: number) => objective(values.map((v, i) => (i === at ? v + by : v)));
          const difference = (moved(1e-5) - moved(-1e-5)) / 2e-5;
          expect(Math.abs(heap.f32(dx, rows * ld)[at] - difference)).toBeLessThan(
            1e-4 * Math.max(1, Math.abs(difference)),
          );
        }
      }),
      { numRuns: 40 },
    );
  });

  it('have the noise of the host to 1e-4 over a million draws', () => {
    const { kernels, heap } = open(module);
    const out = heap.floats(10_000);
    let worst = 0;
    for (let key = 0; key < 100; key++) {
      const hashed = Math.imul(key, 2654435761) >>> 0;
      kernels.gumbels(hashed, 10_000, out);
      heap.f32(out, 10_000).forEach((value, v) => {
        worst = Math.max(worst, Math.abs(value - gumbelAt(hashed, v)));
      });
    }
    expect(worst).toBeLessThan(1e-4);
  });

  it('draw from the softmax of the logits: chi-square of 40,000 draws', () => {
    const { kernels, heap } = open(module);
    const logits = Float32Array.from({ length: 24 }, (_, v) => (v < 21 ? Math.sin(v * 1.7) : 0));
    const total = logits.slice(0, 21).reduce((sum, z) => sum + Math.exp(z), 0);
    const counts = new Float64Array(21);
    const rows = 400;
    const z = matrix(heap, rows, 24);
    const [keys, masks, tokens, logProbs] = [0, 1, 2, 3].map(() => heap.floats(rows));
    heap.u32(masks, rows).fill(0);
    for (let round = 0; round < 100; round++) {
      for (let r = 0; r < rows; r++) heap.f32(z + 4 * 24 * r, 24).set(logits);
      heap
        .u32(keys, rows)
        .set(Array.from({ length: rows }, (_, r) => Math.imul(round * rows + r, 2654435761)));
      kernels.draw(z, 24, 21, rows, keys, masks, 1, tokens, logProbs);
      heap.u32(tokens, rows).forEach((token, r) => {
        counts[token]++;
        if (r === 0) expect(heap.f32(logProbs, rows)[0]).toBeCloseTo(logits[token] - Math.log(total), 5);
      });
    }
    const chiSquare = counts.reduce((sum, count, v) => {
      const expected = (40_000 * Math.exp(logits[v])) / total;
      return sum + (count - expected) ** 2 / expected;
    }, 0);
    expect(chiSquare).toBeLessThan(45.3); // 0.1 % of all samples of 20 degrees of freedom lie above
  });

  it('take the steps of AdamW on the host', () => {
    const draw = noise(4);
    const views = [
      { name: 'a', shape: [5, 3], offset: 0, size: 15, decays: true },
      { name: 'b', shape: [3], offset: 15, size: 3, decays: false },
      { name: 'c', shape: [7, 3], offset: 18, size: 21, decays: true },
    ];
    const values = draw(39);
    const host = new AdamW(views);
    const optimiser = new Optimiser(module, views);
    optimiser.parameters.set(values);
    for (let step = 0; step < 20; step++) {
      const gradient = draw(39);
      optimiser.add(gradient);
      const [got, expected] = [optimiser.step(settings), host.step(values, gradient, settings)];
      expect(got.gradientNorm).toBeCloseTo(expected.gradientNorm, 5);
      expect(got.clipped).toBe(expected.clipped);
    }
    close(optimiser.parameters, values, 1e-5);
    close(optimiser.save().second, host.save().second, 1e-6);
  });
});
