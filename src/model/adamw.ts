// AdamW with decoupled weight decay on a flat parameter vector, on the host (Loshchilov & Hutter 2019, algorithm 2):
//   m = b1 m + (1 - b1) g,  v = b2 v + (1 - b2) g^2,  w <- w + lr (mhat / (sqrt(vhat) + eps) - decay w)   (ascent)
import type { AdamWSettings, StepReport } from './config.ts';
import type { ParameterView } from './parameters.ts';

export interface AdamWState {
  readonly step: number;
  readonly first: Float32Array;
  readonly second: Float32Array;
}

export class AdamW {
  private taken = 0;
  private readonly first: Float32Array;
  private readonly second: Float32Array;

  constructor(private readonly views: readonly ParameterView[]) {
    const size = views.reduce((total, view) => total + view.size, 0);
    this.first = new Float32Array(size);
    this.second = new Float32Array(size);
  }

  /** Updates `values` in place. A gradient that is not finite changes nothing, not even the moments. */
  step(values: Float32Array, gradient: Float32Array | Float64Array, settings: AdamWSettings): StepReport {
    let squares = 0;
    for (let i = 0; i < gradient.length; i++) squares += gradient[i] * gradient[i];
    const gradientNorm = Math.sqrt(squares);
    if (!Number.isFinite(gradientNorm)) return { gradientNorm, clipped: false, applied: false };
    const clipped = settings.gradientClip > 0 && gradientNorm > settings.gradientClip;
    const scale = clipped ? settings.gradientClip / gradientNorm : 1;
    const { learningRate, beta1, beta2, epsilon } = settings;
    this.taken++;
    const correction1 = 1 - beta1 ** this.taken;
    const correction2 = 1 - beta2 ** this.taken;
    for (const view of this.views) {
      const decay = view.decays ? settings.weightDecay : 0;
      for (let i = view.offset; i < view.offset + view.size; i++) {
        const g = gradient[i] * scale;
        this.first[i] = beta1 * this.first[i] + (1 - beta1) * g;
        this.second[i] = beta2 * this.second[i] + (1 - beta2) * g * g;
        const direction = this.first[i] / correction1 / (Math.sqrt(this.second[i] / correction2) + epsilon);
        values[i] += learningRate * (direction - decay * values[i]);
      }
    }
    return { gradientNorm, clipped, applied: true };
  }

  /** A copy of the moments and the step count. */
  save(): AdamWState {
    return { step: this.taken, first: this.first.slice(), second: this.second.slice() };
  }

  load(state: AdamWState): void {
    this.taken = state.step;
    this.first.set(state.first);
    this.second.set(state.second);
  }
}
