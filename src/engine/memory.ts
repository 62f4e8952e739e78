// Estimates a run's memory on the device before anything is allocated. The code that makes the buffers runs with an arena
// that only adds up their sizes.
import { frozenConfig } from '../model/adapters.ts';
import type { ModelConfig } from '../model/config.ts';
import type { BatchShape, MemoryEstimate, RunShapes } from '../model/memory_estimate.ts';
import { parameterCount, parameterViews } from '../model/parameters.ts';
import { Decoder } from './decoder.ts';
import { decodingPath, mostRows } from './generation.ts';
import type { Gpu } from './gpu.ts';
import { modelKernels } from './kernels.ts';
import { type FindPlace, type ModelParts, modelParts } from './model_parts.ts';
import { Arena, type BoundOperation } from './operation.ts';
import { piecesOf } from './parameter_store.ts';
import { capacityOf, Workspace } from './workspace.ts';

class Ledger extends Arena {
  total = 0;
  largest = 0;

  override numbers(_label: string, count: number): GPUBuffer {
    return this.entry(4 * count);
  }

  override halves(_label: string, count: number): GPUBuffer {
    return this.entry(this.gpu.halfBytes * count);
  }

  override uniform(_label: string, content: ArrayBuffer): GPUBuffer {
    return this.entry(content.byteLength);
  }

  override bind(): BoundOperation {
    return {} as BoundOperation;
  }

  private entry(bytes: number): GPUBuffer {
    this.total += bytes;
    this.largest = Math.max(this.largest, bytes);
    return {} as GPUBuffer;
  }
}

type Limits = Pick<Gpu, 'tuning' | 'logitsBytes' | 'bindingBytes'>;

/** A device that does nothing. */
const noGpu = ({ tuning, logitsBytes, bindingBytes }: Limits) =>
  ({
    tuning,
    logitsBytes,
    bindingBytes,
    halfBytes: tuning.storage === 'f16' ? 2 : 4,
    device: { queue: { writeBuffer() {} } },
  }) as unknown as Gpu;

/** Policy and proposal. */
const GENERATING_MODELS = 2;

const NOWHERE = { buffer: {} as GPUBuffer, at: 0 };

/** Bytes of all parameters of a run, of an optimiser, and of the largest buffer of either. */
function parameterBytes(config: ModelConfig, models: number, { tuning, bindingBytes }: Limits) {
  const floats = parameterCount(config);
  const half = tuning.storage === 'f16' ? 2 : 4;
  const shared = config.lora ? half * parameterCount(frozenConfig(config)) : 0;
  const copies = tuning.storage === 'f16' ? 1.5 : 1;
  const largestOf = (of: ModelConfig, bytesEach: number) =>
    bytesEach * Math.max(...piecesOf(parameterViews(of), bytesEach, bindingBytes).map(({ size }) => size));
  return {
    parameters: shared + models * 4 * floats * copies,
    optimiser: 3 * 4 * floats,
    largest: Math.max(largestOf(config, 4), config.lora ? largestOf(frozenConfig(config), half) : 0),
  };
}

export function estimateMemory(config: ModelConfig, shapes: RunShapes, limits: Limits): MemoryEstimate {
  const { tuning } = limits;
  const { lora } = config;
  const names = new Set(parameterViews(config).map(({ name }) => name));
  const all = lora
    ? new Set([...names, ...parameterViews(frozenConfig(config)).map(({ name }) => name)])
    : names;
  const find = (name: string) => (all.has(name) ? NOWHERE : undefined);
  const parts: ModelParts = modelParts(
    new Ledger(noGpu(limits)),
    config,
    modelKernels(config, tuning),
    find,
    lora ? undefined : NOWHERE.buffer,
  );
  const ledger = (fill: (arena: Ledger) => void) => {
    const arena = new Ledger(noGpu(limits));
    fill(arena);
    return arena;
  };
  const workspace = (shape: BatchShape, gradientOf?: FindPlace) =>
    ledger((arena) => {
      const { tokens, slots } = capacityOf(shape);
      new Workspace(arena, parts, tokens, slots, gradientOf);
    });
  const training = workspace(shapes.training, (name) => (names.has(name) ? NOWHERE : undefined));
  const scoring = workspace(shapes.scoring);
  const { prompts, newTokens } = shapes.generation;
  const rows = Math.min(shapes.generation.rows, mostRows(config, limits.logitsBytes));
  const promptTokens = prompts * (config.contextLength - newTokens);
  const decoder = ledger(
    (arena) =>
      new Decoder(
        arena,
        parts,
        { prompts, promptTokens, rows },
        { newTokens, eos: 0, temperature: 1 },
        decodingPath(parts, rows),
      ),
  );
  const { parameters, optimiser, ...own } = parameterBytes(config, shapes.scoringModels, limits);
  const activations = training.total + shapes.scoringModels * scoring.total;
  const cache = GENERATING_MODELS * decoder.total;
  const candidates = [
    { bytes: own.largest, of: 'parameters' },
    { bytes: Math.max(training.largest, scoring.largest), of: 'activations' },
    { bytes: decoder.largest, of: 'cache' },
  ] as const;
  const largest = candidates.reduce((a, b) => (b.bytes > a.bytes ? b : a));
  return {
    parameters,
    optimiser,
    activations,
    cache,
    total: parameters + optimiser + activations + cache,
    largest,
  };
}
