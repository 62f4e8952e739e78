// Log-probs, the value head and the sampler against loops in double precision.
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { drawToken } from '../model/sampling.ts';
import { gumbelAt, pcgHash } from '../random/counter.ts';
import { foldedGroups, laneGroups } from './gpu.ts';
import { Draw, dispatch, expectClose } from './kernel_checks.ts';
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
const isForbidden = (token: number) => token % 7 === 3;
/** Rows of logits at the pitch, of which what is behind a row's last token counts for nothing. */
function paddedLogits(draw: Draw, rows: number, vocabulary: number, scale: number) {
  const pitch = logitsPitch(vocabulary);
  return draw.floats(rows * pitch, scale).map((z, at) => {
    if (at % pitch >= vocabulary) return 1e30;
    return isForbidden(at % pitch) ? -1e9 : z;
  });
}
const rowShape = fc.record({
  seed: fc.nat(1e6),
  rows: fc.integer({ min: 1, max: 70 }),
  // Of the larger ones, every lane reads a row in several turns.
  vocabulary: fc.oneof(fc.integer({ min: 2, max: 140 }), fc.integer({ min: 4100, max: 5000 })),
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
        const logits = paddedLogits(draw, rows, vocabulary, 4);
        const others = paddedLogits(draw, rows, vocabulary, 4);
        const targets = draw.integers(total, vocabulary).map((v) => v - Number(isForbidden(v)));
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
        const allowed = (logs: readonly number[]) => logs.filter((_, at) => !isForbidden(at % vocabulary));
        expectClose(
          allowed(unpadded(softmax)),
          allowed(every.flatMap((s) => line(logits, s).logP)),
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

  it('draws the token that the host draws, with its log-prob and its embedding', async () => {
    await fc.assert(
      fc.asyncProperty(rowShape, fc.boolean(), fc.boolean(), async (shape, ofPrompts, learned) => {
        const { seed, rows, vocabulary, width } = shape;
        const draw = new Draw(seed);
        const [capacity, step, temperature] = [4, 2, 0.7];
        const keys = draw.integers(rows, 2 ** 32);
        const pitch = logitsPitch(vocabulary);
        const logits = paddedLogits(draw, ofPrompts ? 3 : rows, vocabulary, 2);
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
