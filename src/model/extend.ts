// Adds inputs or outputs to a trained model without changing what it computes. A control token begins as a copy of the
// token that it replaces, a value head at zero.
import type { Stream } from '../random/stream.ts';
import { frozenConfig } from './adapters.ts';
import type { LoraShape } from './architecture.ts';
import type { ModelConfig } from './config.ts';
import { initialParameters, type Parameters, parameterViews } from './parameters.ts';

export interface TrainedModel {
  readonly config: ModelConfig;
  readonly parameters: Parameters;
}

/** Moves parameters to their places in a larger configuration; new ones are 0. Frozen ones stay as they are. */
function placed(parameters: Parameters, config: ModelConfig): Parameters {
  const views = parameterViews(config);
  const last = views[views.length - 1];
  const values = new Float32Array(last.offset + last.size);
  for (const { name, offset, size } of parameters.views) {
    const target = views.find((view) => view.name === name)!;
    values.set(parameters.values.subarray(offset, offset + size), target.offset);
  }
  return { views, values, frozen: parameters.frozen };
}

/** Adds `count` control tokens, ids from vocabSize on, each embedded like token `like`; in tables with a row of 0. */
export function withControlTokens(model: TrainedModel, count: number, like: number): TrainedModel {
  const config = { ...model.config, controlTokens: count };
  const { frozen } = model.parameters;
  if (frozen) {
    // Embeddings are frozen, so the adapters learn what a control token means.
    const under = withControlTokens({ config: frozenConfig(model.config), parameters: frozen }, count, like);
    return { config, parameters: { ...model.parameters, frozen: under.parameters } };
  }
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

/** Freezes the model, and puts adapters on it that change nothing at first. */
export function withAdapters(
  { config, parameters }: TrainedModel,
  lora: LoraShape,
  stream: Stream,
): TrainedModel {
  const adapted = { ...config, lora };
  return { config: adapted, parameters: { ...initialParameters(adapted, stream), frozen: parameters } };
}
