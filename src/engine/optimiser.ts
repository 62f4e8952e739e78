// AdamW on the device: gradient norm, clip and update in three dispatches over flat buffers. Twin: model/adamw.ts.

import type { AdamWState } from '../model/adamw.ts';
import type { AdamWSettings, StepReport } from '../model/config.ts';
import type { ParameterView } from '../model/parameters.ts';
import { stepsOf } from './commands.ts';
import { foldedGroups, type Gpu } from './gpu.ts';
import { NORM_PARTS, REPORT } from './kernels/adamw.ts';
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

/** Index of the steps applied so far in a report. */
const TAKEN = 5;

/** Steps that may be under way before the first one's report is read. */
const MOST_UNDER_WAY = 4;
/** The most groups whose figures may refuse a step. */
const MOST_REFUSERS = 64;

export class Optimiser {
  readonly gradient: GPUBuffer;
  /** 1 of each group whose figures forbid the step. */
  readonly refusals: GPUBuffer; // [64]
  private readonly gpu: Gpu;
  private readonly size: number;
  private readonly first: GPUBuffer;
  private readonly second: GPUBuffer;
  private readonly report: GPUBuffer; // see `clipScale`
  private readonly corrections: GPUBuffer; // [4, 2]
  private readonly operations: readonly [BoundOperation, BoundOperation, BoundOperation];
  /** Steps known to have been applied, and steps whose report has not been read. */
  private taken = 0;
  private underWay = 0;

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
    const report = arena.numbers('step report', REPORT);
    const refusals = arena.numbers('refusals', MOST_REFUSERS);
    const corrections = arena.numbers('corrections', 2 * MOST_UNDER_WAY);
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
      arena.bind(update.clipScale, {
        buffers: { parts, refusals, corrections, report },
        values: { refusers: 0, known: 0, clip: 0 },
        groups: () => [1, 1],
      }),
      arena.bind(update.adamw, {
        buffers: { report, decays, gradient, first, second, values, weights },
        values: { size, ...settings },
        groups: () => foldedGroups(size, ITEMS),
      }),
    ];
    this.gradient = gradient;
    this.refusals = refusals;
    this.first = first;
    this.second = second;
    this.report = report;
    this.corrections = corrections;
  }

  async step(settings: AdamWSettings): Promise<StepReport> {
    const update = this.prepare(settings);
    const [report] = await this.gpu.run(update.steps, [update.report]);
    return update.read(report);
  }

  /** Sends a step's settings ahead of its commands. Each step that is prepared must be read, in the same order. */
  prepare(settings: AdamWSettings, refusers = 0) {
    if (refusers > MOST_REFUSERS)
      throw new Error(`invalid batch: ${refusers} groups (expected at most ${MOST_REFUSERS})`);
    if (this.underWay === MOST_UNDER_WAY)
      throw new Error(`invalid step: ${MOST_UNDER_WAY} are under way (expected a report to be read first)`);
    const { queue } = this.gpu.device;
    const [, clip, update] = this.operations;
    const { learningRate, beta1, beta2, epsilon, weightDecay, gradientClip } = settings;
    const { taken: known, size } = this;
    const corrections = Float32Array.from({ length: 2 * MOST_UNDER_WAY }, (_, i) => {
      const beta = i % 2 === 0 ? beta1 : beta2;
      return 1 - beta ** (known + 1 + (i >> 1));
    });
    queue.writeBuffer(this.corrections, 0, corrections);
    const limits = { refusers, known, clip: gradientClip };
    queue.writeBuffer(clip.uniform!, 0, uniformValues(clip.kernel, limits));
    const values = { size, learningRate, beta1, beta2, epsilon, weightDecay };
    queue.writeBuffer(update.uniform!, 0, uniformValues(update.kernel, values));
    this.underWay++;
    return {
      steps: stepsOf(this.operations, NO_COUNTS),
      report: { buffer: this.report, bytes: 4 * REPORT },
      read: (bytes: ArrayBuffer) => this.read(new Float32Array(bytes)),
    };
  }

  async save(): Promise<AdamWState> {
    const bytes = 4 * this.size;
    const [first, second, report] = await this.gpu.submitAndRead(() => {}, [
      { buffer: this.first, bytes },
      { buffer: this.second, bytes },
      { buffer: this.report, bytes: 4 * REPORT },
    ]);
    const step = new Float32Array(report)[TAKEN];
    return { step, first: new Float32Array(first), second: new Float32Array(second) };
  }

  load(state: AdamWState): void {
    const { queue } = this.gpu.device;
    this.taken = state.step;
    queue.writeBuffer(this.report, 4 * TAKEN, Float32Array.of(state.step));
    queue.writeBuffer(this.first, 0, Float32Array.from(state.first));
    queue.writeBuffer(this.second, 0, Float32Array.from(state.second));
  }

  async readGradient(): Promise<Float32Array> {
    const [bytes] = await this.gpu.submitAndRead(() => {}, [{ buffer: this.gradient, bytes: 4 * this.size }]);
    return new Float32Array(bytes);
  }

  private read(report: Float32Array): StepReport {
    const [norm, scale, done] = report;
    const applied = done === 1;
    this.underWay--;
    this.taken = report[TAKEN];
    return { gradientNorm: applied ? norm : Number.NaN, clipped: applied && scale < 1, applied };
  }
}
