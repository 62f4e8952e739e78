// A model with a value head as a sequence classifier with one label, which transformers loads and `importModel` reads.
import { HEAD_WEIGHT } from '../../model/parameters.ts';
import type { Tokenizer } from '../../tokenizer/tokenizer.ts';
import { writeSafetensors } from '../safetensors.ts';
import { CONFIG, WEIGHTS } from './folder.ts';
import { SCORING_CLASSES } from './model_config.ts';
import { namedTensors } from './named_tensors.ts';
import { SCORE_WEIGHT, scorePlacement, taken } from './placement.ts';
import { huggingFaceConfig } from './write_config.ts';
import { type ModelToWrite, mergedModel, tokenizerFiles } from './write_model.ts';
import { jsonFile, type WrittenFile } from './written_file.ts';

/** Adapters are merged. The head's bias shifts every score alike, so their class does without, and it is left out. */
export function writeClassifierFolder(
  model: Pick<ModelToWrite, 'config' | 'parameters'>,
  tokenizer: Tokenizer,
): readonly WrittenFile[] {
  if (!model.config.valueHead) throw new Error('invalid model: no value head (expected one for the score)');
  const { config, parameters } = model.config.lora ? mergedModel(model.config, model.parameters) : model;
  const json = huggingFaceConfig(config, tokenizer, 'F32');
  const tensors = new Map(namedTensors(config, parameters.values));
  tensors.delete(HEAD_WEIGHT);
  const placement = scorePlacement(config);
  tensors.set(SCORE_WEIGHT, { shape: placement.shape, values: taken(placement, parameters.values) });
  return [
    jsonFile(CONFIG, {
      ...json,
      architectures: SCORING_CLASSES[json.model_type as keyof typeof SCORING_CLASSES].slice(0, 1),
      tie_word_embeddings: true,
      id2label: { 0: 'LABEL_0' },
      label2id: { LABEL_0: 0 },
    }),
    { name: WEIGHTS, bytes: writeSafetensors(tensors, { format: 'pt' }, 'F32') },
    ...tokenizerFiles(tokenizer, config),
  ];
}
