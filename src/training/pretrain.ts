// Supervised training of a prior on fresh examples of a task's corpus. Deterministic for a seed on one backend.
import { tokenBatch } from '../model/batch.ts';
import type { ModelConfig } from '../model/config.ts';
import type { LanguageModel, TokenBatch } from '../model/language_model.ts';
import { Stream } from '../random/stream.ts';
import type { Example, Split, Task } from '../tasks/task.ts';
import { meanLoss, type SupervisedSettings, supervisedStep } from './sft/supervised_step.ts';

export interface PretrainProgress {
  readonly step: number;
  /** Mean token cross-entropy of the batch before the step, nats. */
  readonly loss: number;
}

/** The configuration of a task's prior. The mask is stored with the model, so every reader of config.json samples alike. */
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

function exampleBatch(task: Task, examples: readonly Example[]): TokenBatch {
  return tokenBatch(
    examples,
    task.maxPromptTokens + task.maxCompletionTokens,
    task.maxCompletionTokens,
    task.tokenizer.pad,
  );
}

/** Yields after every step; the model is trained in place. Throws if a gradient is not finite. */
export async function* pretrain(
  task: Task,
  model: LanguageModel,
  settings: SupervisedSettings,
): AsyncGenerator<PretrainProgress> {
  const stream = Stream.fromSeed(settings.seed).split('corpus', task.name);
  for (let step = 0; step < settings.steps; step++) {
    const batch = exampleBatch(
      task,
      Array.from({ length: settings.rowsPerBatch }, () => task.example(stream)),
    );
    const { loss } = await supervisedStep(model, batch, step, settings);
    yield { step: step + 1, loss };
  }
}

/** Mean token cross-entropy on `rows` fresh examples of a split, nats. */
export async function corpusLoss(
  task: Task,
  model: LanguageModel,
  split: Split,
  rows: number,
  seed: number,
): Promise<number> {
  const stream = Stream.fromSeed(seed).split('held-out', split);
  let total = 0;
  let count = 0;
  for (let from = 0; from < rows; from += 64) {
    const batch = exampleBatch(
      task,
      Array.from({ length: Math.min(64, rows - from) }, () => task.example(stream, split)),
    );
    const { loss, tokens } = meanLoss(batch, await model.logProbs(batch));
    total += loss * tokens;
    count += tokens;
  }
  return total / count;
}
