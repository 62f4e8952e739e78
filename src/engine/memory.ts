// Estimates a run's memory on the device before anything is allocated. The code that makes the buffers runs with an arena
// that only adds up their sizes.
import type { ModelConfig } from '../model/config.ts';
import type { BatchShape, MemoryEstimate, RunShapes } from '../model/memory_estimate.ts';
import { parameterViews } from '../model/parameters.ts';
import { Decoder } from './decoder.ts';
import { decodingPath, mostRows } from './generation.ts';
import type { Gpu } from './gpu.ts';
import { modelKernels } from './kernels.ts';
import { Arena, type BoundOperation } from './operation.ts';
import { type ModelParts, parameterOffsets } from './trunk.ts';
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

type Limits = Pick<Gpu, 'tuning' | 'logitsBytes'>;

/** A device that does nothing. */
const noGpu = ({ tuning, logitsBytes }: Limits) =>
  ({
    tuning,
    logitsBytes,
    halfBytes: tuning.storage === 'f16' ? 2 : 4,
    device: { queue: { writeBuffer() {} } },
  }) as unknown as Gpu;

/** Policy and proposal. */
const GENERATING_MODELS = 2;

export function estimateMemory(config: ModelConfig, shapes: RunShapes, limits: Limits): MemoryEstimate {
  const { tuning } = limits;
  const views = parameterViews(config);
  const floats = views.reduce((sum, { size }) => sum + size, 0);
  const parts: ModelParts = {
    config,
    kernels: modelKernels(config, tuning),
    weights: {} as GPUBuffer,
    at: parameterOffsets(views),
  };
  const ledger = (fill: (arena: Ledger) => void) => {
    const arena = new Ledger(noGpu(limits));
    fill(arena);
    return arena;
  };
  const workspace = (shape: BatchShape, gradient?: GPUBuffer) =>
    ledger((arena) => {
      const { tokens, slots } = capacityOf(shape);
      new Workspace(arena, parts, tokens, slots, gradient);
    });
  const training = workspace(shapes.training, {} as GPUBuffer);
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
  const copies = tuning.storage === 'f16' ? 1.5 : 1;
  const parameters = shapes.scoringModels * 4 * floats * copies;
  const optimiser = 3 * 4 * floats;
  const activations = training.total + shapes.scoringModels * scoring.total;
  const cache = GENERATING_MODELS * decoder.total;
  const candidates = [
    { bytes: 4 * floats, of: 'parameters' },
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
