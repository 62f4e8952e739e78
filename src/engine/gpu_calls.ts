// Counts dispatches, passes, submits and read-backs of whatever library makes them: all go through these methods of WebGPU.

export interface GpuCalls {
  readonly dispatches: number;
  readonly submits: number;
  /** Buffers mapped to the host. */
  readonly readBacks: number;
}

const counted = { dispatches: 0, passes: 0, submits: 0, readBacks: 0 };
let wrapped = false;

/** Wraps the methods once; needs WebGPU's classes in the global scope. */
export function countGpuCalls(): void {
  if (wrapped) return;
  wrapped = true;
  const pass = GPUComputePassEncoder.prototype;
  const { dispatchWorkgroups, dispatchWorkgroupsIndirect } = pass;
  pass.dispatchWorkgroups = function (this: GPUComputePassEncoder, ...counts) {
    counted.dispatches++;
    return dispatchWorkgroups.apply(this, counts);
  };
  pass.dispatchWorkgroupsIndirect = function (this: GPUComputePassEncoder, ...at) {
    counted.dispatches++;
    return dispatchWorkgroupsIndirect.apply(this, at);
  };
  const encoder = GPUCommandEncoder.prototype;
  const { beginComputePass } = encoder;
  encoder.beginComputePass = function (this: GPUCommandEncoder, descriptor) {
    counted.passes++;
    return beginComputePass.call(this, descriptor);
  };
  const queue = GPUQueue.prototype;
  const { submit } = queue;
  queue.submit = function (this: GPUQueue, buffers) {
    counted.submits++;
    return submit.call(this, buffers);
  };
  const buffer = GPUBuffer.prototype;
  const { mapAsync } = buffer;
  buffer.mapAsync = function (this: GPUBuffer, mode, ...range) {
    if (mode === GPUMapMode.READ) counted.readBacks++;
    return mapAsync.call(this, mode, ...range);
  };
}

/** The calls made while `work` runs. */
export async function callsOf(work: () => Promise<unknown>): Promise<GpuCalls & { readonly passes: number }> {
  const before = { ...counted };
  await work();
  return {
    dispatches: counted.dispatches - before.dispatches,
    passes: counted.passes - before.passes,
    submits: counted.submits - before.submits,
    readBacks: counted.readBacks - before.readBacks,
  };
}
