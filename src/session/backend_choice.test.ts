// Who computes, for made-up speeds: a played clock moves on by a backend's time for a unit, so nothing depends on the
// machine.
import { afterEach, expect, it, vi } from 'vitest';
import type { LanguageModel } from '../model/language_model.ts';
import type { ActiveBackend, BackendFailure, Workload } from './backend.ts';
import { bestBackend } from './backend_choice.ts';
import type { BackendName } from './protocol.ts';

let nowMs = 0;
const unitsDone: BackendName[] = [];
vi.spyOn(performance, 'now').mockImplementation(() => nowMs);
afterEach(() => {
  unitsDone.length = 0;
});

interface Played {
  readonly unitMs: number;
  readonly failure?: string;
}

function backend(name: BackendName, { unitMs, failure }: Played) {
  let released = 0;
  const active: ActiveBackend = {
    info: { name, label: name },
    memory: () => ({ tensors: 0, deviceBytes: 0, peakDeviceBytes: 0 }),
    failed: failure
      ? Promise.resolve<BackendFailure>({ code: 'device-lost', message: failure })
      : new Promise(() => {}),
    createModel: async () => ({ name, unitMs, dispose() {} }) as unknown as LanguageModel,
    parametersOnHost: true,
    release: () => void released++,
  };
  return { activate: async () => active, releases: () => released };
}

const workload = async () =>
  ({
    progress: () => {},
    async unit(model: unknown) {
      const { name, unitMs } = model as Played & { name: BackendName };
      unitsDone.push(name);
      nowMs += unitMs;
    },
  }) as unknown as Workload;

const missing = (message: string) => () => Promise.reject(new Error(message));

it.each([
  { gpuMs: 5, cpuMs: 21, taken: 'webgpu', reason: 'It measures 4.2 times the CPU’s speed.' },
  { gpuMs: 30, cpuMs: 20, taken: 'webgpu', reason: 'It measures 0.7 times the CPU’s speed.' },
  {
    gpuMs: 62,
    cpuMs: 20,
    taken: 'cpu',
    reason: 'Computing on the CPU: it measures 3.1 times the GPU’s speed.',
    alternative: 'webgpu',
  },
])(
  'takes $taken where a unit takes $gpuMs ms on the GPU, $cpuMs on the CPU',
  async ({ gpuMs, cpuMs, taken, reason, alternative }) => {
    const gpu = backend('webgpu', { unitMs: gpuMs });
    const cpu = backend('cpu', { unitMs: cpuMs });
    const best = await bestBackend({ gpu: gpu.activate, cpus: [cpu.activate] }, workload);
    expect(best.info).toEqual({ name: taken, label: taken, reason, alternative });
    expect([gpu.releases(), cpu.releases()]).toEqual(taken === 'webgpu' ? [0, 1] : [1, 0]);
    // One unit to warm up, then a tenth of a second.
    const units = (name: string) => unitsDone.filter((done) => done === name).length;
    expect(units('webgpu')).toBe(1 + Math.ceil(100 / gpuMs));
    expect(units('cpu')).toBe(1 + Math.ceil(100 / cpuMs));
  },
);

it('takes the CPU without measuring where no adapter is hardware, and says why', async () => {
  const cpu = backend('cpu', { unitMs: 20 });
  const best = await bestBackend({ gpu: missing('there is no adapter'), cpus: [cpu.activate] }, workload);
  expect(best.info.reason).toBe('Computing on the CPU because there is no adapter.');
  expect(unitsDone).toEqual([]);
  const plain = backend('tfjs-cpu', { unitMs: 900 });
  const last = await bestBackend({
    gpu: missing('there is no adapter'),
    cpus: [missing('its file is missing'), plain.activate],
  });
  expect(last.info).toMatchObject({
    name: 'tfjs-cpu',
    reason: 'Computing on the CPU because there is no adapter, and its file is missing.',
  });
});

it('takes the CPU where the GPU fails while it is measured', async () => {
  const gpu = backend('webgpu', { unitMs: 5, failure: 'the device was lost' });
  const unit = async () => new Promise<void>(() => {});
  const hanging = async () => ({ ...(await workload()), unit });
  const best = await bestBackend(
    { gpu: gpu.activate, cpus: [backend('cpu', { unitMs: 20 }).activate] },
    hanging,
  );
  expect(best.info).toMatchObject({
    name: 'cpu',
    reason: 'Computing on the CPU because the device was lost.',
  });
  expect(gpu.releases()).toBe(1);
});

it('takes the GPU where there is no CPU engine, and where nothing is to be measured', async () => {
  const gpu = backend('webgpu', { unitMs: 5 });
  const without = await bestBackend({ gpu: gpu.activate, cpus: [missing('no WebAssembly')] }, workload);
  expect(without.info).toEqual({ name: 'webgpu', label: 'webgpu' });
  const cpus = [backend('cpu', { unitMs: 1 }).activate];
  expect((await bestBackend({ gpu: gpu.activate, cpus })).info.name).toBe('webgpu');
});

it('passes on that a model cannot be loaded, and that nothing can compute', async () => {
  const gpu = backend('webgpu', { unitMs: 5 });
  const failing = () => Promise.reject(new Error('HTTP 500'));
  await expect(bestBackend({ gpu: gpu.activate, cpus: [] }, failing)).rejects.toThrow('HTTP 500');
  expect(gpu.releases()).toBe(1);
  const nothing = bestBackend({ gpu: missing('no adapter'), cpus: [missing('no WebAssembly')] });
  await expect(nothing).rejects.toThrow('Nothing here can compute: no adapter; no WebAssembly. Use a');
});
