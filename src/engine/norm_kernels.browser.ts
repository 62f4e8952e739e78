// Norms and embeddings against loops in double precision, over random shapes.
import fc from 'fast-check';
import { afterEach, describe, it } from 'vitest';
import { foldedGroups, laneGroups } from './gpu.ts';
import { Draw, dispatch, expectClose } from './kernel_checks.ts';
import { embedding, embeddingBackward } from './kernels/embedding.ts';
import { norm } from './kernels/norm.ts';
import { normBackward, normParameterGroups, normParametersBackward } from './kernels/norm_backward.ts';
import { devices, expectNoGpuErrors } from './test_device.ts';
import { ITEMS } from './wgsl.ts';

afterEach(expectNoGpuErrors);

const shape = fc.record({
  seed: fc.nat(1e6),
  rows: fc.integer({ min: 1, max: 75 }),
  inner: fc.integer({ min: 1, max: 70 }),
  columns: fc.integer({ min: 1, max: 75 }),
});
const RUNS = { numRuns: 5 };
/** Rows of quads or of any width; more rows than the threads of a column read at once, or few. */
const normShape = fc.record({
  seed: fc.nat(1e6),
  rows: fc.oneof(fc.integer({ min: 1, max: 75 }), fc.integer({ min: 500, max: 1200 })),
  quads: fc.boolean(),
  inner: fc.integer({ min: 1, max: 70 }),
});

describe.each(devices)('$name', ({ gpu }) => {
  const { tuning } = gpu;

  it.each([
    ['layer', 1e-5],
    ['rms', 0.02],
  ] as const)('%s norm of all tokens, of slots, of living rows; its gradients', async (type, epsilon) => {
    const ofLayer = type === 'layer';
    await fc.assert(
      fc.asyncProperty(normShape, async ({ seed, rows, quads, inner }) => {
        const draw = new Draw(seed);
        const width = quads ? 4 * inner : inner;
        const x = draw.floats(rows * width, 2).map((v) => v + 1);
        const weights = draw.floats(4 + 2 * width);
        const values = { width, gainAt: 4, biasAt: 4 + width, epsilon };
        const slots = Math.ceil(rows / 2);
        const chosen = draw.chosen(slots, rows);
        const normed = (n: number) => {
          const values = [...x.subarray(n * width, (n + 1) * width)];
          const mean = ofLayer ? values.reduce((a, b) => a + b) / width : 0;
          const variance = values.reduce((a, b) => a + (b - mean) ** 2, 0) / width;
          const scale = 1 / Math.sqrt(variance + epsilon);
          return { mean, scale, xhat: values.map((v) => (v - mean) * scale) };
        };
        const line = (n: number) =>
          normed(n).xhat.map((v, j) => v * weights[4 + j] + (ofLayer ? weights[4 + width + j] : 0));
        const all = Array.from({ length: rows }, (_, n) => n);
        const counts = { tokens: rows, slots };
        const groups = laneGroups(rows, tuning);
        const forward = (kind: 'tokens' | 'slots' | 'living', list: Uint32Array<ArrayBuffer>) =>
          dispatch(gpu, norm(kind, type, quads, tuning), {
            buffers: { x, weights, rows: list, y: rows * width, stats: 2 * rows },
            values,
            counts,
            groups,
            read: kind === 'living' ? ['y'] : ['y', 'stats'],
          });
        const [y, stats] = await forward('tokens', chosen);
        expectClose(y, all.flatMap(line), 'tokens');
        expectClose(
          stats,
          all.flatMap((n) => [normed(n).mean, normed(n).scale]),
          'stats',
        );
        const [ofSlots, slotStats] = await forward('slots', chosen);
        expectClose(ofSlots.subarray(0, slots * width), [...chosen].flatMap(line), 'slots');
        const [ofLiving] = await forward('living', Uint32Array.of(slots, 0, ...chosen));
        const placed = new Float64Array(rows * width);
        for (const n of chosen) placed.set(line(n), n * width);
        expectClose(ofLiving, placed, 'living');

        const dy = draw.floats(rows * width);
        const dx = (n: number, g: ArrayLike<number>) => {
          const { scale, xhat } = normed(n);
          const gained = Array.from(g, (v, j) => v * weights[4 + j]);
          const mean = ofLayer ? gained.reduce((a, b) => a + b) / width : 0;
          const product = gained.reduce((a, b, j) => a + b * xhat[j], 0) / width;
          return gained.map((v, j) => (v - mean - xhat[j] * product) * scale);
        };
        // In a narrow row the gradient is a small difference of terms as large as this.
        const terms = Math.max(...all.map((n) => normed(n).scale)) * Math.max(...dy.map(Math.abs));
        const row = (n: number) => dy.subarray(n * width, (n + 1) * width);
        const residual = draw.floats(rows * width);
        const [added] = await dispatch(gpu, normBackward('residual', type, quads, tuning), {
          buffers: { x, dy, stats: Float32Array.from(stats), weights, dHidden: residual },
          values,
          counts,
          groups,
          read: ['dHidden'],
        });
        expectClose(
          added,
          all.flatMap((n) => dx(n, row(n)).map((v, j) => v + residual[n * width + j])),
          'dx',
          terms,
        );
        const slotOf = new Uint32Array(rows).fill(0xffffffff);
        chosen.forEach((n, s) => {
          slotOf[n] = s;
        });
        const [final] = await dispatch(gpu, normBackward('final', type, quads, tuning), {
          buffers: { x, dy, stats: Float32Array.from(slotStats), weights, slotOf, dHidden: residual },
          values,
          counts,
          groups,
          read: ['dHidden'],
        });
        const expectedFinal = new Float64Array(rows * width);
        chosen.forEach((n, s) => {
          expectedFinal.set(dx(n, row(s)), n * width);
        });
        expectClose(final, expectedFinal, 'final dx', terms);

        const before = draw.floats(4 + 2 * width);
        const parameters = async (kind: 'tokens' | 'slots', of: ArrayLike<number>, kept: Float32Array) => {
          const [gradient] = await dispatch(gpu, normParametersBackward(kind, type, quads, tuning), {
            buffers: { x, dy, stats: Float32Array.from(kept), rows: chosen, gradient: before },
            values,
            counts,
            groups: normParameterGroups(width),
            read: ['gradient'],
          });
          const expected = Float64Array.from(before);
          Array.from(of).forEach((n, s) => {
            const { xhat } = normed(n);
            row(s).forEach((g, j) => {
              expected[4 + j] += g * xhat[j];
              if (ofLayer) expected[4 + width + j] += g;
            });
          });
          expectClose(gradient, expected, `parameters of ${kind}`);
        };
        await parameters('tokens', all, stats);
        await parameters('slots', chosen, slotStats);
      }),
      RUNS,
    );
  });

  it('embeddings and their gradient', async () => {
    await fc.assert(
      fc.asyncProperty(shape, async ({ seed, rows, inner: width, columns: vocabulary }) => {
        const draw = new Draw(seed);
        const [tokens, positions] = [draw.integers(rows, vocabulary), draw.integers(rows, 6)];
        const weights = draw.floats((vocabulary + 6) * width);
        const positionsAt = vocabulary * width;
        for (const learned of [true, false]) {
          const [hidden] = await dispatch(gpu, embedding(learned), {
            buffers: { tokens, positions, weights, hidden: rows * width },
            values: { width, positionsAt },
            counts: { tokens: rows },
            groups: foldedGroups(rows * width, ITEMS),
            read: ['hidden'],
          });
          expectClose(
            hidden,
            Float64Array.from({ length: rows * width }, (_, at) => {
              const [n, j] = [Math.floor(at / width), at % width];
              const position = learned ? weights[positionsAt + positions[n] * width + j] : 0;
              return weights[tokens[n] * width + j] + position;
            }),
            'embedding',
          );
        }
        const readers = new Map<number, number[]>();
        tokens.forEach((token, n) => {
          readers.set(token * width, [...(readers.get(token * width) ?? []), n]);
        });
        const lists = [...readers.values()];
        const starts = [0];
        for (const list of lists) starts.push(starts.at(-1)! + list.length);
        const [before, dHidden] = [draw.floats(weights.length), draw.floats(rows * width)];
        const [gradient] = await dispatch(gpu, embeddingBackward, {
          buffers: {
            owners: Uint32Array.from(readers.keys()),
            starts: Uint32Array.from(starts),
            members: Uint32Array.from(lists.flat()),
            dHidden,
            gradient: before,
          },
          values: { width },
          counts: { owners: readers.size },
          groups: foldedGroups(readers.size * width, ITEMS),
          read: ['gradient'],
        });
        const expected = Float64Array.from(before);
        tokens.forEach((token, n) => {
          for (let j = 0; j < width; j++) expected[token * width + j] += dHidden[n * width + j];
        });
        expectClose(gradient, expected, 'gradient');
      }),
      RUNS,
    );
  });
});
