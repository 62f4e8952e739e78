import { expect, it } from 'vitest';
import { type BenchmarkResult, interleaved, type Measured } from './benchmark.ts';
import { benchmarkTable } from './benchmark_table.ts';
import { ADAM, problemOf, SHAPES, stepFlops, tokenBytes } from './shapes.ts';

it('runs every contender once a turn, and leaves warm-ups out', async () => {
  const order: string[] = [];
  const times = await interleaved(
    { a: async () => order.push('a'), b: async () => order.push('b') },
    { warmUps: 1, repeats: 3 },
  );
  expect(order.join('')).toBe('abababab');
  expect([times.a.length, times.b.length]).toEqual([3, 3]);
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

it('writes a table with the factor to the engine', () => {
  const measured = (ms: number): Measured => ({ ms, dispatches: 7, submits: 3, readBacks: 2, repeats: 10 });
  const result: BenchmarkResult = {
    adapter: {},
    runtime: 'test',
    date: '2026-01-01',
    tuning: {
      lanes: 1,
      matmul: 'registers',
      subgroups: false,
      attention: 'threads',
      decoding: 'dispatches',
      storage: 'f32',
    },
    roofline: { copyGBs: 1, matmulGFlops: 1 },
    missing: { jaxjs: 'needs Node 22' },
    shapes: [
      {
        ...SHAPES.small[0],
        train: { engine: measured(20), tfjs: measured(500) },
        generate: { engine: { ...measured(4), tokens: 32 } },
        gradientGap: {},
        loss: 4,
        ofRoofline: { step: 0.5, token: 0.1 },
      },
    ],
  };
  const table = benchmarkTable(result);
  expect(table).toContain('| tfjs-webgpu ops, tf.train.adam | 500 | 25.0 | 7 | 3 | 2 | 10 |');
  expect(table).toContain('32 samples of 32 tokens in 128 ms');
  expect(table).toContain('Could not run here: jaxjs (needs Node 22).');
});
