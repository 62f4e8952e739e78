// AdamW on the device: gradient norm, clip and update, of which the clip is for all buffers. Twin: model/adamw.ts.

import type { AdamWState } from '../model/adamw.ts';
import type { AdamWSettings, StepReport } from '../model/config.ts';
import { stepsOf } from './commands.ts';
import { foldedGroups, type Gpu } from './gpu.ts';
import { NORM_PARTS, REPORT } from './kernels/adamw.ts';
import type { ModelKernels } from './kernels.ts';
import { type Arena, type BoundOperation, uniformValues } from './operation.ts';
import { joined, ParameterVector, type Piece, type Place } from './parameter_store.ts';
import { WIDE_ITEMS } from './wgsl.ts';

/** One bit for each parameter: 1 if weight decay applies. */
function decayBits({ views, size, first }: Piece): Uint32Array<ArrayBuffer> {
  const bits = new Uint32Array(Math.ceil(size / 32));
  for (const { offset, size: count, decays } of views) {
    if (!decays) continue;
    for (let i = offset - first; i < offset - first + count; i++) bits[i >>> 5] |= 1 << (i & 31);
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
  /** Where a parameter's gradient is. */
  readonly gradientOf: (name: string) => Place | undefined;
  /** 1 of each group whose figures forbid the step. */
  readonly refusals: GPUBuffer; // [64]
  private readonly gpu: Gpu;
  private readonly gradient: ParameterVector;
  private readonly first: ParameterVector;
  private readonly second: ParameterVector;
  private readonly report: GPUBuffer; // see `clipScale`
  private readonly corrections: GPUBuffer; // [4, 2]
  private readonly norms: readonly BoundOperation[];
  private readonly clip: BoundOperation;
  private readonly updates: readonly BoundOperation[];
  /** Steps known to have been applied, and steps whose report has not been read. */
  private taken = 0;
  private underWay = 0;

  /** @param weights the copy that the kernels read; it is `values` itself where storage is f32. */
  constructor(arena: Arena, { update }: ModelKernels, values: ParameterVector, weights: ParameterVector) {
    this.gpu = arena.gpu;
    const { pieces } = values;
    this.gradient = new ParameterVector(arena, 'gradient', pieces);
    this.first = new ParameterVector(arena, 'first moments', pieces);
    this.second = new ParameterVector(arena, 'second moments', pieces);
    const parts = arena.numbers('norm parts', 2 * NORM_PARTS * pieces.length);
    const report = arena.numbers('step report', REPORT);
    const refusals = arena.numbers('refusals', MOST_REFUSERS);
    const corrections = arena.numbers('corrections', 2 * MOST_UNDER_WAY);
    const settings = Object.fromEntries((update.adamw.scalars ?? []).map((name) => [name, 0]));
    this.norms = pieces.map(({ size }, p) =>
      arena.bind(update.gradientNorm, {
        buffers: { gradient: this.gradient.buffers[p], parts },
        values: { size, partsAt: NORM_PARTS * p },
        groups: () => [NORM_PARTS, 1],
      }),
    );
    this.clip = arena.bind(update.clipScale, {
      buffers: { parts, refusals, corrections, report },
      values: { refusers: 0, known: 0, parts: 0, clip: 0 },
      groups: () => [1, 1],
    });
    this.updates = pieces.map((piece, p) => {
      const bits = decayBits(piece);
      const decays = arena.numbers('decay bits', bits.length);
      this.gpu.device.queue.writeBuffer(decays, 0, bits);
      return arena.bind(update.adamw, {
        buffers: {
          report,
          decays,
          gradient: this.gradient.buffers[p],
          first: this.first.buffers[p],
          second: this.second.buffers[p],
          values: values.buffers[p],
          weights: weights.buffers[p],
        },
        values: { size: piece.size, ...settings },
        groups: () => foldedGroups(Math.ceil(piece.size / 4), WIDE_ITEMS),
      });
    });
    const places = this.gradient.places();
    this.gradientOf = (name) => places.get(name);
    this.refusals = refusals;
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
    const { norms, clip, updates } = this;
    const { learningRate, beta1, beta2, epsilon, weightDecay, gradientClip } = settings;
    const { taken: known } = this;
    const corrections = Float32Array.from({ length: 2 * MOST_UNDER_WAY }, (_, i) => {
      const beta = i % 2 === 0 ? beta1 : beta2;
      return 1 - beta ** (known + 1 + (i >> 1));
    });
    queue.writeBuffer(this.corrections, 0, corrections);
    const limits = { refusers, known, parts: NORM_PARTS * norms.length, clip: gradientClip };
    queue.writeBuffer(clip.uniform!, 0, uniformValues(clip.kernel, limits));
    const scalars = { learningRate, beta1, beta2, epsilon, weightDecay };
    updates.forEach((update, p) => {
      const { size } = this.gradient.pieces[p];
      queue.writeBuffer(update.uniform!, 0, uniformValues(update.kernel, { size, ...scalars }));
    });
    this.underWay++;
    return {
      steps: stepsOf([...norms, clip, ...updates], NO_COUNTS),
      report: { buffer: this.report, bytes: 4 * REPORT },
      read: (bytes: ArrayBuffer) => this.read(new Float32Array(bytes)),
    };
  }

  async save(): Promise<AdamWState> {
    const { first, second } = this;
    const report = { buffer: this.report, bytes: 4 * REPORT };
    const read = await this.gpu.submitAndRead(() => {}, [report, ...first.parts, ...second.parts]);
    const { length } = first.pieces;
    const step = new Float32Array(read[0])[TAKEN];
    return { step, first: joined(read.slice(1, 1 + length)), second: joined(read.slice(1 + length)) };
  }

  load(state: AdamWState): void {
    const { queue } = this.gpu.device;
    this.taken = state.step;
    queue.writeBuffer(this.report, 4 * TAKEN, Float32Array.of(state.step));
    this.first.write(state.first);
    this.second.write(state.second);
  }

  async readGradient(): Promise<Float32Array> {
    return joined(await this.gpu.submitAndRead(() => {}, this.gradient.parts));
  }

  private read(report: Float32Array): StepReport {
    const [norm, scale, done] = report;
    const applied = done === 1;
    this.underWay--;
    this.taken = report[TAKEN];
    return { gradientNorm: applied ? norm : Number.NaN, clipped: applied && scale < 1, applied };
  }
}
