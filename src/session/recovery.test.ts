import { expect, it } from 'vitest';
import { Desk } from './desk.ts';
import { DeviceFailure } from './failures.ts';
import type { BackendInfo, WorkerEvent } from './protocol.ts';
import { Recovery } from './recovery.ts';

function opened(most?: number) {
  const told: string[] = [];
  const emit = (event: WorkerEvent) => void (event.type === 'notice' && told.push(event.message));
  return { recovery: new Recovery(emit, most), desk: new Desk(emit), told };
}
const lost = new DeviceFailure({ code: 'device-lost', message: 'The device was lost.' });
const gpu: BackendInfo = { name: 'webgpu', label: 'WebGPU · a card' };
const cpu: BackendInfo = { name: 'cpu', label: 'CPU · 4 threads' };

it('offers three fresh devices, then the CPU, and starts anew with a new run', () => {
  const { recovery } = opened();
  const next = () => recovery.next('webgpu', 'device-lost');
  expect([next(), next(), next(), next(), next()]).toEqual(['webgpu', 'webgpu', 'webgpu', 'cpu', 'cpu']);
  recovery.reset();
  expect(next()).toBe('webgpu');
});

it('goes to the CPU at once where a fresh device would fail again', () => {
  const { recovery } = opened();
  expect(recovery.next('webgpu', 'out-of-memory')).toBe('cpu');
  expect(recovery.next('webgpu', 'shader-failed')).toBe('cpu');
});

it('leaves everything else to the visitor', () => {
  expect(opened().recovery.next('cpu', 'internal')).toBeUndefined();
  expect(opened(0).recovery.next('webgpu', 'device-lost')).toBeUndefined();
});

it('says what computes once it does: the fresh device that was wanted may not be had', () => {
  const { recovery, desk, told } = opened();
  expect(recovery.goesOn(lost, desk, 'webgpu')).toBe(true);
  expect(desk.take('paused', { holdsUp: () => false })).toEqual({ type: 'switch', backend: 'webgpu' });
  expect(told).toEqual([]);
  recovery.activated(cpu);
  recovery.activated(cpu);
  recovery.goesOn(lost, desk, 'webgpu');
  desk.take('paused', { holdsUp: () => false });
  recovery.activated(gpu);
  recovery.goesOn(lost, desk, 'webgpu');
  desk.take('paused', { holdsUp: () => false });
  recovery.reset(); // the visitor has begun another run
  recovery.activated(cpu);
  expect(told).toEqual([
    'The device was lost. The run goes on from its last state on CPU · 4 threads.',
    'The device was lost. The run goes on from its last state on a fresh device, WebGPU · a card (2 of 3).',
    'The device was lost. The next run computes on CPU · 4 threads.',
  ]);
});

it('says what was lost where nothing could take its place, and asks nobody who has chosen', () => {
  const { recovery, desk, told } = opened();
  recovery.goesOn(lost, desk, 'webgpu');
  desk.take('paused', { holdsUp: () => false });
  expect(recovery.goesOn(new Error('no CPU either'), desk)).toBe(false);
  expect(told).toEqual(['The device was lost.']);
  desk.put({ type: 'switch', backend: 'cpu' });
  expect(recovery.goesOn(lost, desk, 'webgpu')).toBe(true);
  expect(desk.take('paused', { holdsUp: () => false })).toEqual({ type: 'switch', backend: 'cpu' });
  expect(desk.isEmpty).toBe(true);
});
