// Supervised training of a prior on a task's corpus with our own trainer: mean token cross-entropy, AdamW, linear
// warm-up and cosine decay. Deterministic for a seed on one backend.
import { tokenBatch } from '../model/batch.ts';
import type { ModelConfig } from '../model/config.ts';
import type { LanguageModel, TokenBatch } from '../model/language_model.ts';
import { Stream } from '../random/stream.ts';
import type { Example, Split, Task } from '../tasks/task.ts';

export interface PretrainSettings {
  readonly steps: number;
  readonly rowsPerBatch: number;
  readonly learningRate: number;
  readonly weightDecay: number;
  readonly seed: number;
}

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

const WARM_UP_SHARE = 0.05;
const FINAL_SHARE = 0.05;

function scheduledRate(step: number, { steps, learningRate }: PretrainSettings): number {
  const warmUp = Math.max(1, Math.round(steps * WARM_UP_SHARE));
  if (step < warmUp) return (learningRate * (step + 1)) / warmUp;
  const progress = (step - warmUp) / Math.max(1, steps - warmUp);
  return learningRate * (FINAL_SHARE + (1 - FINAL_SHARE) * 0.5 * (1 + Math.cos(Math.PI * progress)));
}

function exampleBatch(task: Task, examples: readonly Example[]): TokenBatch {
  return tokenBatch(
    examples,
    task.maxPromptTokens + task.maxCompletionTokens,
    task.maxCompletionTokens,
    task.tokenizer.pad,
  );
}

function meanLoss(batch: TokenBatch, logProbs: Float32Array): { loss: number; tokens: number } {
  const tokens = batch.scored.reduce((sum, s) => sum + s, 0);
  return { loss: -logProbs.reduce((sum, l) => sum + l, 0) / tokens, tokens };
}

/** Yields after every step; the model is trained in place. Throws if a gradient is not finite. */
export async function* pretrain(
  task: Task,
  model: LanguageModel,
  settings: PretrainSettings,
): AsyncGenerator<PretrainProgress> {
  const stream = Stream.fromSeed(settings.seed).split('corpus', task.name);
  for (let step = 0; step < settings.steps; step++) {
    const batch = exampleBatch(
      task,
      Array.from({ length: settings.rowsPerBatch }, () => task.example(stream)),
    );
    const { loss, tokens } = meanLoss(batch, await model.logProbs(batch));
    await model.backward(Float32Array.from(batch.scored, (s) => s / tokens));
    const report = await model.step({
      learningRate: scheduledRate(step, settings),
      beta1: 0.9,
      beta2: 0.95,
      epsilon: 1e-8,
      weightDecay: settings.weightDecay,
      gradientClip: 1,
    });
    if (!report.applied)
      throw new Error(
        `step ${step}: gradient norm ${report.gradientNorm} (expected a finite one; lower the learning rate)`,
      );
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
