// Opens a WebGPU device with all that the adapter offers, and tunes the kernels for it. Adapters of one name differ, so two
// small measurements decide.
import { awaited } from '../event_loop/awaited.ts';
import { findAdapter, type OpenDevice } from './adapter.ts';
import { Gpu } from './gpu.ts';
import { measuredTuning } from './tuning.ts';
import type { Tuning } from './wgsl.ts';

const USEFUL_LIMITS = [
  'maxStorageBufferBindingSize',
  'maxBufferSize',
  'maxStorageBuffersPerShaderStage',
  'maxComputeWorkgroupStorageSize',
  'maxComputeInvocationsPerWorkgroup',
  'maxComputeWorkgroupSizeX',
  'maxComputeWorkgroupsPerDimension',
] as const;

/** `GPUFeatureName` does not know them all yet. */
const USEFUL_FEATURES = [
  'timestamp-query',
  'shader-f16',
  'subgroups',
  'chromium-experimental-subgroup-matrix',
] as GPUFeatureName[];

/** Throws with the reason as part of a sentence. @param anyAdapter accepts an adapter that computes on the CPU. */
export async function openDevice(gpu: GPU | undefined, anyAdapter: boolean): Promise<OpenDevice> {
  const { adapter, software } = await findAdapter(gpu, anyAdapter);
  const device = await awaited(
    { missing: `The graphics device (${adapterLabel(adapter.info)}) has not opened`, ofDevice: true },
    () =>
      adapter.requestDevice({
        requiredLimits: Object.fromEntries(USEFUL_LIMITS.map((name) => [name, adapter.limits[name]])),
        requiredFeatures: USEFUL_FEATURES.filter((feature) => adapter.features.has(feature)),
      }),
  );
  return { device, info: adapter.info, software };
}

/** Barrier-free kernels for software, shared tiles and reductions for hardware. */
const defaultTuning = ({ device, software }: OpenDevice): Tuning => ({
  ...(software
    ? {
        lanes: 1,
        matmul: 'registers',
        subgroups: false,
        attention: 'threads',
        decoding: 'dispatches',
      }
    : {
        lanes: 64,
        matmul: 'tiled',
        subgroups: device.features.has('subgroups'),
        attention: 'threads',
        decoding: 'dispatches',
      }),
  workgroupBytes: device.limits.maxComputeWorkgroupStorageSize,
  storage: 'f32',
});

export async function openGpu(opened: OpenDevice, wanted: Partial<Tuning> = {}): Promise<Gpu> {
  if (wanted.storage === 'f16' && !opened.device.features.has('shader-f16'))
    throw new Error('invalid storage: f16 (expected f32: this adapter has no shader-f16)');
  const { device, software } = opened;
  const given = { ...defaultTuning(opened), ...wanted };
  const tuning = { ...(await measuredTuning(opened, given)), ...wanted };
  return new Gpu(device, tuning, software);
}

/** "WebGPU · apple metal-3" */
export function adapterLabel({ vendor, architecture, description }: GPUAdapterInfo): string {
  return `WebGPU · ${[...new Set([vendor, architecture, description])].filter(Boolean).join(' ') || 'unnamed adapter'}`;
}
