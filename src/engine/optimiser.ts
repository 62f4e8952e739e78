// AdamW on the device: gradient norm, clip and update in three dispatches over flat buffers. Twin: model/adamw.ts.

import type { AdamWState } from '../model/adamw.ts';
import type { AdamWSettings, StepReport } from '../model/config.ts';
import type { ParameterView } from '../model/parameters.ts';
import { encode } from './commands.ts';
import { foldedGroups, type Gpu } from './gpu.ts';
import { NORM_PARTS } from './kernels/adamw.ts';
import type { ModelKernels } from './kernels.ts';
import { type Arena, type BoundOperation, uniformValues } from './operation.ts';
import { ITEMS } from './wgsl.ts';

/** One bit for each parameter: 1 if weight decay applies. */
function decayBits(views: readonly ParameterView[], size: number): Uint32Array<ArrayBuffer> {
  const bits = new Uint32Array(Math.ceil(size / 32));
  for (const { offset, size: count, decays } of views) {
    if (!decays) continue;
    for (let i = offset; i < offset + count; i++) bits[i >>> 5] |= 1 << (i & 31);
  }
  return bits;
}

const NO_COUNTS = { tokens: 0, slots: 0, owners: 0 };

export class Optimiser {
  readonly gradient: GPUBuffer;
  private readonly gpu: Gpu;
  private readonly size: number;
  private readonly first: GPUBuffer;
  private readonly second: GPUBuffer;
  private readonly report: GPUBuffer; // norm, scale, applied
  private readonly operations: readonly [BoundOperation, BoundOperation, BoundOperation];
  private taken = 0;

  constructor(
    arena: Arena,
    { update }: ModelKernels,
    views: readonly ParameterView[],
    values: GPUBuffer,
    weights: GPUBuffer,
  ) {
    this.gpu = arena.gpu;
    const size = views.reduce((total, view) => total + view.size, 0);
    this.size = size;
    const gradient = arena.numbers('gradient', size);
    const first = arena.numbers('first moments', size);
    const second = arena.numbers('second moments', size);
    const parts = arena.numbers('norm parts', 2 * NORM_PARTS);
    const report = arena.numbers('step report', 4);
    const bits = decayBits(views, size);
    const decays = arena.numbers('decay bits', bits.length);
    this.gpu.device.queue.writeBuffer(decays, 0, bits);
    const settings = Object.fromEntries((update.adamw.scalars ?? []).map((name) => [name, 0]));
    this.operations = [
      arena.bind(update.gradientNorm, {
        buffers: { gradient, parts },
        values: { size },
        groups: () => [NORM_PARTS, 1],
      }),
      arena.bind(update.clipScale, { buffers: { parts, report }, values: { clip: 0 }, groups: () => [1, 1] }),
      arena.bind(update.adamw, {
        buffers: { report, decays, gradient, first, second, values, weights },
        values: { size, ...settings },
        groups: () => foldedGroups(size, ITEMS),
      }),
    ];
    this.gradient = gradient;
    this.first = first;
    this.second = second;
    this.report = report;
  }

  async step(settings: AdamWSettings): Promise<StepReport> {
    const { queue } = this.gpu.device;
    const [, clip, update] = this.operations;
    const step = this.taken + 1;
    queue.writeBuffer(clip.uniform!, 0, uniformValues(clip.kernel, { clip: settings.gradientClip }));
    const { learningRate, beta1, beta2, epsilon, weightDecay } = settings;
    const values = {
      size: this.size,
      learningRate,
      beta1,
      beta2,
      epsilon,
      weightDecay,
      correction1: 1 - beta1 ** step,
      correction2: 1 - beta2 ** step,
    };
    queue.writeBuffer(update.uniform!, 0, uniformValues(update.kernel, values));
    const [report] = await this.gpu.submitAndRead(
      (encoder) => encode(encoder, this.operations, NO_COUNTS),
      [{ buffer: this.report, bytes: 12 }],
    );
    const [norm, scale, done] = new Float32Array(report);
    const applied = done === 1;
    if (applied) this.taken = step;
    const gradientNorm = applied ? norm : Number.NaN;
    return { gradientNorm, clipped: applied && scale < 1, applied };
  }

  async save(): Promise<AdamWState> {
    const bytes = 4 * this.size;
    const [first, second] = await this.gpu.submitAndRead(() => {}, [
      { buffer: this.first, bytes },
      { buffer: this.second, bytes },
    ]);
    return { step: this.taken, first: new Float32Array(first), second: new Float32Array(second) };
  }

  load(state: AdamWState): void {
    this.taken = state.step;
    this.gpu.device.queue.writeBuffer(this.first, 0, Float32Array.from(state.first));
    this.gpu.device.queue.writeBuffer(this.second, 0, Float32Array.from(state.second));
  }

  async readGradient(): Promise<Float32Array> {
    const [bytes] = await this.gpu.submitAndRead(() => {}, [{ buffer: this.gradient, bytes: 4 * this.size }]);
    return new Float32Array(bytes);
  }
}
