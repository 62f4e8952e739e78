// The device's Gumbel noise against the host's.
import { afterEach, expect, it } from 'vitest';
import { foldKey, gumbelAt } from '../random/counter.ts';
import { foldedGroups } from './gpu.ts';
import { dispatch } from './kernel_checks.ts';
import { GUMBEL } from './kernels/sampling.ts';
import { expectNoGpuErrors, gpuOf } from './test_device.ts';
import { ITEMS, itemIndex, type Kernel } from './wgsl.ts';

afterEach(expectNoGpuErrors);

const noise: Kernel = {
  name: 'noise',
  bindings: { keys: 'read u32', indices: 'read u32', drawn: 'write f32' },
  sizes: ['draws'],
  declarations: GUMBEL,
  workgroup: [ITEMS, 1],
  body: `${itemIndex}
  if (index < sizes.draws) { drawn[index] = gumbelAt(keys[index], indices[index]); }`,
};

/** Their hashes are the largest numbers of 24 bits, which single precision rounds to a uniform of 1. */
const largest = [29400446, 59577853];

it('is within 1e-4 of the host over a million draws, and at the largest', async () => {
  const draws = 1_000_000;
  const keys = new Uint32Array(draws);
  const indices = new Uint32Array(draws);
  for (let i = 0; i < draws; i++) {
    keys[i] = i < largest.length ? 0 : foldKey(11, i >>> 12);
    indices[i] = i < largest.length ? largest[i] : i & 4095;
  }
  const [drawn] = await dispatch(gpuOf(), noise, {
    buffers: { keys, indices, drawn: draws },
    values: { draws },
    groups: foldedGroups(draws, ITEMS),
    read: ['drawn'],
  });
  for (let i = 0; i < draws; i++) {
    const difference = Math.abs(drawn[i] - gumbelAt(keys[i], indices[i]));
    // Also where it is not a number.
    if (!(difference <= 1e-4))
      expect.fail(`draw ${i} is ${drawn[i]} (expected ${gumbelAt(keys[i], indices[i])})`);
  }
  expect(drawn[0]).toBeCloseTo(16.6355, 3);
});
