import { expect, it } from 'vitest';
import type { Operation, Step } from './commands.ts';
import { Pace } from './pace.ts';

const operation = (): Operation => ({
  pipeline: {} as GPUComputePipeline,
  bindGroup: {} as GPUBindGroup,
  groups: ({ tokens }) => [tokens, 1],
});
const step = (of: Operation, tokens = 10): Step => ({
  operation: of,
  counts: { tokens, slots: 0, owners: 0 },
});
const sizes = (parts: readonly (readonly Step[])[]) => parts.map(({ length }) => length);

it('puts eight operations of unknown cost into a submit', () => {
  const steps = Array.from({ length: 19 }, () => step(operation()));
  expect(sizes(new Pace(100).split(steps))).toEqual([8, 8, 3]);
  expect(sizes(new Pace(Number.POSITIVE_INFINITY).split(steps))).toEqual([19]);
  expect(sizes(new Pace(100).split([]))).toEqual([0]);
});

it('fills submits by what the operations took, in order', () => {
  const pace = new Pace(100);
  const steps = Array.from({ length: 6 }, () => step(operation()));
  pace.learn(steps.slice(0, 3), 120); // 40 each
  pace.learn(steps.slice(3), 300); // 100 each
  expect(pace.predicted(steps)).toBeCloseTo(420, 9);
  const parts = pace.split(steps);
  expect(sizes(parts)).toEqual([2, 1, 1, 1, 1]);
  expect(parts.flat()).toEqual(steps);
});

it('expects a batch of twice the workgroups to take twice as long', () => {
  const pace = new Pace(100);
  const steps = [operation(), operation()];
  pace.learn(
    steps.map((of) => step(of, 10)),
    80,
  );
  const larger = steps.map((of) => step(of, 20));
  expect(pace.predicted(larger)).toBeCloseTo(160, 9);
  expect(sizes(pace.split(larger))).toEqual([1, 1]);
});

it('sends the first steps of a long list ahead', () => {
  const pace = new Pace(100);
  const steps = Array.from({ length: 100 }, () => step(operation()));
  pace.learn(steps, 50);
  expect(sizes(pace.split(steps))).toEqual([12, 88]);
  expect(sizes(pace.split(steps.slice(1)))).toEqual([99]);
});

it('follows a device that becomes slower, but not one pause', () => {
  const pace = new Pace(100);
  const steps = [step(operation())];
  pace.learn(steps, 10);
  pace.learn(steps, 60_000);
  expect(pace.predicted(steps)).toBeLessThanOrEqual(20);
  for (let i = 0; i < 20; i++) pace.learn(steps, 80);
  expect(pace.predicted(steps)).toBeCloseTo(80, 1);
});
