// The device that the browser tests of the engine share, with every tuning it can run. A page opens it once, and what one
// test compiles another finds.
import { expect } from 'vitest';
import { openDevice } from './device.ts';
import { Gpu } from './gpu.ts';
import { offeredMatrices } from './tuning.ts';
import type { Tuning } from './wgsl.ts';

const opened = await openDevice(navigator.gpu, true);
const { device, software } = opened;
const errors: string[] = [];
device.addEventListener('uncapturederror', ({ error }) => errors.push(error.message));

/** For `afterEach`: an invalid dispatch leaves old bytes behind and raises nothing. */
export const expectNoGpuErrors = () => expect(errors).toEqual([]);

export const hasSubgroups = device.features.has('subgroups' as GPUFeatureName);

const barrierFree: Tuning = {
  lanes: 1,
  matmul: 'registers',
  subgroups: false,
  attention: 'threads',
  decoding: 'dispatches',
  workgroupBytes: device.limits.maxComputeWorkgroupStorageSize,
  storage: 'f32',
};
const tiled: Tuning = {
  lanes: 64,
  matmul: 'tiled',
  subgroups: false,
  attention: 'tiled',
  decoding: 'dispatches',
  workgroupBytes: device.limits.maxComputeWorkgroupStorageSize,
  storage: 'f32',
};

const matrices = offeredMatrices(opened, 'f32');
const whole: Tuning = { ...barrierFree, lanes: 64, decoding: 'whole' };

const tunings: Readonly<Record<string, Tuning>> = {
  'barrier-free': barrierFree,
  tiled,
  [hasSubgroups ? 'quads, subgroups' : 'quads']: { ...tiled, matmul: 'quads', subgroups: hasSubgroups },
  ...(matrices && { matrices: { ...tiled, matmul: 'matrices', matrices } }),
};

/** Tunings of whole models, by name. */
export const baseTunings: Readonly<Record<string, Tuning>> = {
  ...tunings,
  'whole decoding': whole,
  ...(hasSubgroups && { 'whole decoding, subgroups': { ...whole, subgroups: true } }),
};
let base = barrierFree;

/** Chooses what `gpuOf` starts from; a browser checks runs with the first alone. */
export function chooseTuning(name: string): void {
  base = baseTunings[name];
}

/** With its account of memory empty. */
export const gpuOf = (tuning: Partial<Tuning> = {}, limits: ConstructorParameters<typeof Gpu>[3] = {}) =>
  new Gpu(device, { ...base, ...tuning }, software, limits);

export const devices = Object.entries(tunings).map(([name, tuning]) => ({ name, gpu: gpuOf(tuning) }));

const halfMatrices = offeredMatrices(opened, 'f16');

/** With f16 storage, every kind of product that this adapter offers; software adapters have none. */
export const halfTunings: readonly Partial<Tuning>[] = device.features.has('shader-f16')
  ? [
      { storage: 'f16' },
      { ...tiled, storage: 'f16' },
      { ...tiled, storage: 'f16', matmul: 'half quads' },
      ...(halfMatrices
        ? [{ ...tiled, storage: 'f16', matmul: 'matrices', matrices: halfMatrices } as const]
        : []),
    ]
  : [];
