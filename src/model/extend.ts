// A trained model with more inputs or outputs than it was trained with, that computes the same as before: control tokens
// begin as copies of a token they stand in for, a value head begins at zero.
import type { ModelConfig } from './config.ts';
import { type Parameters, parameterViews } from './parameters.ts';

export interface TrainedModel {
  readonly config: ModelConfig;
  readonly parameters: Parameters;
}

/** The parameters in the places a larger configuration has for them; what is new is 0. */
function placed(parameters: Parameters, config: ModelConfig): Parameters {
  const views = parameterViews(config);
  const last = views[views.length - 1];
  const values = new Float32Array(last.offset + last.size);
  for (const { name, offset, size } of parameters.views) {
    const target = views.find((view) => view.name === name)!;
    values.set(parameters.values.subarray(offset, offset + size), target.offset);
  }
  return { views, values };
}

/** `count` control tokens, ids from vocabSize on, each embedded as token `like` is. */
export function withControlTokens(model: TrainedModel, count: number, like: number): TrainedModel {
  const config = { ...model.config, controlTokens: count };
  const parameters = placed(model.parameters, config);
  const { width, vocabSize } = config;
  const embedding = parameters.values.subarray(parameters.views[0].offset);
  for (let token = vocabSize; token < vocabSize + count; token++)
    embedding.copyWithin(token * width, like * width, (like + 1) * width);
  return { config, parameters };
}

export function withValueHead(model: TrainedModel): TrainedModel {
  const config = { ...model.config, valueHead: true };
  return { config, parameters: placed(model.parameters, config) };
}
