// What the start of a device measures.
import { afterEach, expect, it } from 'vitest';
import { decodingMs } from './decoding_speed.ts';
import { ShaderError } from './gpu_errors.ts';
import { productMs } from './product_speed.ts';
import { expectNoGpuErrors, gpuOf } from './test_device.ts';
import { attentionMs, measuredTuning } from './tuning.ts';

afterEach(expectNoGpuErrors);

const { device, tuning } = gpuOf({ lanes: 64 });
const isTime = (ms: number) => ms > 0 && Number.isFinite(ms);
// Clocks of devices are coarse.
const even = { rows: 70, width: 36, atLeastMs: 1 };

it('times products of every kind, and takes a wrong one for endless', async () => {
  for (const matmul of ['registers', 'tiled', 'quads'] as const)
    expect(isTime(await productMs(device, true, { ...tuning, matmul }, even))).toBe(true);
  // Rows of 30 are no whole quads.
  const odd = { ...even, width: 30 };
  expect(await productMs(device, true, { ...tuning, matmul: 'quads' }, odd)).toBe(Number.POSITIVE_INFINITY);
});

it('refuses quads where workgroup memory is too small for results of few blocks', async () => {
  const adapter = await navigator.gpu.requestAdapter();
  const plain = await adapter!.requestDevice(); // 16 KiB, as every device has
  const ms = (matmul: 'tiled' | 'quads') => productMs(plain, true, { ...tuning, matmul }, even);
  expect(isTime(await ms('tiled'))).toBe(true);
  await expect(ms('quads')).rejects.toThrow(ShaderError);
  plain.destroy();
});

it('times attention and a whole decoding', async () => {
  for (const attention of ['threads', 'tiled'] as const)
    expect(isTime(await attentionMs(device, true, { ...tuning, attention }))).toBe(true);
  expect(isTime(await decodingMs(device, true, { ...tuning, decoding: 'whole' }))).toBe(true);
});

it('picks kinds that this device offers', async () => {
  const { matmul, lanes, matrices } = await measuredTuning(
    { device, info: device.adapterInfo, software: true },
    gpuOf().tuning,
  );
  expect(['registers', 'tiled', 'quads']).toContain(matmul);
  expect([1, 64]).toContain(lanes);
  expect(matrices).toBeUndefined();
});
