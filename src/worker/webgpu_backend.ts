// The engine on WebGPU. WebGPU errors are silent by default. Here each becomes a failure, unless the device was released.
import type { OpenDevice } from '../engine/adapter.ts';
import { adapterLabel, openDevice, openGpu } from '../engine/device.ts';
import { EngineModel } from '../engine/engine_model.ts';
import type { Gpu } from '../engine/gpu.ts';
import { estimateMemory } from '../engine/memory.ts';
import type { Tuning } from '../engine/wgsl.ts';
import { awaited } from '../event_loop/awaited.ts';
import type { ActiveBackend, BackendFailure } from '../session/backend.ts';

export type Storage = Tuning['storage'];

function watch({ device, info }: OpenDevice, isReleased: () => boolean): Promise<BackendFailure> {
  const adapter = adapterLabel(info);
  return new Promise((resolve) => {
    device.lost.then(({ message }) => {
      if (isReleased()) return;
      resolve({
        code: 'device-lost',
        message: `The graphics device (${adapter}) was lost: ${message.trim() || 'no reason given'}.`,
      });
    });
    device.addEventListener('uncapturederror', ({ error }) => {
      if (isReleased()) return;
      if (error instanceof GPUOutOfMemoryError)
        resolve({
          code: 'out-of-memory',
          message: `The graphics device (${adapter}) is out of memory: ${error.message}. Fewer samples per prompt or prompts per batch need less.`,
        });
      else
        resolve({
          code: 'gpu-error',
          message: `The graphics device (${adapter}) reported an error: ${error.message}`,
        });
    });
  });
}

/** Describes the adapter for a bug report. */
function details({ info, device }: OpenDevice, gpu: Gpu): Record<string, unknown> {
  const { vendor, architecture, device: model, description } = info;
  const { maxBufferSize, maxStorageBufferBindingSize, maxStorageBuffersPerShaderStage } = device.limits;
  return {
    adapter: { vendor, architecture, device: model, description },
    features: [...device.features].sort(),
    limits: { maxBufferSize, maxStorageBufferBindingSize, maxStorageBuffersPerShaderStage },
    tuning: gpu.tuning,
  };
}

/** Opens a device and watches it for errors. @param anyAdapter accepts an adapter that computes on the CPU. */
export async function openWebGPU(anyAdapter = true) {
  const opened = await openDevice(navigator.gpu, anyAdapter);
  let released = false;
  const failed = watch(opened, () => released);
  return {
    opened,
    failed,
    details: (gpu: Gpu) => details(opened, gpu),
    release() {
      released = true;
      opened.device.destroy();
    },
  };
}

/**
 * @param anyAdapter accepts an adapter that computes on the CPU.
 * @param storage f16 halves the memory of weights and activations; throws if the adapter lacks it.
 */
export async function activateWebGPU(anyAdapter = true, storage: Storage = 'f32'): Promise<ActiveBackend> {
  const { opened, failed, details, release } = await openWebGPU(anyAdapter);
  // A device that is dead from the start would leave the measurements waiting.
  const dead = failed.then(({ message }) => Promise.reject(new Error(message)));
  const missing = `The graphics device (${adapterLabel(opened.info)}) has not answered`;
  const gpu = await awaited({ missing, ofDevice: true }, () =>
    Promise.race([openGpu(opened, { storage }), dead]),
  ).catch((error: unknown) => {
    release();
    throw error;
  });
  const { maxBufferSize, maxStorageBufferBindingSize } = opened.device.limits;
  return {
    info: {
      name: 'webgpu',
      label: adapterLabel(opened.info),
      details: details(gpu),
      largestBufferBytes: Math.min(maxBufferSize, maxStorageBufferBindingSize),
    },
    memory() {
      const { bytes, peakBytes } = gpu.memory;
      return { tensors: 0, deviceBytes: bytes, peakDeviceBytes: peakBytes };
    },
    failed,
    createModel: (config, parameters, trainable, progress) =>
      EngineModel.create(gpu, config, parameters, trainable, progress),
    estimate: (config, shapes) => estimateMemory(config, shapes, gpu),
    parametersOnHost: false,
    release,
  };
}
