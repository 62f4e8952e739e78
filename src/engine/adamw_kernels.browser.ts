// The update against the host's, over random sizes.
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { AdamW } from '../model/adamw.ts';
import { foldedGroups } from './gpu.ts';
import { Draw, dispatch, expectClose } from './kernel_checks.ts';
import { adamw, clipScale, gradientNorm, NORM_PARTS } from './kernels/adamw.ts';
import { devices, expectNoGpuErrors } from './test_device.ts';
import { WIDE_ITEMS } from './wgsl.ts';

afterEach(expectNoGpuErrors);

describe.each(devices)('$name', ({ gpu }) => {
  const { tuning } = gpu;

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
            groups: foldedGroups(Math.ceil(size / 4), WIDE_ITEMS),
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
});
