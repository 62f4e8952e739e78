import { expect, it } from 'vitest';
import { Recovery } from './recovery.ts';

it('offers three fresh devices, then the CPU, and starts anew with a new run', () => {
  const recovery = new Recovery();
  const next = () => recovery.next('webgpu', 'device-lost');
  expect([next(), next(), next(), next(), next()]).toEqual(['webgpu', 'webgpu', 'webgpu', 'cpu', 'cpu']);
  recovery.reset();
  expect(next()).toBe('webgpu');
  expect(recovery.sentence('webgpu')).toContain('1 of 3');
});

it('goes to the CPU at once where a fresh device would fail again', () => {
  const recovery = new Recovery();
  expect(recovery.next('webgpu', 'out-of-memory')).toBe('cpu');
  expect(recovery.next('webgpu', 'shader-failed')).toBe('cpu');
});

it('leaves everything else to the visitor', () => {
  expect(new Recovery().next('cpu', 'internal')).toBeUndefined();
  expect(new Recovery(0).next('webgpu', 'device-lost')).toBeUndefined();
});
