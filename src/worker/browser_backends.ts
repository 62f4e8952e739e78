// Backends in a browser's worker: WebGPU on a device of our own, else WASM (SIMD), else plain CPU; why it is not
// WebGPU is said in a sentence. WebGPU errors are silent by default, so every one becomes a failure here.

import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import plainWasm from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm?url';
import simdWasm from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url';
import { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import type { ActiveBackend, BackendFailure, BackendProvider } from './backend.ts';
import type { BackendName } from './protocol.ts';

const never = new Promise<never>(() => {});

function backendMemory() {
  const memory = tf.memory() as tf.MemoryInfo & { numBytesAllocatedInGPU?: number };
  return { tensors: memory.numTensors, deviceBytes: memory.numBytesAllocatedInGPU ?? memory.numBytes };
}

const USEFUL_LIMITS = [
  'maxStorageBufferBindingSize',
  'maxBufferSize',
  'maxStorageBuffersPerShaderStage',
  'maxComputeWorkgroupStorageSize',
  'maxComputeInvocationsPerWorkgroup',
  'maxComputeWorkgroupSizeX',
  'maxComputeWorkgroupsPerDimension',
] as const;

/** What the adapter has of these: tfjs's own device keeps the low defaults. */
function usefulLimits({ limits }: GPUAdapter): Record<string, number> {
  return Object.fromEntries(USEFUL_LIMITS.map((name) => [name, limits[name]]));
}

function watch(device: GPUDevice): Promise<BackendFailure> {
  return new Promise((resolve) => {
    device.lost.then(({ message }) => {
      resolve({
        code: 'device-lost',
        message: `The graphics device was lost (${message || 'no reason given'}). The run stands where it was.`,
      });
    });
    device.addEventListener('uncapturederror', ({ error }) => {
      const code = error instanceof GPUOutOfMemoryError ? 'out-of-memory' : 'gpu-error';
      resolve({ code, message: `The graphics device reported an error: ${error.message}` });
    });
  });
}

/** @param anyAdapter also one that computes on the CPU, which is slower than WASM there. */
async function activateWebGPU(anyAdapter = true): Promise<ActiveBackend> {
  if (!navigator.gpu) throw new Error('this browser has no WebGPU');
  const adapter = await navigator.gpu.requestAdapter({ powerPreference: 'high-performance' });
  if (!adapter) throw new Error('WebGPU found no graphics adapter');
  if (adapter.info.isFallbackAdapter && !anyAdapter) {
    throw new Error('WebGPU has only a software adapter here, which is slower');
  }
  const requiredFeatures: GPUFeatureName[] = adapter.features.has('timestamp-query')
    ? ['timestamp-query']
    : [];
  const device = await adapter.requestDevice({ requiredLimits: usefulLimits(adapter), requiredFeatures });
  const failed = watch(device);
  tf.removeBackend('webgpu');
  // tfjs pins an older @webgpu/types, so its GPUDevice is another nominal type of the same thing.
  tf.registerBackend('webgpu', () => new WebGPUBackend(device as never, adapter.info as never), 3);
  if (!(await tf.setBackend('webgpu'))) throw new Error('tfjs could not start its WebGPU backend');
  const { vendor, architecture, description } = adapter.info;
  const label = `WebGPU · ${[...new Set([vendor, architecture, description])].filter(Boolean).join(' ') || 'unnamed adapter'}`;
  return { info: { name: 'webgpu', label }, memory: backendMemory, failed };
}

async function activateWasm(): Promise<ActiveBackend> {
  setWasmPaths({
    'tfjs-backend-wasm.wasm': plainWasm,
    'tfjs-backend-wasm-simd.wasm': simdWasm,
    'tfjs-backend-wasm-threaded-simd.wasm': simdWasm,
  });
  tf.env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
  if (!(await tf.setBackend('wasm'))) throw new Error('WebAssembly could not be started');
  const simd = await tf.env().getAsync('WASM_HAS_SIMD_SUPPORT');
  return {
    info: { name: 'wasm', label: simd ? 'CPU (WASM, SIMD)' : 'CPU (WASM)' },
    memory: backendMemory,
    failed: never,
  };
}

async function activateCpu(): Promise<ActiveBackend> {
  if (!(await tf.setBackend('cpu'))) throw new Error('the plain JavaScript backend could not be started');
  return { info: { name: 'cpu', label: 'CPU (plain JavaScript)' }, memory: backendMemory, failed: never };
}

const activators: Readonly<Record<BackendName, () => Promise<ActiveBackend>>> = {
  webgpu: activateWebGPU,
  wasm: activateWasm,
  cpu: activateCpu,
};

/** The named backend; where it cannot be started, the one that was active is so again. */
async function activateOrStay(name: BackendName): Promise<ActiveBackend> {
  const before = tf.engine().backendName;
  try {
    return await activators[name]();
  } catch (error) {
    if (before && before !== name) await tf.setBackend(before);
    throw error;
  }
}

export const browserBackends: BackendProvider = {
  async activate(name) {
    if (name) return activateOrStay(name);
    const reasons: string[] = [];
    for (const candidate of ['webgpu', 'wasm', 'cpu'] as const) {
      try {
        const active = await (candidate === 'webgpu' ? activateWebGPU(false) : activators[candidate]());
        const reason =
          reasons.length > 0 ? `Computing on the CPU because ${reasons.join(', and ')}.` : undefined;
        return { ...active, info: { ...active.info, reason } };
      } catch (error) {
        reasons.push(error instanceof Error ? error.message : String(error));
      }
    }
    throw new Error(
      `Nothing here can compute: ${reasons.join('; ')}. Use a current Chrome, Edge, Firefox or Safari.`,
    );
  },
};
