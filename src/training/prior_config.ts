// The configuration of a task's prior. The mask is stored with the model, so whatever reads config.json samples alike.
import type { ModelConfig } from '../model/language_model.ts';
import type { Task } from '../tasks/task.ts';

export function priorConfig(
  { tokenizer, maxPromptTokens, maxCompletionTokens, allowedTokens }: Task,
  shape: Pick<ModelConfig, 'width' | 'layers' | 'heads'>,
): ModelConfig {
  const { width, layers, heads } = shape;
  return {
    vocabSize: tokenizer.vocabSize,
    contextLength: maxPromptTokens + maxCompletionTokens,
    width,
    layers,
    heads,
    // Completions begin at position 1, or their tokens may stand anywhere (see Task.allowedTokens).
    allowed: [null, ...allowedTokens],
  };
}
