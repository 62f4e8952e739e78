// A flat vector of parameters, or of anything that there is one number a parameter of, as tensors by the names that
// transformers and PEFT give them.
import type { ModelConfig } from '../../model/config.ts';
import { parameterViews } from '../../model/parameters.ts';
import type { Tensor } from '../safetensors.ts';
import { adapterNames } from './adapter_names.ts';
import { placementsOf, taken } from './placement.ts';

/** In the order of the vector. Without a value head, which their classes do not have. */
export function namedTensors(config: ModelConfig, vector: Float32Array): ReadonlyMap<string, Tensor> {
  if (!config.lora)
    return new Map(
      placementsOf(config).map((placement) => [
        placement.name,
        { shape: placement.shape, values: taken(placement, vector) },
      ]),
    );
  const names = adapterNames(config);
  return new Map(
    parameterViews(config).flatMap(({ name, shape, offset, size }): [string, Tensor][] => {
      const theirs = names.get(name);
      return theirs ? [[theirs, { shape, values: vector.subarray(offset, offset + size) }]] : [];
    }),
  );
}

/** The value head by our names; empty where the model has none. */
export const valueHeadTensors = (config: ModelConfig, vector: Float32Array): ReadonlyMap<string, Tensor> =>
  new Map(
    parameterViews(config)
      .filter(({ name }) => name.startsWith('value.'))
      .map(({ name, shape, offset, size }) => [
        name,
        { shape, values: vector.subarray(offset, offset + size) },
      ]),
  );
