// All contenders of a runtime with WebGPU. Only this file loads jax-js, since nothing else needs it.
import type { Gpu } from '../engine/gpu.ts';
import type { BenchmarkOptions } from './benchmark.ts';
import { engineTrainer, engineWriter, tfjsCachedWriter, wasmTrainer } from './model_contenders.ts';
import { tfjsTrainer, tfjsUncachedWriter } from './tfjs_contender.ts';

export type Contenders = Pick<BenchmarkOptions, 'trainers' | 'writers' | 'missing'>;

async function jax() {
  try {
    const { jaxTrainer, jaxWriter } = await import('./jax_contender.ts');
    return { trainer: { jaxjs: jaxTrainer }, writer: { jaxjs: jaxWriter }, missing: undefined };
  } catch (error) {
    return { missing: { jaxjs: `jax-js cannot be loaded here: ${(error as Error).message}` } };
  }
}

/** @param wasm false if tfjs's WASM backend is not set up. */
export async function contenders(gpu: Gpu, wasm = true): Promise<Contenders> {
  const { trainer, writer, missing } = await jax();
  return {
    trainers: {
      engine: (problem) => engineTrainer(gpu, problem),
      tfjs: tfjsTrainer,
      ...trainer,
      ...(wasm ? { wasm: wasmTrainer } : {}),
    },
    writers: {
      engine: (problem) => engineWriter(gpu, problem),
      tfjsCached: tfjsCachedWriter,
      tfjsUncached: tfjsUncachedWriter,
      ...writer,
    },
    missing,
  };
}
