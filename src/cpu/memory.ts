// Memory of a run on the CPU device, by purpose, before anything is allocated. The code that lays out buffers runs with a
// heap that only adds up sizes.
import { frozenConfig } from '../model/adapters.ts';
import type { ModelConfig } from '../model/config.ts';
import type { BatchShape, MemoryEstimate, RunShapes } from '../model/memory_estimate.ts';
import { parameterCount } from '../model/parameters.ts';
import { PARTS } from './device.ts';
import { generationFloats, ROWS_AT_ONCE } from './generation.ts';
import { Head, headBackwardBuffers, Masks } from './head.ts';
import { Heap } from './heap.ts';
import { instantiate } from './kernels.ts';
import { MOST_COPIED } from './shared_core.ts';
import { backwardBuffers, matrix, Trunk } from './trunk.ts';
import { Weights } from './weights.ts';

/** What one instance can address. */
export const LARGEST_INSTANCE = 2 ** 32;

/** Parameters, gradient, both moments and an addend. A shard has three gradients, and room for its reply. */
const OPTIMISER_VECTORS = 5;
const SHARD_GRADIENTS = 3;
const SHARD_VECTORS = SHARD_GRADIENTS + 1;
/** Policy, prior and proposal. */
const SHARING_MODELS = 3;

class Ledger extends Heap {
  constructor() {
    super(new WebAssembly.Memory({ initial: 0 }), 0);
  }

  protected override grow(): void {}

  override f32(_address: number, count: number): Float32Array<ArrayBuffer> {
    return new Float32Array(count);
  }
}

/** @param mostShards threads of the device; large frozen weights stay on one. */
export function estimateMemory(
  module: WebAssembly.Module,
  config: ModelConfig,
  shapes: RunShapes,
  mostShards: number,
): MemoryEstimate {
  const isLarge = config.lora && parameterCount(frozenConfig(config)) > MOST_COPIED;
  const shards = isLarge ? 1 : mostShards;
  const kernels = instantiate(module);
  /** Bytes that `fill` takes on top of a model's weights. */
  const taken = (fill: (heap: Heap, weights: Weights, masks: Masks) => void, trainable = false) => {
    const heap = new Ledger();
    const weights = new Weights(kernels, heap, config, trainable);
    const masks = new Masks(config, heap, weights.ldVocab);
    const before = heap.mark();
    fill(heap, weights, masks);
    return { bytes: heap.mark() - before, weights: before, floats: weights.size };
  };
  const scored = ({ rows, length, window }: BatchShape) => ({
    tokens: rows * (length - 1),
    slots: rows * window,
  });
  const perPart = (shape: BatchShape) => scored({ ...shape, rows: Math.ceil(shape.rows / PARTS) });
  const part = taken((heap, weights, masks) => {
    const { tokens, slots } = perPart(shapes.training);
    new Trunk(kernels, heap, weights, tokens, true);
    new Head(kernels, heap, weights, masks, slots);
  }, true);
  const wayBack = taken((heap, weights) => {
    const { tokens, slots } = perPart(shapes.training);
    backwardBuffers(heap, weights, tokens);
    headBackwardBuffers(heap, weights, slots);
    matrix(heap, tokens, weights.ld);
  }, true);
  const scoring = taken((heap, weights, masks) => {
    const { tokens, slots } = perPart(shapes.scoring);
    new Trunk(kernels, heap, weights, tokens, false);
    new Head(kernels, heap, weights, masks, slots);
  });
  const { newTokens, rows } = shapes.generation;
  const together = Math.min(Math.ceil(rows / shards), ROWS_AT_ONCE);
  const longestPrompt = config.contextLength - newTokens;
  const cacheBytes = 4 * generationFloats(kernels, config, { rows: together, newTokens, longestPrompt });
  const { floats } = part;
  // Policy, prior and proposal share a core, weights and activations, where only adapters are trained.
  const others = Math.max(0, shapes.scoringModels - (config.lora ? SHARING_MODELS : 1));
  const parameters = shards * (part.weights + others * scoring.weights) + 4 * floats * shapes.scoringModels;
  const optimiser = 4 * floats * (OPTIMISER_VECTORS + SHARD_VECTORS * shards);
  const activations = PARTS * part.bytes + shards * wayBack.bytes + PARTS * others * scoring.bytes;
  // On a shared core generation takes the room of the way back.
  const cache = shards * (config.lora ? Math.max(0, cacheBytes - wayBack.bytes) : cacheBytes);
  const perShard = PARTS / shards;
  const policy = {
    parameters: part.weights + 4 * floats * SHARD_GRADIENTS,
    activations: perShard * part.bytes + wayBack.bytes,
    cache: cacheBytes,
  };
  const of = (Object.keys(policy) as (keyof typeof policy)[]).reduce((a, b) =>
    policy[b] > policy[a] ? b : a,
  );
  return {
    parameters,
    optimiser,
    activations,
    cache,
    total: parameters + optimiser + activations + cache,
    largest: { bytes: policy.parameters + policy.activations + policy.cache, of },
  };
}
