// Gradient, moments and parameters of a trainable model: one AdamW for all shards.
import type { AdamWState } from '../model/adamw.ts';
import type { AdamWSettings, StepReport } from '../model/config.ts';
import type { ParameterView } from '../model/parameters.ts';
import { Heap } from './heap.ts';
import { type CpuKernels, instantiate } from './kernels.ts';

export class Optimiser {
  private readonly kernels: CpuKernels;
  private readonly heap: Heap;
  private readonly size: number;
  private readonly values: number;
  private readonly gradient: number;
  private readonly first: number;
  private readonly second: number;
  private readonly addend: number;
  private taken = 0;

  constructor(
    module: WebAssembly.Module,
    private readonly views: readonly ParameterView[],
  ) {
    this.kernels = instantiate(module);
    this.heap = new Heap(this.kernels.memory, this.kernels.heapBase());
    this.size = views.reduce((sum, { size }) => sum + size, 0);
    const vector = () => this.heap.floats(this.size);
    this.values = vector();
    this.gradient = vector();
    this.first = vector();
    this.second = vector();
    this.addend = vector();
  }

  get bytes(): number {
    return this.heap.bytes;
  }

  private view(address: number): Float32Array {
    return this.heap.f32(address, this.size);
  }

  get parameters(): Float32Array {
    return this.view(this.values);
  }

  get gradientValues(): Float32Array {
    return this.view(this.gradient);
  }

  add(gradient: Float32Array): void {
    this.view(this.addend).set(gradient);
    this.kernels.addInto(this.gradient, this.addend, this.size);
  }

  /** One ascent step, after which the gradient is 0. A gradient that is not finite changes nothing else. */
  step({ learningRate, beta1, beta2, epsilon, weightDecay, gradientClip }: AdamWSettings): StepReport {
    const gradientNorm = Math.sqrt(this.kernels.squaredNorm(this.gradient, this.size));
    if (!Number.isFinite(gradientNorm)) {
      this.gradientValues.fill(0);
      return { gradientNorm, clipped: false, applied: false };
    }
    const clipped = gradientClip > 0 && gradientNorm > gradientClip;
    const scale = clipped ? gradientClip / gradientNorm : 1;
    this.taken++;
    const rate = learningRate / (1 - beta1 ** this.taken);
    const root = 1 / Math.sqrt(1 - beta2 ** this.taken);
    for (const { offset, size, decays } of this.views) {
      const at = (vector: number) => vector + 4 * offset;
      this.kernels.adamw(
        at(this.values),
        at(this.gradient),
        at(this.first),
        at(this.second),
        size,
        scale,
        beta1,
        1 - beta1,
        beta2,
        1 - beta2,
        rate,
        root,
        epsilon,
        decays ? learningRate * weightDecay : 0,
      );
    }
    this.gradientValues.fill(0);
    return { gradientNorm, clipped, applied: true };
  }

  save(): AdamWState {
    return { step: this.taken, first: this.view(this.first).slice(), second: this.view(this.second).slice() };
  }

  load({ step, first, second }: AdamWState): void {
    this.taken = step;
    this.view(this.first).set(first);
    this.view(this.second).set(second);
  }
}
