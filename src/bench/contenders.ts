// All contenders of a runtime: those on its GPU where it has one, and those on its CPU. Only this file loads jax-js, since
// nothing else needs it.
import type { CpuDevice } from '../cpu/device.ts';
import { reasonOf } from '../errors/reason.ts';
import type { BenchmarkOptions } from './benchmark.ts';
import { CPU_NAMES, SHARDS } from './contender.ts';
import {
  type BrainRun,
  cpuContenders,
  engineContenders,
  type ModelContenders,
  tfjsContenders,
} from './model_contenders.ts';
import { tfjsTrainer, tfjsUncachedWriter } from './tfjs_contender.ts';

type Contenders = Pick<BenchmarkOptions, 'trainers' | 'writers' | 'steppers' | 'missing'>;

interface Runtime {
  readonly gpu?: BenchmarkOptions['gpu'];
  /** The CPU engine on so many threads; closed after use. Absent where the graphics card competes alone. */
  readonly openCpu?: (shards: number) => Promise<CpuDevice>;
  readonly brain: BrainRun;
}

async function jax(hasGpu: boolean, withCpu: boolean): Promise<Omit<Contenders, 'steppers'>> {
  try {
    const { jaxTrainer, jaxWriter } = await import('./jax_contender.ts');
    return {
      trainers: {
        ...(hasGpu && { jaxjs: (problem) => jaxTrainer(problem, 'webgpu') }),
        ...(withCpu && { jaxjsWasm: (problem) => jaxTrainer(problem, 'wasm') }),
      },
      writers: {
        ...(hasGpu && { jaxjs: (problem) => jaxWriter(problem, 'webgpu') }),
        ...(withCpu && { jaxjsWasm: (problem) => jaxWriter(problem, 'wasm') }),
      },
    };
  } catch (error) {
    return { trainers: {}, writers: {}, missing: { 'jax-js': `it cannot be loaded: ${reasonOf(error)}` } };
  }
}

export async function contenders({ gpu, openCpu, brain }: Runtime): Promise<Contenders> {
  const engine = gpu && engineContenders(gpu.gpu, brain);
  const onWebGpu = tfjsContenders('webgpu', brain);
  const wasm = openCpu && tfjsContenders('wasm', brain);
  const cpu = openCpu
    ? CPU_NAMES.map((name) => [name, cpuContenders(() => openCpu(SHARDS[name]), brain)] as const)
    : [];
  const ofCpu = <Part extends keyof ModelContenders>(part: Part) =>
    Object.fromEntries(cpu.map(([name, made]) => [name, made[part]]));
  const { trainers, writers, missing } = await jax(gpu !== undefined, openCpu !== undefined);
  return {
    trainers: {
      ...(engine && { engine: engine.trainer, engineAhead: engine.ahead, tfjs: tfjsTrainer }),
      ...ofCpu('trainer'),
      ...(wasm && { wasm: wasm.trainer }),
      ...trainers,
    },
    writers: {
      ...(engine && {
        engine: engine.writer,
        tfjsCached: onWebGpu.writer,
        tfjsUncached: tfjsUncachedWriter,
      }),
      ...ofCpu('writer'),
      ...(wasm && { wasm: wasm.writer }),
      ...writers,
    },
    steppers: {
      ...(engine && { engine: engine.stepper }),
      // On a software adapter it takes minutes a step.
      ...(gpu && !gpu.software && { tfjs: onWebGpu.stepper }),
      ...ofCpu('stepper'),
      ...(wasm && { wasm: wasm.stepper }),
    },
    missing,
  };
}
