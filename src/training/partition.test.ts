import { describe, expect, it } from 'vitest';
import { logSumExp } from '../math/log_space.ts';
import { RunningPartition } from './partition.ts';

describe('running estimate of Z', () => {
  it('is the mean of all weights so far, per prompt or over the task', () => {
    const perPrompt = new RunningPartition('prompt');
    const shared = new RunningPartition('task');
    for (const partition of [perPrompt, shared]) {
      partition.add(1, [Math.log(1), Math.log(2)]);
      partition.add(2, [Math.log(9)]);
      partition.add(1, [Math.log(6)]);
    }
    expect(perPrompt.logPartition(1)).toBeCloseTo(Math.log(3), 12);
    expect(perPrompt.logPartition(2)).toBeCloseTo(Math.log(9), 12);
    expect(shared.logPartition(1)).toBeCloseTo(Math.log(4.5), 12);
    expect(perPrompt.logPartition(3)).toBeUndefined();
  });

  it('survives weights beyond the range of exp, and no weight at all', () => {
    expect(logSumExp([1000, 1000])).toBeCloseTo(1000 + Math.log(2), 9);
    expect(logSumExp([Number.NEGATIVE_INFINITY])).toBe(Number.NEGATIVE_INFINITY);
  });
});
