import { expect, it } from 'vitest';
import { nodeBackends } from '../../scripts/lib/node_backends.ts';
import { flopsPerSecond } from './pace_probe.ts';

it('counts the operations of the steps that a clock allows, and leaves nothing', async () => {
  const backend = await nodeBackends.activate('cpu');
  let nowMs = 0;
  const clock = () => {
    nowMs += 50;
    return nowMs;
  };
  // Two steps in 100 ms of this clock: 2 rows of 64 tokens through 2 blocks of 12 x 128^2, and a head of 512.
  const forward = 2 * 128 * 2 * 12 * 128 ** 2 + 2 * 64 * 128 * 512 + 2 * 2 * 2 * 128 * 64 ** 2;
  expect(await flopsPerSecond(backend, () => {}, clock)).toBeCloseTo(20 * 3 * forward, -3);
  await expect.poll(() => backend.memory().deviceBytes).toBe(0);
  backend.release();
});
