import { expect, it } from 'vitest';
import { type BenchmarkResult, interleaved, type Measured } from './benchmark.ts';
import { benchmarkTable } from './benchmark_table.ts';
import { ADAM, problemOf, SHAPES, stepFlops, tokenBytes } from './shapes.ts';

it('times every contender once a turn, after the same work untimed, and counts by the piece', async () => {
  const order: string[] = [];
  const run = (name: string, pieces: number, ms: number) => {
    let calls = 0;
    return async () => {
      order.push(name);
      const isTimed = ++calls % 2 === 0;
      await new Promise((resolve) => setTimeout(resolve, isTimed ? ms : 200));
      return pieces;
    };
  };
  const times = await interleaved({ a: run('a', 1, 20), b: run('b', 1e6, 20), c: run('c', 1, 0) }, 3);
  expect(order.join('')).toBe('aabbcc'.repeat(3));
  expect(Object.values(times).map(({ length }) => length)).toEqual([3, 3, 3]);
  expect(Math.min(...times.a)).toBeGreaterThan(Math.max(...times.b));
  expect(Math.min(...times.c)).toBeLessThan(100);
});

it('gives every contender the same problem: all but the first token scored, weights that sum to one', () => {
  const problem = problemOf(SHAPES.small[0]);
  expect(problemOf(SHAPES.small[0])).toEqual(problem);
  expect(problem.coefficients.reduce((sum, c) => sum + c, 0)).toBeCloseTo(1, 4);
  expect(problem.batch.scored.filter((s) => s === 0)).toHaveLength(SHAPES.small[0].rows);
  expect(ADAM).toMatchObject({ weightDecay: 0, gradientClip: 0 });
});

it('counts operations and bytes as by hand for one small shape', () => {
  const shape = { vocabulary: 2, width: 4, layers: 1, heads: 1, length: 3, rows: 5 };
  // Ten tokens; 12 d^2 + V d = 200 weights and d T = 12 attention products each; forward and twice backward.
  expect(stepFlops(shape)).toBe(3 * 2 * 10 * 212);
  expect(tokenBytes(shape)).toBe(4 * 200);
});

const measured = (ms: number): Measured => ({ ms, dispatches: 7, submits: 3, readBacks: 2, repeats: 10 });
const onCpu: BenchmarkResult = {
  runtime: 'test',
  cores: 2,
  date: '2026-01-01',
  missing: { WebGPU: 'no driver' },
  shapes: [
    {
      ...SHAPES.small[0],
      train: { cpu1: measured(20), cpu2: measured(11), wasm: measured(100) },
      generate: { cpu1: measured(2) },
      gradientGap: {},
      loss: 4,
    },
  ],
  brain: { batch: 'a batch', steps: { cpu1: measured(50) } },
};
const onBoth: BenchmarkResult = {
  ...onCpu,
  missing: {},
  gpu: {
    details: {},
    software: true,
    tuning: {
      lanes: 1,
      matmul: 'registers',
      subgroups: false,
      attention: 'threads',
      decoding: 'dispatches',
      storage: 'f32',
    },
    roofline: { copyGBs: 1, fmaGFlops: 1 },
  },
  shapes: [
    {
      ...onCpu.shapes[0],
      train: { ...onCpu.shapes[0].train, engine: measured(20), tfjs: measured(500) },
      generate: { engine: measured(4) },
      ofRoofline: { step: 0.5, token: 0.1 },
    },
  ],
};

it('writes a table for the adapter and one for the CPU, each with factors to our own row', () => {
  const table = benchmarkTable(onBoth);
  expect(table).toContain('| tfjs-webgpu ops, tf.train.adam | 500 | 25.0 | 7 | 3 | 2 | 10 |');
  expect(table).toContain('| tfjs-wasm | 100 | 5.0 | 10 |');
  expect(table).toContain('**Software adapter (WebGPU on the CPU)**');
  expect(table).toContain('32 samples of 32 tokens in 128 ms');
  const rows = table.split('\n').filter((line) => line.includes('tfjs-wasm') || line.includes('tfjs-webgpu'));
  expect(rows).toHaveLength(2);
});

it('writes the CPU alone where there is no WebGPU, and says why', () => {
  const table = benchmarkTable(onCpu);
  expect(table).not.toContain('adapter');
  expect(table).toContain('**CPU, 2 cores**');
  expect(table).toContain('| BRAIn step, our CPU engine, 1 thread | 50 | 1.0 | 10 |');
  expect(table).toContain('Could not run here: WebGPU (no driver).');
});
