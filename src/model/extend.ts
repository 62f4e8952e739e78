// Adds inputs or outputs to a trained model without changing what it computes. A control token begins as a copy of the
// token that it replaces, a value head at zero.
import type { ModelConfig } from './config.ts';
import { type Parameters, parameterViews } from './parameters.ts';

export interface TrainedModel {
  readonly config: ModelConfig;
  readonly parameters: Parameters;
}

/** Moves parameters to their places in a larger configuration; new ones are 0. */
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

/** Adds `count` control tokens, ids from vocabSize on, each embedded like token `like`; in tables with a row of 0. */
export function withControlTokens(model: TrainedModel, count: number, like: number): TrainedModel {
  const config = { ...model.config, controlTokens: count };
  const parameters = placed(model.parameters, config);
  const { width, vocabSize, tables } = config;
  if (tables) return { config, parameters };
  const embedding = parameters.values.subarray(parameters.views[0].offset);
  for (let token = vocabSize; token < vocabSize + count; token++)
    embedding.copyWithin(token * width, like * width, (like + 1) * width);
  return { config, parameters };
}

export function withValueHead(model: TrainedModel): TrainedModel {
  const config = { ...model.config, valueHead: true };
  return { config, parameters: placed(model.parameters, config) };
}
