// Times the paths of generation on this device with a small model of zeros that never draws EOS.
import type { ModelConfig } from '../model/config.ts';
import { parameterViews } from '../model/parameters.ts';
import { stepsOf } from './commands.ts';
import { Decoder } from './decoder.ts';
import { Gpu } from './gpu.ts';
import { modelKernels } from './kernels.ts';
import { Arena } from './operation.ts';
import { parameterOffsets } from './trunk.ts';
import type { Tuning } from './wgsl.ts';

const MODEL: ModelConfig = { vocabSize: 64, contextLength: 32, width: 64, layers: 2, heads: 4 };
const ROWS = 32;
const TOKENS = 16;
const NO_EOS = 0xffffffff;

/** Milliseconds of the tokens after the first, at best, of 32 rows with 16 tokens each. */
export async function decodingMs(device: GPUDevice, software: boolean, tuning: Tuning): Promise<number> {
  const gpu = new Gpu(device, tuning, software);
  const kernels = modelKernels(MODEL, tuning);
  await gpu.compile([...Object.values(kernels.forward), ...Object.values(kernels.decoding)]);
  const arena = new Arena(gpu);
  try {
    const views = parameterViews(MODEL);
    const floats = views.reduce((sum, { size }) => sum + size, 0);
    const parts = {
      config: MODEL,
      kernels,
      weights: arena.halves('weights', floats),
      at: parameterOffsets(views),
    };
    const capacity = { prompts: 1, promptTokens: 1, rows: ROWS };
    const settings = { newTokens: TOKENS, eos: NO_EOS, temperature: 1 };
    const decoder = new Decoder(arena, parts, capacity, settings, tuning.decoding);
    const { queue } = device;
    queue.writeBuffer(
      decoder.rowInfo,
      0,
      new Uint32Array(4 * ROWS).map((_, i) => (i % 4 === 3 ? 1 : 0)),
    );
    queue.writeBuffer(decoder.promptLengths, 0, new Uint32Array(ROWS).fill(1));
    const living = Uint32Array.from({ length: 2 + ROWS }, (_, i) => [ROWS, 1][i] ?? i - 2);
    const next = stepsOf(decoder.next, { tokens: 1, slots: 1, owners: 0 });
    const lists = decoder.path === 'whole' ? 1 : TOKENS - 1;
    const steps = Array.from({ length: lists }, () => next).flat();
    let best = Number.POSITIVE_INFINITY;
    for (let repeat = 0; repeat < (software ? 1 : 3); repeat++) {
      queue.writeBuffer(decoder.living, 0, living);
      const start = performance.now();
      await gpu.run(steps);
      await queue.onSubmittedWorkDone();
      best = Math.min(best, performance.now() - start);
    }
    return best;
  } finally {
    arena.dispose();
  }
}
