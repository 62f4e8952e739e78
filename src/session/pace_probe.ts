// How many operations a second a backend does in training steps, measured on a small model of random numbers before a large
// one is allocated.
import { tokenBatch } from '../model/batch.ts';
import type { ModelConfig } from '../model/config.ts';
import { initialParameters } from '../model/parameters.ts';
import { tokenCoefficients } from '../model/rows.ts';
import { stepFlops } from '../model/step_flops.ts';
import { Stream } from '../random/stream.ts';
import type { ActiveBackend } from './backend.ts';
import { unitsPerSecond } from './speed.ts';

const SHAPE = { vocabSize: 512, contextLength: 64, width: 128, heads: 4 };
const ROW = { length: 64, scored: 32 };
/** Little work is quick to time on a CPU, and says nothing of a GPU. */
const PROBES = {
  host: { config: { ...SHAPE, layers: 2 }, rows: 2 },
  device: { config: { ...SHAPE, layers: 4 }, rows: 16 },
} as const satisfies Readonly<Record<string, { readonly config: ModelConfig; readonly rows: number }>>;
const ADAM = { learningRate: 1e-4, beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0, gradientClip: 1 };

export async function flopsPerSecond(
  backend: ActiveBackend,
  progress: (done: number, total: number) => void,
  now?: () => number,
): Promise<number> {
  const { length, scored } = ROW;
  const { config, rows } = PROBES[backend.parametersOnHost ? 'host' : 'device'];
  const stream = Stream.fromSeed(1).split('initial', 'pace');
  const token = (i: number) => 1 + (i % (config.vocabSize - 1));
  const row = (r: number) => ({
    prompt: Array.from({ length: length - scored }, (_, i) => token(r * length + i)),
    completion: Array.from({ length: scored }, (_, i) => token(7 * i + r)),
  });
  const batch = tokenBatch(
    Array.from({ length: rows }, (_, r) => row(r)),
    length,
    scored,
    0,
  );
  const coefficients = tokenCoefficients(batch, Array(rows).fill(1 / rows), 'sum');
  const steps = await unitsPerSecond(
    backend,
    {
      config,
      parameters: initialParameters(config, stream),
      progress,
      async unit(model) {
        await model.logProbs(batch);
        await model.backward(coefficients);
        await model.step(ADAM);
      },
    },
    now,
  );
  return steps * stepFlops(config, { rows, ...ROW });
}
