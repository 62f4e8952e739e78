// Times the paths of generation on this device with a small model of zeros that never draws EOS.
import type { ModelConfig } from '../model/config.ts';
import { parameterViews } from '../model/parameters.ts';
import { stepsOf } from './commands.ts';
import { Decoder } from './decoder.ts';
import { Gpu } from './gpu.ts';
import { modelKernels } from './kernels.ts';
import { modelParts } from './model_parts.ts';
import { Arena } from './operation.ts';
import { ParameterVector, piecesOf } from './parameter_store.ts';
import type { Tuning } from './wgsl.ts';

const MODEL: ModelConfig = { vocabSize: 64, contextLength: 32, width: 64, layers: 2, heads: 4 };
/** Rows, and tokens of each; few where the CPU computes. */
const REQUESTS = { software: [8, 4], hardware: [32, 16] } as const;
const NO_EOS = 0xffffffff;

/** Milliseconds, at best, of a request's tokens after the first. */
export async function decodingMs(device: GPUDevice, software: boolean, tuning: Tuning): Promise<number> {
  const gpu = new Gpu(device, tuning, software);
  const [rows, tokens] = REQUESTS[software ? 'software' : 'hardware'];
  const kernels = modelKernels(MODEL, tuning);
  await gpu.compile([...Object.values(kernels.forward), ...Object.values(kernels.decoding)]);
  const arena = new Arena(gpu);
  try {
    const weights = new ParameterVector(
      arena,
      'weights',
      piecesOf(parameterViews(MODEL), 4, gpu.bindingBytes),
      'half',
    );
    const places = weights.places();
    const parts = modelParts(arena, MODEL, kernels, (name) => places.get(name), weights.buffers[0]);
    const capacity = { prompts: 1, promptTokens: 1, rows };
    const settings = { newTokens: tokens, eos: NO_EOS, temperature: 1 };
    const decoder = new Decoder(arena, parts, capacity, settings, tuning.decoding);
    const { queue } = device;
    queue.writeBuffer(
      decoder.rowInfo,
      0,
      new Uint32Array(4 * rows).map((_, i) => (i % 4 === 3 ? 1 : 0)),
    );
    queue.writeBuffer(decoder.promptLengths, 0, new Uint32Array(rows).fill(1));
    const living = Uint32Array.from({ length: 2 + rows }, (_, i) => [rows, 1][i] ?? i - 2);
    const next = stepsOf(decoder.next, { tokens: 1, slots: 1, owners: 0 });
    const lists = decoder.path === 'whole' ? 1 : tokens - 1;
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
