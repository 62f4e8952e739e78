// Files and names of LoRA adapters as the library PEFT writes them.
import { adaptersOf } from '../../model/adapters.ts';
import type { ModelConfig } from '../../model/config.ts';
import { architectureOf } from '../../model/decoder_shape.ts';
import { projectionModule } from './module_names.ts';

export const ADAPTER_CONFIG = 'adapter_config.json';
export const ADAPTER_WEIGHTS = 'adapter_model.safetensors';

/** Their names of the adapters' tensors, by ours. */
export function adapterNames(config: ModelConfig): ReadonlyMap<string, string> {
  const { family } = architectureOf(config);
  return new Map(
    adaptersOf(config).flatMap((adapter): [string, string][] => {
      const layer = Number(adapter.weight.split('.')[1]);
      const module = `base_model.model.${projectionModule(family, layer, adapter)}`;
      return [
        [adapter.a, `${module}.lora_A.weight`],
        [adapter.b, `${module}.lora_B.weight`],
      ];
    }),
  );
}
