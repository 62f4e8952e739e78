// Attention, log-probs, the value head, the update and the sampler against loops in double precision.
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { AdamW } from '../model/adamw.ts';
import { drawToken } from '../model/sampling.ts';
import { gumbelAt, pcgHash } from '../random/counter.ts';
import { foldedGroups, laneGroups } from './gpu.ts';
import { Draw, devices, dispatch, expectClose, expectNoGpuErrors, rowBounds } from './kernel_checks.ts';
import { adamw, clipScale, gradientNorm, NORM_PARTS } from './kernels/adamw.ts';
import { attention } from './kernels/attention.ts';
import { attentionKeyBackward, attentionQueryBackward } from './kernels/attention_backward.ts';
import { compactRows, decodeAttention, UNDRAWN } from './kernels/decoding.ts';
import { sampleToken } from './kernels/sampling.ts';
import { divergence, logSoftmax, tokenLogProb, tokenLogProbBackward } from './kernels/token_log_prob.ts';
import { valueHead, valueHeadBackward, valueParametersBackward } from './kernels/value_head.ts';
import { ITEMS } from './wgsl.ts';

afterEach(expectNoGpuErrors);

const RUNS = { numRuns: 5 };
const rowShape = fc.record({
  seed: fc.nat(1e6),
  rows: fc.integer({ min: 1, max: 70 }),
  vocabulary: fc.integer({ min: 2, max: 140 }),
  width: fc.integer({ min: 1, max: 70 }),
});

/** Attention of packed rows, with everything its gradients need. */
function slowAttention(qkv: ArrayLike<number>, starts: ArrayLike<number>, heads: number, headWidth: number) {
  const width = heads * headWidth;
  const tokens = starts.length;
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
    const scores: number[] = [];
    for (let m = starts[n]; m <= n; m++) scores.push(dot(n, m, head));
    const max = Math.max(...scores);
    const total = scores.reduce((sum, s) => sum + Math.exp(s - max), 0);
    return { p: scores.map((s) => Math.exp(s - max) / total), lse: max + Math.log(total) };
  };
  for (let n = 0; n < tokens; n++) {
    for (let head = 0; head < heads; head++) {
      const { p, lse } = weights(n, head);
      logSum[n * heads + head] = lse;
      for (let e = 0; e < headWidth; e++)
        mixed[n * width + head * headWidth + e] = p.reduce(
          (sum, one, i) => sum + one * at(starts[n] + i, 2, head, e),
          0,
        );
    }
  }
  return { mixed, logSum };
}

describe.each(devices)('$name', ({ gpu }) => {
  const { tuning } = gpu;

  it.each([
    [2, 5],
    [3, 4],
    [1, 16],
  ])(
    'attention of %i heads of width %i over packed rows; its gradient by central differences',
    async (heads, headWidth) => {
      await fc.assert(
        fc.asyncProperty(fc.nat(1e6), fc.integer({ min: 1, max: 40 }), async (seed, tokens) => {
          const draw = new Draw(seed);
          const width = heads * headWidth;
          const { rowStart, rowEnd } = rowBounds(draw.lengths(tokens));
          const qkv = draw.floats(tokens * 3 * width);
          const values = { width, heads };
          const counts = { tokens };
          const groups = foldedGroups(tokens * heads, ITEMS);
          const slow = slowAttention(qkv, rowStart, heads, headWidth);
          const common = { values, counts, groups };
          const [mixed, logSum] = await dispatch(gpu, attention(headWidth, true), {
            ...common,
            buffers: { qkv, rowStart, mixed: tokens * width, logSum: tokens * heads },
            read: ['mixed', 'logSum'],
          });
          expectClose(mixed, slow.mixed, 'mixed');
          expectClose(logSum, slow.logSum, 'log-sum');
          const [only] = await dispatch(gpu, attention(headWidth, false), {
            ...common,
            buffers: { qkv, rowStart, mixed: tokens * width },
            read: ['mixed'],
          });
          expect(only).toEqual(mixed);

          const dMixed = draw.floats(tokens * width);
          const sums = { logSum: Float32Array.from(logSum), mixed: Float32Array.from(mixed) };
          const [ofQueries, correction] = await dispatch(gpu, attentionQueryBackward(headWidth), {
            ...common,
            buffers: { qkv, rowStart, ...sums, dMixed, dqkv: qkv.length, correction: tokens * heads },
            read: ['dqkv', 'correction'],
          });
          const [dqkv] = await dispatch(gpu, attentionKeyBackward(headWidth), {
            ...common,
            buffers: {
              qkv,
              rowEnd,
              logSum: sums.logSum,
              correction: Float32Array.from(correction),
              dMixed,
              dqkv: Float32Array.from(ofQueries),
            },
            read: ['dqkv'],
          });
          const objective = (moved: Float64Array) =>
            slowAttention(moved, rowStart, heads, headWidth).mixed.reduce(
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

  it('attention of one token over its prompt and what was drawn', async () => {
    const [heads, headWidth] = [2, 6];
    await fc.assert(
      fc.asyncProperty(fc.nat(1e6), fc.integer({ min: 1, max: 30 }), async (seed, rows) => {
        const draw = new Draw(seed);
        const [width, capacity, step] = [heads * headWidth, 4, 3];
        const lengths = [3, 1, 5];
        const starts = [0, 3, 4];
        const promptKeys = draw.floats(9 * 3 * width);
        const cache = draw.floats(rows * capacity * 3 * width);
        const chosen = draw.chosen(Math.ceil(rows / 2), rows);
        const prompt = draw.integers(rows, 3);
        const rowInfo = Uint32Array.from(Array.from(prompt).flatMap((p) => [0, p, starts[p], lengths[p]]));
        const [mixed] = await dispatch(gpu, decodeAttention(headWidth), {
          buffers: {
            living: Uint32Array.of(chosen.length, step, ...chosen),
            rowInfo,
            promptKeys,
            cache,
            mixed: rows * width,
          },
          values: { width, heads, capacity },
          groups: foldedGroups(rows * heads, ITEMS),
          read: ['mixed'],
        });
        const expected = new Float64Array(rows * width);
        for (const row of chosen) {
          const p = prompt[row];
          const own = cache.subarray(row * capacity * 3 * width, (row * capacity + step) * 3 * width);
          const sequence = [
            ...promptKeys.subarray(starts[p] * 3 * width, (starts[p] + lengths[p]) * 3 * width),
            ...own,
          ];
          const { mixed: all } = slowAttention(
            sequence,
            new Array<number>(lengths[p] + step).fill(0),
            heads,
            headWidth,
          );
          expected.set(all.subarray(all.length - width), row * width);
        }
        expectClose(mixed, expected);
      }),
      RUNS,
    );
  });

  it('log-probs of realised tokens, their gradient, the log-softmax, divergence and entropy', async () => {
    await fc.assert(
      fc.asyncProperty(rowShape, async ({ seed, rows, vocabulary }) => {
        const draw = new Draw(seed);
        const first = 3;
        const total = rows + first;
        const logits = draw.floats(rows * vocabulary, 4);
        const others = draw.floats(rows * vocabulary, 4);
        const targets = draw.integers(total, vocabulary);
        const coefficients = draw.floats(total);
        const line = (z: Float32Array, s: number) => {
          const own = [...z.subarray(s * vocabulary, (s + 1) * vocabulary)];
          const max = Math.max(...own);
          const lse = max + Math.log(own.reduce((sum, one) => sum + Math.exp(one - max), 0));
          return { lse, logP: own.map((one) => one - lse) };
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
          groups: foldedGroups(rows * vocabulary, ITEMS),
          buffers: { targets, coefficients, logSum: Float32Array.from(logSum), logits },
          read: ['logits'],
        });
        expectClose(
          gradient,
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
          softmax,
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
        const weights = draw.floats(1 + width + 1);
        const coefficients = draw.floats(rows);
        const values = { width, weightAt: 1, biasAt: 1 + width };
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
          every.map((s) => row(s).reduce((sum, h, j) => sum + h * weights[1 + j], weights[1 + width])),
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
          expected[1 + width] += coefficients[s];
        }
        expectClose(gradient, expected, 'parameters');
      }),
      RUNS,
    );
  });

  it('norm, clip and AdamW as on the host; nothing at all with a gradient that is not finite', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.nat(1e6),
        fc.integer({ min: 1, max: 9000 }),
        fc.boolean(),
        async (seed, size, sound) => {
          const draw = new Draw(seed);
          const settings = {
            learningRate: 0.01,
            beta1: 0.9,
            beta2: 0.95,
            epsilon: 1e-8,
            weightDecay: 0.1,
            gradientClip: 1,
          };
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
          const [parts] = await dispatch(gpu, gradientNorm(tuning), {
            buffers: { gradient, parts: 2 * NORM_PARTS },
            values: { size },
            groups: [NORM_PARTS, 1],
            read: ['parts'],
          });
          const [said] = await dispatch(gpu, clipScale, {
            buffers: { parts: Float32Array.from(parts), report: 4 },
            values: { clip: settings.gradientClip },
            groups: [1, 1],
            read: ['report'],
          });
          expect(said[2]).toBe(report.applied ? 1 : 0);
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
            values: { size, ...settings, correction1: 1 - 0.9 ** 3, correction2: 1 - 0.95 ** 3 },
            groups: foldedGroups(size, ITEMS),
            read: ['values', 'first', 'second', 'gradient'],
          });
          expect(cleared.every((g) => g === 0)).toBe(true);
          const kept = twin.save();
          if (report.applied) {
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
      fc.asyncProperty(rowShape, fc.boolean(), async ({ seed, rows, vocabulary, width }, ofPrompts) => {
        const draw = new Draw(seed);
        const [capacity, step, temperature] = [4, 2, 0.7];
        const keys = draw.integers(rows, 2 ** 32);
        const logits = draw.floats((ofPrompts ? 3 : rows) * vocabulary, 2);
        const weights = draw.floats((vocabulary + 10) * width);
        const chosen = draw.chosen(Math.ceil(rows / 2), rows);
        const [tokens, logProbs, hidden] = await dispatch(
          gpu,
          sampleToken(ofPrompts ? 'prompts' : 'rows', tuning),
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
          const at = (ofPrompts ? row % 3 : row) * vocabulary;
          const own = logits.slice(at, at + vocabulary);
          const key = pcgHash((step ^ keys[row]) >>> 0);
          const token = drawn[row * capacity + step];
          const noisy = [...own].map((z, v) => z / temperature + gumbelAt(key, v));
          // Two noisy logits within rounding may change places.
          expect(noisy[token]).toBeGreaterThan(Math.max(...noisy) - 1e-4);
          const host = drawToken(own, temperature, key);
          if (host.token === token)
            expectClose([logProbs[row * capacity + step]], [host.logProb], 'log-prob');
          expectClose(
            hidden.subarray(row * width, (row + 1) * width),
            Float64Array.from(
              { length: width },
              (_, j) => weights[token * width + j] + weights[(vocabulary + 5 + step) * width + j],
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
