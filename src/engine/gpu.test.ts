// What the device does not do in time, or not at all: on a pretended device, because no real one fails on demand.
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { Operation } from './commands.ts';
import { foldedGroups, Gpu } from './gpu.ts';
import { LostDeviceError } from './gpu_errors.ts';
import type { Tuning } from './wgsl.ts';

const tuning: Tuning = {
  lanes: 1,
  matmul: 'registers',
  subgroups: false,
  attention: 'threads',
  decoding: 'dispatches',
  workgroupBytes: 16_384,
  storage: 'f32',
};

/** A device whose read-backs settle when the test says so. */
function pretended() {
  let settle = () => {};
  const submitted: unknown[] = [];
  const compiled: string[] = [];
  const finish: (() => void)[] = [];
  const device = {
    limits: { maxStorageBufferBindingSize: 2 ** 27, maxBufferSize: 2 ** 28 },
    createBuffer: ({ size }: { size: number }) => ({
      size,
      destroy() {},
      mapAsync: () => new Promise<void>((resolve) => (settle = resolve)),
      getMappedRange: () => new ArrayBuffer(size),
      unmap() {},
    }),
    pushErrorScope() {},
    popErrorScope: async () => null,
    createShaderModule: ({ code }: { code: string }) => compiled.push(code),
    createComputePipelineAsync: async () => ({}),
    createCommandEncoder: () => ({
      copyBufferToBuffer() {},
      finish: () => 'commands',
      beginComputePass: () => ({ setPipeline() {}, setBindGroup() {}, dispatchWorkgroups() {}, end() {} }),
    }),
    queue: {
      submit: (commands: unknown) => submitted.push(commands),
      writeBuffer() {},
      onSubmittedWorkDone: () => new Promise<void>((resolve) => finish.push(resolve)),
    },
  };
  return { device: device as unknown as GPUDevice, submitted, compiled, finish, settle: () => settle() };
}

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

it('takes a read-back that does not settle in 5 s for a lost device', async () => {
  const { device } = pretended();
  const gpu = new Gpu(device, tuning, false);
  const read = gpu.submitAndRead(() => {}, [{ buffer: gpu.buffer('x', 16), bytes: 16 }]);
  const failed = expect(read).rejects.toThrow(LostDeviceError);
  await vi.advanceTimersByTimeAsync(4999);
  let settled = false;
  void read.catch(() => {}).finally(() => (settled = true));
  await Promise.resolve();
  expect(settled).toBe(false);
  await vi.advanceTimersByTimeAsync(2);
  await failed;
});

it('does not count the time that the machine slept', async () => {
  const { device } = pretended();
  const gpu = new Gpu(device, tuning, false);
  const read = gpu.submitAndRead(() => {}, [{ buffer: gpu.buffer('x', 16), bytes: 16 }]);
  const failed = expect(read).rejects.toThrow(LostDeviceError);
  let settled = false;
  void read.catch(() => {}).finally(() => (settled = true));
  await vi.advanceTimersByTimeAsync(3500);
  // An hour later by the clock the timers go on where they were.
  vi.setSystemTime(Date.now() + 3_600_000);
  await vi.advanceTimersByTimeAsync(1600);
  expect(settled).toBe(false);
  await vi.advanceTimersByTimeAsync(1000);
  await failed;
});

const operation = (groups: number): Operation => ({
  pipeline: {} as GPUComputePipeline,
  bindGroup: {} as GPUBindGroup,
  groups: () => [groups, 1],
});
const counts = { tokens: 0, slots: 0, owners: 0 };

it('waits while a slow device finishes one submit after another', async () => {
  const { device, submitted, finish, settle } = pretended();
  const gpu = new Gpu(device, tuning, false);
  // Nothing is known of the 24 operations: 8 of them go into a submit.
  const steps = Array.from({ length: 24 }, () => ({ operation: operation(1), counts }));
  const read = gpu.run(steps, [{ buffer: gpu.buffer('x', 16), bytes: 16 }]);
  expect(submitted).toHaveLength(3);
  for (const done of finish.splice(0, 2)) {
    await vi.advanceTimersByTimeAsync(4500);
    done();
  }
  await vi.advanceTimersByTimeAsync(4500);
  settle();
  expect((await read)[0].byteLength).toBe(16);
});

it('gives a software adapter more time', async () => {
  const { device, settle } = pretended();
  const gpu = new Gpu(device, tuning, true);
  const read = gpu.submitAndRead(() => {}, [{ buffer: gpu.buffer('x', 16), bytes: 16 }]);
  await vi.advanceTimersByTimeAsync(60_000);
  settle();
  expect((await read)[0].byteLength).toBe(16);
});

it('reads several parts after one submit', async () => {
  const { device, submitted, settle } = pretended();
  const gpu = new Gpu(device, tuning, true);
  const x = gpu.buffer('x', 64);
  const read = gpu.submitAndRead(() => {}, [
    { buffer: x, bytes: 8 },
    { buffer: x, bytes: 12, offset: 16 },
  ]);
  settle();
  expect((await read).map(({ byteLength }) => byteLength)).toEqual([8, 12]);
  expect(submitted).toHaveLength(1);
});

it("takes a quarter of the device's largest buffer for logits", () => {
  expect(new Gpu(pretended().device, tuning, false).logitsBytes).toBe(2 ** 25);
});

it('keeps account of its buffers', () => {
  const { device } = pretended();
  const gpu = new Gpu(device, tuning, false);
  const [x, y] = [gpu.buffer('x', 100), gpu.buffer('y', 1)];
  expect(gpu.memory).toEqual({ bytes: 128, peakBytes: 128 });
  gpu.release([x, x]);
  expect(gpu.memory).toEqual({ bytes: 16, peakBytes: 128 });
  gpu.release([y]);
  expect(gpu.bufferCount).toBe(0);
});

it('folds a grid that one dimension cannot hold', () => {
  for (const items of [0, 1, 64, 65, 65_535 * 64, 65_535 * 64 + 1, 51_000_000]) {
    const [x, y] = foldedGroups(items, 64);
    expect(x).toBeLessThanOrEqual(65_535);
    expect(y).toBeLessThanOrEqual(65_535);
    expect(x * y * 64).toBeGreaterThanOrEqual(items);
    // No more than one row of workgroups too many.
    expect((x * y - Math.ceil(items / 64)) / Math.max(1, x)).toBeLessThan(1);
  }
});

it('throws for a kernel that was not compiled', () => {
  const gpu = new Gpu(pretended().device, tuning, false);
  const kernel = { name: 'nothing', bindings: {}, workgroup: [1, 1], body: '' } as const;
  expect(() => gpu.pipeline(kernel)).toThrow('kernel not compiled: nothing');
});

it('compiles one text once a device, whatever tuning it comes from', async () => {
  const { device, compiled } = pretended();
  const kernel = { name: 'nothing', bindings: {}, workgroup: [1, 1], body: '' } as const;
  const gpus = (['f32', 'f32', 'f16'] as const).map(
    (storage, i) => new Gpu(device, { ...tuning, storage, lanes: i === 0 ? 1 : 64 }, true),
  );
  for (const gpu of gpus) await gpu.compile([kernel, kernel]);
  expect(compiled).toHaveLength(2); // f16 is another text
  expect(gpus[1].pipeline(kernel)).toBe(gpus[0].pipeline(kernel));
  const another = pretended();
  await new Gpu(another.device, tuning, true).compile([kernel]);
  expect(another.compiled).toHaveLength(1);
});
