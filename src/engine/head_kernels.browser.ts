// Log-probs, the value head, the update and the sampler against loops in double precision.
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { AdamW } from '../model/adamw.ts';
import { drawToken } from '../model/sampling.ts';
import { gumbelAt, pcgHash } from '../random/counter.ts';
import { foldedGroups, laneGroups } from './gpu.ts';
import { Draw, dispatch, expectClose } from './kernel_checks.ts';
import { adamw, clipScale, gradientNorm, NORM_PARTS } from './kernels/adamw.ts';
import { compactRows, UNDRAWN } from './kernels/decoding.ts';
import { sampleToken } from './kernels/sampling.ts';
import {
  divergence,
  logitsPitch,
  logSoftmax,
  tokenLogProb,
  tokenLogProbBackward,
} from './kernels/token_log_prob.ts';
import { valueHead, valueHeadBackward, valueParametersBackward } from './kernels/value_head.ts';
import { devices, expectNoGpuErrors } from './test_device.ts';
import { ITEMS } from './wgsl.ts';

afterEach(expectNoGpuErrors);

const RUNS = { numRuns: 5 };
const rowShape = fc.record({
  seed: fc.nat(1e6),
  rows: fc.integer({ min: 1, max: 70 }),
  vocabulary: fc.integer({ min: 2, max: 140 }),
  width: fc.integer({ min: 1, max: 70 }),
});

describe.each(devices)('$name', ({ gpu }) => {
  const { tuning } = gpu;

  it('log-probs of realised tokens, their gradient, the log-softmax, divergence and entropy', async () => {
    await fc.assert(
      fc.asyncProperty(rowShape, async ({ seed, rows, vocabulary }) => {
        const draw = new Draw(seed);
        const first = 3;
        const total = rows + first;
        const pitch = logitsPitch(vocabulary);
        const logits = draw.floats(rows * pitch, 4);
        const others = draw.floats(rows * pitch, 4);
        const targets = draw.integers(total, vocabulary);
        const coefficients = draw.floats(total);
        const line = (z: Float32Array, s: number) => {
          const row = [...z.subarray(s * pitch, s * pitch + vocabulary)];
          const max = Math.max(...row);
          const lse = max + Math.log(row.reduce((sum, logit) => sum + Math.exp(logit - max), 0));
          return { lse, logP: row.map((logit) => logit - lse) };
        };
        const common = {
          values: { vocabulary },
          counts: { slots: rows, first },
          groups: laneGroups(rows, tuning),
        };
        const [logProbs, logSum] = await dispatch(gpu, tokenLogProb(tuning), {
          ...common,
          buffers: { logits, targets, logProbs: total, logSum: total },
          read: ['logProbs', 'logSum'],
        });
        const every = Array.from({ length: rows }, (_, s) => s);
        const unpadded = (z: Float32Array) =>
          every.flatMap((s) => [...z.subarray(s * pitch, s * pitch + vocabulary)]);
        expectClose(
          logProbs.subarray(first),
          every.map((s) => line(logits, s).logP[targets[first + s]]),
          'log q',
        );
        expectClose(
          logSum.subarray(first),
          every.map((s) => line(logits, s).lse),
          'log-sum',
        );
        const [gradient] = await dispatch(gpu, tokenLogProbBackward, {
          ...common,
          groups: foldedGroups((rows * pitch) / 4, ITEMS),
          buffers: { targets, coefficients, logSum: Float32Array.from(logSum), logits },
          read: ['logits'],
        });
        expectClose(
          unpadded(gradient),
          every.flatMap((s) =>
            line(logits, s).logP.map(
              (l, v) => coefficients[first + s] * ((v === targets[first + s] ? 1 : 0) - Math.exp(l)),
            ),
          ),
          'dz',
        );
        const [softmax] = await dispatch(gpu, logSoftmax(tuning), {
          ...common,
          buffers: { logits },
          read: ['logits'],
        });
        expectClose(
          unpadded(softmax),
          every.flatMap((s) => line(logits, s).logP),
          'log-softmax',
        );
        const [pairs] = await dispatch(gpu, divergence(tuning), {
          ...common,
          buffers: { logits, others, result: 2 * total },
          read: ['result'],
        });
        const expected = every.flatMap((s) => {
          const [q, p] = [line(logits, s).logP, line(others, s).logP];
          return [
            q.reduce((sum, l, v) => sum + Math.exp(l) * (l - p[v]), 0),
            -q.reduce((sum, l) => sum + Math.exp(l) * l, 0),
          ];
        });
        expectClose(pairs.subarray(2 * first), expected, 'divergence');
      }),
      RUNS,
    );
  });

  it('the value head and its gradients', async () => {
    await fc.assert(
      fc.asyncProperty(rowShape, async ({ seed, rows, width }) => {
        const draw = new Draw(seed);
        const hidden = draw.floats(rows * width);
        const weights = draw.floats(1 + width + 3);
        const coefficients = draw.floats(rows);
        const values = { width, weightAt: 1, biasAt: 3 + width };
        const counts = { slots: rows };
        const row = (s: number) => hidden.subarray(s * width, (s + 1) * width);
        const every = Array.from({ length: rows }, (_, s) => s);
        const [estimates] = await dispatch(gpu, valueHead(tuning), {
          buffers: { hidden, weights, values: rows },
          values,
          counts,
          groups: laneGroups(rows, tuning),
          read: ['values'],
        });
        expectClose(
          estimates,
          every.map((s) => row(s).reduce((sum, h, j) => sum + h * weights[1 + j], weights[3 + width])),
          'values',
        );
        const before = draw.floats(rows * width);
        const [dHidden] = await dispatch(gpu, valueHeadBackward, {
          buffers: { coefficients, weights, dHidden: before },
          values,
          counts,
          groups: foldedGroups(rows * width, ITEMS),
          read: ['dHidden'],
        });
        expectClose(
          dHidden,
          before.map((v, at) => v + coefficients[Math.floor(at / width)] * weights[1 + (at % width)]),
          'd hidden',
        );
        const kept = draw.floats(weights.length);
        const [gradient] = await dispatch(gpu, valueParametersBackward, {
          buffers: { coefficients, hidden, gradient: kept },
          values,
          counts,
          groups: foldedGroups(width + 1, ITEMS),
          read: ['gradient'],
        });
        const expected = Float64Array.from(kept);
        for (const s of every) {
          row(s).forEach((h, j) => {
            expected[1 + j] += coefficients[s] * h;
          });
          expected[3 + width] += coefficients[s];
        }
        expectClose(gradient, expected, 'parameters');
      }),
      RUNS,
    );
  });

  it('norm, clip and AdamW as on the host; nothing at all with a gradient that is not finite, or refused', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.nat(1e6),
        fc.integer({ min: 1, max: 9000 }),
        fc.boolean(),
        fc.boolean(),
        async (seed, size, sound, refused) => {
          const draw = new Draw(seed);
          const decayRates = { beta1: 0.9, beta2: 0.95, epsilon: 1e-8 };
          const settings = { ...decayRates, learningRate: 0.01, weightDecay: 0.1, gradientClip: 1 };
          const gradient = draw.floats(size);
          if (!sound) gradient[Math.floor(size / 2)] = seed % 2 === 0 ? Number.NaN : Number.POSITIVE_INFINITY;
          const before = draw.floats(size);
          const half = Math.floor(size / 2);
          const view = { name: 'x', shape: [1], offset: 0, size: half, decays: true };
          const twin = new AdamW([view, { ...view, offset: half, size: size - half, decays: false }]);
          const moments = {
            step: 2,
            first: draw.floats(size, 0.1),
            second: draw.floats(size, 0.1).map((v) => v * v),
          };
          twin.load(moments);
          const expected = before.slice();
          const report = twin.step(expected, gradient, settings);
          const bits = new Uint32Array(Math.ceil(size / 32));
          for (let i = 0; i < half; i++) bits[i >>> 5] |= 1 << (i & 31);
          // Two buffers of parameters, of which the first one's gradient is a third.
          const third = Math.ceil(size / 3);
          const partsOf = async (of: Float32Array<ArrayBuffer>, partsAt: number) => {
            const [parts] = await dispatch(gpu, gradientNorm(tuning), {
              buffers: { gradient: of, parts: 4 * NORM_PARTS },
              values: { size: of.length, partsAt },
              groups: [NORM_PARTS, 1],
              read: ['parts'],
            });
            return parts;
          };
          const rest = await partsOf(gradient.slice(third), NORM_PARTS);
          expect(rest.subarray(0, 2 * NORM_PARTS).every((v) => v === 0)).toBe(true);
          const parts = (await partsOf(gradient.slice(0, third), 0)).map((v, i) => v + rest[i]);
          // The host knows of one step; two have been applied, so the third has the second pair of corrections.
          const corrections = Float32Array.of(9, 9, 1 - 0.9 ** 3, 1 - 0.95 ** 3, 9, 9);
          const [said] = await dispatch(gpu, clipScale(tuning), {
            buffers: {
              parts: Float32Array.from(parts),
              refusals: Float32Array.of(0, 0, 1),
              corrections,
              report: Float32Array.of(0, 0, 0, 0, 0, 2),
            },
            values: {
              refusers: refused ? 3 : 2,
              known: 1,
              parts: 2 * NORM_PARTS,
              clip: settings.gradientClip,
            },
            groups: [1, 1],
            read: ['report'],
          });
          const applied = report.applied && !refused;
          expect([said[2], said[5]]).toEqual(applied ? [1, 3] : [0, 2]);
          if (report.applied) expectClose([said[0]], [report.gradientNorm], 'norm');
          const [values, first, second, cleared] = await dispatch(gpu, adamw(tuning), {
            buffers: {
              report: Float32Array.from(said),
              decays: bits,
              gradient,
              first: moments.first,
              second: moments.second,
              values: before,
            },
            values: { size, ...settings },
            groups: foldedGroups(Math.ceil(size / 4), ITEMS),
            read: ['values', 'first', 'second', 'gradient'],
          });
          expect(cleared.every((g) => g === 0)).toBe(true);
          const kept = twin.save();
          if (applied) {
            expectClose(values, expected, 'values');
            expectClose(first, kept.first, 'first moments');
            expectClose(second, kept.second, 'second moments');
          } else {
            expect([values, first, second]).toEqual([before, moments.first, moments.second]);
          }
        },
      ),
      { numRuns: 8 },
    );
  });

  it('draws the token that the host draws, with its log-prob and its embedding', async () => {
    await fc.assert(
      fc.asyncProperty(rowShape, fc.boolean(), fc.boolean(), async (shape, ofPrompts, learned) => {
        const { seed, rows, vocabulary, width } = shape;
        const draw = new Draw(seed);
        const [capacity, step, temperature] = [4, 2, 0.7];
        const keys = draw.integers(rows, 2 ** 32);
        const pitch = logitsPitch(vocabulary);
        const logits = draw.floats((ofPrompts ? 3 : rows) * pitch, 2);
        const weights = draw.floats((vocabulary + 10) * width);
        const chosen = draw.chosen(Math.ceil(rows / 2), rows);
        const [tokens, logProbs, hidden] = await dispatch(
          gpu,
          sampleToken(ofPrompts ? 'prompts' : 'rows', learned, tuning),
          {
            buffers: {
              living: Uint32Array.of(chosen.length, step, ...chosen),
              rowInfo: Uint32Array.from(Array.from(keys).flatMap((key, row) => [key, row % 3, 0, 5])),
              weights,
              logits,
              tokens: rows * capacity,
              logProbs: rows * capacity,
              hidden: rows * width,
            },
            values: { vocabulary, width, positionsAt: vocabulary * width, capacity, temperature },
            groups: laneGroups(rows, tuning),
            read: ['tokens', 'logProbs', 'hidden'],
          },
        );
        const drawn = new Uint32Array(tokens.buffer);
        for (const row of chosen) {
          const at = (ofPrompts ? row % 3 : row) * pitch;
          const ofRow = logits.slice(at, at + vocabulary);
          const key = pcgHash((step ^ keys[row]) >>> 0);
          const token = drawn[row * capacity + step];
          const noisy = [...ofRow].map((z, v) => z / temperature + gumbelAt(key, v));
          // Two noisy logits within rounding may change places.
          expect(noisy[token]).toBeGreaterThan(Math.max(...noisy) - 1e-4);
          const host = drawToken(ofRow, temperature, key);
          if (host.token === token)
            expectClose([logProbs[row * capacity + step]], [host.logProb], 'log-prob');
          expectClose(
            hidden.subarray(row * width, (row + 1) * width),
            Float64Array.from(
              { length: width },
              (_, j) =>
                weights[token * width + j] + (learned ? weights[(vocabulary + 5 + step) * width + j] : 0),
            ),
            'embedding',
          );
        }
      }),
      RUNS,
    );
  });

  it('drops rows that have drawn EOS, in order, and counts the step', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(1e6), fc.integer({ min: 1, max: 200 }), async (seed, rows) => {
        const draw = new Draw(seed);
        const [capacity, step, eos] = [3, 1, 7];
        const tokens = draw.integers(rows * capacity, 12).map((v) => (v > 9 ? UNDRAWN : v));
        const [raw] = await dispatch(gpu, compactRows(tuning), {
          buffers: { tokens, living: Uint32Array.of(rows, step, ...new Array<number>(rows).fill(99)) },
          values: { rows, capacity, eos },
          groups: [1, 1],
          read: ['living'],
        });
        const living = new Uint32Array(raw.buffer);
        const expected = Array.from({ length: rows }, (_, row) => row).filter(
          (row) => ![eos, UNDRAWN].includes(tokens[row * capacity + step]),
        );
        expect([...living.subarray(0, 2 + expected.length)]).toEqual([
          expected.length,
          step + 1,
          ...expected,
        ]);
      }),
      RUNS,
    );
  });
});
