// A compute pass as a list: operations in order, each with the sizes it runs over.
import type { Counts } from '../model/packing.ts';

/** Workgroups to dispatch for a batch. */
export type GroupsOf = (counts: Counts) => readonly [number, number, number?];

export interface Operation {
  readonly pipeline: GPUComputePipeline;
  readonly bindGroup: GPUBindGroup;
  readonly groups: GroupsOf;
}

/** An operation, and the sizes it runs over. */
export interface Step {
  readonly operation: Operation;
  readonly counts: Counts;
}

export const stepsOf = (operations: readonly Operation[], counts: Counts): Step[] =>
  operations.map((operation) => ({ operation, counts }));

/** Encodes steps in order in one pass. Each sees what earlier ones wrote: WebGPU orders the dispatches of a pass. */
export function encodeSteps(encoder: GPUCommandEncoder, steps: readonly Step[]): void {
  const pass = encoder.beginComputePass();
  for (const { operation, counts } of steps) {
    const { pipeline, bindGroup, groups } = operation;
    const [x, y, z = 1] = groups(counts);
    if (x === 0 || y === 0) continue;
    pass.setPipeline(pipeline);
    pass.setBindGroup(0, bindGroup);
    pass.dispatchWorkgroups(x, y, z);
  }
  pass.end();
}

export const encode = (encoder: GPUCommandEncoder, operations: readonly Operation[], counts: Counts): void =>
  encodeSteps(encoder, stepsOf(operations, counts));
