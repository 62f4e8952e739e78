// The CPU engine as a backend: its models live on shards, and their parameters on the host.
import { CpuModel } from '../cpu/cpu_model.ts';
import type { CpuDevice } from '../cpu/device.ts';
import { estimateMemory, LARGEST_INSTANCE } from '../cpu/memory.ts';
import type { ActiveBackend } from './backend.ts';

const never = new Promise<never>(() => {});

export function cpuBackend(device: CpuDevice): ActiveBackend {
  let peakDeviceBytes = 0;
  return {
    info: {
      name: 'cpu',
      label: device.count > 1 ? `CPU · ${device.count} threads` : 'CPU',
      largestBufferBytes: LARGEST_INSTANCE,
    },
    memory() {
      const deviceBytes = device.bytes;
      peakDeviceBytes = Math.max(peakDeviceBytes, deviceBytes);
      return { tensors: 0, deviceBytes, peakDeviceBytes };
    },
    failed: never,
    createModel: async (config, parameters, trainable) => new CpuModel(device, config, parameters, trainable),
    estimate: (config, shapes) => estimateMemory(device.module, config, shapes, device.count),
    parametersOnHost: true,
    release: () => device.close(),
  };
}
