// The small model, parameters and batch with which every implementation of `LanguageModel` is checked.
import { Stream } from '../random/stream.ts';
import { frozenConfig } from './adapters.ts';
import { tokenBatch } from './batch.ts';
import type { AdamWSettings, ModelConfig } from './config.ts';
import type { LanguageModel } from './language_model.ts';
import { initialParameters, type Parameters } from './parameters.ts';
import { slowLogProbs } from './slow_transformer.ts';

export const PAD = 0;
export const EOS = 1;
export const checkConfig: ModelConfig = { vocabSize: 11, contextLength: 9, width: 8, layers: 2, heads: 2 };
export const adamw: AdamWSettings = {
  learningRate: 1e-2,
  beta1: 0.9,
  beta2: 0.95,
  epsilon: 1e-8,
  weightDecay: 0.1,
  gradientClip: 1,
};

/** Parameters large enough that every path matters: at 0.02 attention is uniform and errors in it would not show. */
export function roughParameters(config: ModelConfig, seed = 3): Parameters {
  const noise = Stream.fromSeed(seed);
  const { views, values } = initialParameters(config, noise);
  const frozen = config.lora && roughParameters(frozenConfig(config), seed + 1);
  return { views, values: values.map((v) => v + 0.3 * noise.normal()), frozen };
}

/** Prompts of different length; one empty completion (EOS alone), one cut without EOS. */
export const checkRows = [
  { prompt: [2, 3, 4], completion: [5, 6, EOS] },
  { prompt: [7], completion: [EOS] },
  { prompt: [2, 9, 10, 3, 4], completion: [8, 8, 8, 8] },
];
export const checkBatch = tokenBatch(checkRows, 9, 4, PAD);

/** Log-probs of the batch by the slow twin, [B, T]. */
export function slowBatch(
  config: ModelConfig,
  views: Parameters['views'],
  values: Float64Array,
  frozen?: Parameters,
): number[] {
  const result = new Array<number>(checkBatch.rows * checkBatch.length).fill(0);
  checkRows.forEach(({ prompt, completion }, b) => {
    const sequence = [...prompt, ...completion];
    const logProbs = slowLogProbs(config, views, values, sequence.slice(0, -1), frozen);
    completion.forEach((token, j) => {
      const t = prompt.length + j;
      result[b * checkBatch.length + t] = logProbs[t - 1][token];
    });
  });
  return result;
}

/** A model whose accumulated gradient can be looked at. */
type CheckedModel = LanguageModel & { gradientValues(): Promise<Float32Array> };

export type CreateModel = (
  config: ModelConfig,
  parameters: Parameters,
  trainable: boolean,
) => Promise<CheckedModel>;
