// The weights under adapters on the device: one copy for all models that were given the same frozen parameters.

import { frozenConfig } from '../model/adapters.ts';
import type { ModelConfig } from '../model/config.ts';
import { checkParameters, type Parameters, parameterViews } from '../model/parameters.ts';
import { encode } from './commands.ts';
import { foldedGroups, type Gpu } from './gpu.ts';
import { castWeights } from './kernels/adamw.ts';
import { Arena } from './operation.ts';
import { checkPieces, ParameterVector, type Place, piecesOf } from './parameter_store.ts';
import { ITEMS } from './wgsl.ts';

interface FrozenBase {
  readonly arena: Arena;
  readonly places: ReadonlyMap<string, Place>;
  users: number;
}

const bases = new WeakMap<Parameters, WeakMap<Gpu, FrozenBase>>();

/** Throws where the parameters are not those of the model under the adapters, or too large for the device. */
function uploaded(gpu: Gpu, config: ModelConfig, frozen: Parameters): FrozenBase {
  const views = parameterViews(frozenConfig(config));
  checkParameters(views, frozen);
  const pieces = piecesOf(views, gpu.halfBytes, gpu.bindingBytes);
  checkPieces(pieces, gpu.halfBytes, gpu.bindingBytes);
  const arena = new Arena(gpu);
  const weights = new ParameterVector(arena, 'frozen weights', pieces, 'half');
  if (gpu.tuning.storage === 'f32') weights.write(frozen.values);
  else rounded(gpu, frozen.values, weights);
  return { arena, places: weights.places(), users: 0 };
}

/** Writes by way of a buffer of f32 that is gone afterwards. */
function rounded(gpu: Gpu, values: Float32Array, { pieces, buffers }: ParameterVector): void {
  pieces.forEach(({ first, size }, p) => {
    const passing = new Arena(gpu);
    const source = passing.numbers('weights on their way', size);
    gpu.device.queue.writeBuffer(source, 0, values.subarray(first, first + size));
    const cast = passing.bind(castWeights, {
      buffers: { values: source, weights: buffers[p] },
      values: { size },
      groups: () => foldedGroups(size, ITEMS),
    });
    gpu.submit((encoder) => encode(encoder, [cast], { tokens: 0, slots: 0, owners: 0 }));
    passing.dispose();
  });
}

/** Uploads the parameters for their first user; the last one's `release` frees them. */
export function frozenBase(gpu: Gpu, config: ModelConfig, frozen: Parameters) {
  const ofGpus = bases.get(frozen) ?? new WeakMap<Gpu, FrozenBase>();
  bases.set(frozen, ofGpus);
  const base = ofGpus.get(gpu) ?? uploaded(gpu, config, frozen);
  ofGpus.set(gpu, base);
  base.users++;
  return {
    places: base.places,
    release() {
      if (--base.users > 0) return;
      ofGpus.delete(gpu);
      base.arena.dispose();
    },
  };
}
