// LoRA adapters as the files that PEFT loads.
import type { ModelConfig } from '../../model/config.ts';
import { architectureOf } from '../../model/decoder_shape.ts';
import type { Parameters } from '../../model/parameters.ts';
import { writeSafetensors } from '../safetensors.ts';
import { ADAPTER_CONFIG, ADAPTER_WEIGHTS } from './adapter_names.ts';
import { namedTensors } from './named_tensors.ts';
import { jsonFile, type WrittenFile } from './written_file.ts';

/** @param baseName where the base is found: a folder, or a name on Hugging Face. */
export function writeAdapter(
  config: ModelConfig,
  { values }: Parameters,
  baseName: string,
): readonly WrittenFile[] {
  const { rank, alpha, targets } = config.lora!;
  const tensors = namedTensors(config, values);
  return [
    jsonFile(ADAPTER_CONFIG, {
      peft_type: 'LORA',
      task_type: 'CAUSAL_LM',
      base_model_name_or_path: baseName,
      inference_mode: true,
      r: rank,
      lora_alpha: alpha,
      target_modules: targets,
      fan_in_fan_out: architectureOf(config).family === 'gpt2',
      bias: 'none',
      lora_dropout: 0,
      modules_to_save: null,
      init_lora_weights: true,
      use_dora: false,
      use_rslora: false,
      rank_pattern: {},
      alpha_pattern: {},
    }),
    { name: ADAPTER_WEIGHTS, bytes: writeSafetensors(tensors, { format: 'pt' }) },
  ];
}
