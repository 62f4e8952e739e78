// What the workspaces and decoders of a model are built from.
import type { ModelConfig } from '../model/config.ts';
import { architectureOf, blockWidths } from '../model/decoder_shape.ts';
import { HEAD_WEIGHT } from '../model/parameters.ts';
import { rotaryTable } from '../model/rotary.ts';
import { NO_WINDOW } from './attention_shape.ts';
import type { ModelKernels } from './kernels.ts';
import type { Arena } from './operation.ts';
import type { Place } from './parameter_store.ts';

export type FindPlace = (name: string) => Place | undefined;

export interface ModelParts {
  readonly config: ModelConfig;
  readonly kernels: ModelKernels;
  /** Where the kernels read a parameter; undefined where the model has none of that name. */
  readonly find: FindPlace;
  /** All parameters, where they are in one buffer. */
  readonly whole?: GPUBuffer;
  /** Cosines and sines of rotary positions. */
  readonly turns?: GPUBuffer;
}

export function modelParts(
  arena: Arena,
  config: ModelConfig,
  kernels: ModelKernels,
  find: FindPlace,
  whole?: GPUBuffer,
): ModelParts {
  const table = rotaryTable(config);
  const turns = table && arena.numbers('rotary positions', table.length);
  if (turns) arena.gpu.device.queue.writeBuffer(turns, 0, table);
  return { config, kernels, find, whole, turns };
}

export function placeOf({ find }: Pick<ModelParts, 'find'>, name: string): Place {
  const place = find(name);
  if (!place) throw new Error(`unknown parameter: ${name}`);
  return place;
}

/** Name of the head's matrix. */
export const headName = (config: ModelConfig) =>
  architectureOf(config).tiedHead ? 'wte.weight' : HEAD_WEIGHT;

/** Buffer and uniforms of a norm. */
export function normArguments(parts: ModelParts, name: string) {
  const { width } = parts.config;
  const { epsilon } = architectureOf(parts.config).norm;
  const { buffer: weights, at: gainAt } = placeOf(parts, `${name}.weight`);
  const biasAt = parts.find(`${name}.bias`)?.at ?? 0;
  return { weights, values: { width, gainAt, biasAt, epsilon } };
}

/** Buffer and offsets of a matrix [inner, columns] and its bias. */
export function denseArguments(parts: ModelParts, name: string, inner: number, columns: number) {
  const { buffer: weights, at: weightAt } = placeOf(parts, `${name}.weight`);
  const biasAt = parts.find(`${name}.bias`)?.at ?? 0;
  return { weights, values: { inner, columns, weightAt, biasAt } };
}

/** Buffer and offsets of the embeddings. */
export function embeddingArguments(parts: ModelParts) {
  const { buffer: weights } = placeOf(parts, 'wte.weight');
  return { weights, values: { width: parts.config.width, positionsAt: parts.find('wpe.weight')?.at ?? 0 } };
}

/** Uniforms of a layer's attention. */
export function attentionValues({ config }: ModelParts, layer: number) {
  const { attentionScale: scale, windows } = architectureOf(config);
  return {
    width: blockWidths(config).queries,
    heads: config.heads,
    scale,
    window: windows?.[layer] || NO_WINDOW,
  };
}

/** Uniforms of the turns of queries and keys. */
export function rotaryValues({ config }: ModelParts) {
  return { turned: config.heads + architectureOf(config).kvHeads, rowLength: blockWidths(config).qkv };
}
