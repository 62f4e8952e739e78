// Parameters as one flat float32 vector with named views. A snapshot is a copy, a checkpoint a write, the optimiser a
// loop. Names and shapes follow GPT-2.
import type { Stream } from '../random/stream.ts';
import { adaptersOf } from './adapters.ts';
import type { ModelConfig, Tables } from './config.ts';
import { architectureOf, blockWidths } from './decoder_shape.ts';
import { ATTENTION_IN, ATTENTION_OUT, MLP_IN, MLP_OUT } from './projections.ts';

export interface ParameterView {
  readonly name: string;
  readonly shape: readonly number[];
  /** Offset into the flat vector, in floats. */
  readonly offset: number;
  readonly size: number;
  /** Weight decay applies to matrices, not to biases and norms. */
  readonly decays: boolean;
}

export interface Parameters {
  readonly views: readonly ParameterView[];
  readonly values: Float32Array;
  /** The weights under adapters, shared by all models that are made of them and by their snapshots; never copied. */
  readonly frozen?: Parameters;
}

export const HEAD_WEIGHT = 'lm_head.weight';
export const VALUE_WEIGHT = 'value.weight';
export const VALUE_BIAS = 'value.bias';
const valueHeadShapes = (width: number): [string, number[]][] => [
  [VALUE_WEIGHT, [width]],
  [VALUE_BIAS, [1]],
];

/** The value of a model of tables has a weight for each row. */
function tableShapes({ symbols, prompts }: Tables, controlTokens: number): [string, number[]][] {
  return [
    ['previous.weight', [symbols.length + 1, symbols.length]],
    ['prompt.weight', [prompts.length + controlTokens, symbols.length]],
  ];
}

type Shape = [name: string, shape: number[]];

function blockShapes(config: ModelConfig, layer: number): Shape[] {
  const { width } = config;
  const { norm, biases } = architectureOf(config);
  const { queries, qkv, active, expanded } = blockWidths(config);
  const normed = (name: string): Shape[] => [
    [`h.${layer}.${name}.weight`, [width]],
    ...(norm.kind === 'layer' ? [[`h.${layer}.${name}.bias`, [width]] satisfies Shape] : []),
  ];
  const dense = (name: string, inner: number, columns: number, bias: boolean): Shape[] => [
    [`h.${layer}.${name}.weight`, [inner, columns]],
    ...(bias ? [[`h.${layer}.${name}.bias`, [columns]] satisfies Shape] : []),
  ];
  return [
    ...normed('ln_1'),
    ...dense(ATTENTION_IN, width, qkv, biases.qkv),
    ...dense(ATTENTION_OUT, queries, width, biases.out),
    ...normed('ln_2'),
    ...dense(MLP_IN, width, expanded, biases.mlp),
    ...dense(MLP_OUT, active, width, biases.mlp),
  ];
}

function adapterShapes(config: ModelConfig): Shape[] {
  const { rank } = config.lora!;
  return adaptersOf(config).flatMap(({ a, b, inner, columns }): Shape[] => [
    [a, [rank, inner]],
    [b, [columns, rank]],
  ]);
}

/** Embeddings come first, the blocks without a gap behind them, and a value head last. */
function shapes(config: ModelConfig): Shape[] {
  const { vocabSize, width, layers, controlTokens = 0, valueHead, tables, lora } = config;
  if (tables) {
    const both = tableShapes(tables, controlTokens);
    const rows = both[0][1][0] + both[1][1][0];
    return [...both, ...(valueHead ? valueHeadShapes(rows) : [])];
  }
  const trained = valueHead ? valueHeadShapes(width) : [];
  if (lora) return [...adapterShapes(config), ...trained];
  const { norm, positions, contextLimit, tiedHead } = architectureOf(config);
  return [
    ['wte.weight', [vocabSize + controlTokens, width]],
    ...(positions.kind === 'learned' ? [['wpe.weight', [contextLimit, width]] satisfies Shape] : []),
    ...Array.from({ length: layers }, (_, l) => blockShapes(config, l)).flat(),
    ['ln_f.weight', [width]],
    ...(norm.kind === 'layer' ? [['ln_f.bias', [width]] satisfies Shape] : []),
    ...(tiedHead ? [] : [[HEAD_WEIGHT, [vocabSize, width]] satisfies Shape]),
    ...trained,
  ];
}

const sizeOf = (shapesOfPart: readonly Shape[]): number =>
  shapesOfPart.reduce((sum, [, shape]) => sum + shape.reduce((a, b) => a * b, 1), 0);

/** Number of floats of a transformer, without a list of its tensors: a configuration may ask for any number. */
export function parameterCount(config: ModelConfig): number {
  const { layers } = config;
  const without = sizeOf(shapes({ ...config, layers: 0 }));
  if (!config.lora) return without + layers * sizeOf(blockShapes(config, 0));
  const outside = sizeOf(config.valueHead ? valueHeadShapes(config.width) : []);
  return outside + layers * sizeOf(adapterShapes({ ...config, layers: 1 }));
}

/** Names, shapes and offsets of a configuration's parameters, in storage order. */
export function parameterViews(config: ModelConfig): ParameterView[] {
  let offset = 0;
  return shapes(config).map(([name, shape]) => {
    const size = shape.reduce((a, b) => a * b, 1);
    const view = { name, shape, offset, size, decays: shape.length === 2 };
    offset += size;
    return view;
  });
}

/**
 * GPT-2's initialisation: N(0, 0.02), residual projections over sqrt(2 layers), norms 1, biases and value head 0. Of an
 * adapter A is uniform within 1 / sqrt(inner), and B is 0, so that it changes nothing at first.
 */
export function initialParameters(config: ModelConfig, stream: Stream): Parameters {
  const views = parameterViews(config);
  const last = views[views.length - 1];
  const values = new Float32Array(last.offset + last.size);
  for (const view of views) {
    const into = values.subarray(view.offset, view.offset + view.size);
    if (!view.decays) {
      into.fill(view.name.endsWith('bias') || view.name === VALUE_WEIGHT ? 0 : 1);
      continue;
    }
    if (view.name.endsWith('lora_B.weight')) continue;
    if (view.name.endsWith('lora_A.weight')) {
      const noise = stream.split(view.name);
      for (let i = 0; i < into.length; i++) into[i] = (2 * noise.uniform() - 1) / Math.sqrt(view.shape[1]);
      continue;
    }
    const residual = view.name.endsWith('c_proj.weight') ? 1 / Math.sqrt(2 * config.layers) : 1;
    const noise = stream.split(view.name);
    for (let i = 0; i < into.length; i++) into[i] = 0.02 * residual * noise.normal();
  }
  return { views, values };
}

/** Number of floats; throws where the parameters are not those of this configuration. */
export function checkParameters(views: readonly ParameterView[], { values }: Parameters): number {
  const last = views[views.length - 1];
  const size = last.offset + last.size;
  if (values.length !== size)
    throw new Error(`invalid parameters: ${values.length} floats (expected ${size} for this configuration)`);
  return size;
}
