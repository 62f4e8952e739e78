// Finds the graphics adapter, before anything is loaded for it.
import { awaited } from '../event_loop/awaited.ts';

/** Some software adapters do not call themselves fallbacks. */
const isSoftware = ({ isFallbackAdapter, architecture, description }: GPUAdapterInfo) =>
  Boolean(isFallbackAdapter) || /swiftshader|llvmpipe|lavapipe/i.test(`${architecture} ${description}`);

export interface FoundAdapter {
  readonly adapter: GPUAdapter;
  /** It computes on the CPU. */
  readonly software: boolean;
}

/** A device, and what its adapter says of itself. */
export interface OpenDevice {
  readonly device: GPUDevice;
  readonly info: GPUAdapterInfo;
  /** It computes on the CPU. */
  readonly software: boolean;
}

/** Of a page, or of its worker; absent in Node. */
const { isSecureContext } = globalThis as { readonly isSecureContext?: boolean };
const NO_GPU =
  isSecureContext === false
    ? 'this page came over plain http, and browsers give the GPU to https alone'
    : 'this browser has no WebGPU';

/** Throws with the reason as part of a sentence. @param anyAdapter accepts an adapter that computes on the CPU. */
export async function findAdapter(gpu: GPU | undefined, anyAdapter: boolean): Promise<FoundAdapter> {
  if (!gpu) throw new Error(NO_GPU);
  const adapter = await awaited(
    { missing: 'The browser has not named a graphics adapter', ofDevice: true },
    () => gpu.requestAdapter({ powerPreference: 'high-performance' }),
  );
  if (!adapter) throw new Error('WebGPU found no graphics adapter');
  const software = isSoftware(adapter.info);
  if (software && !anyAdapter) throw new Error('WebGPU has only a software adapter here, which is slower');
  return { adapter, software };
}
