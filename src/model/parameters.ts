// Parameters as one flat float32 vector with named views. A snapshot is a copy, a checkpoint a write, the optimiser a
// loop. Names and shapes follow GPT-2.
import type { Stream } from '../random/stream.ts';
import type { ModelConfig, Tables } from './config.ts';

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
}

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

function shapes(config: ModelConfig): [string, number[]][] {
  const { vocabSize, contextLength, width, layers, controlTokens = 0, valueHead, tables } = config;
  if (tables) {
    const both = tableShapes(tables, controlTokens);
    const rows = both[0][1][0] + both[1][1][0];
    return [...both, ...(valueHead ? valueHeadShapes(rows) : [])];
  }
  const blocks = Array.from({ length: layers }, (_, l): [string, number[]][] => [
    [`h.${l}.ln_1.weight`, [width]],
    [`h.${l}.ln_1.bias`, [width]],
    [`h.${l}.attn.c_attn.weight`, [width, 3 * width]],
    [`h.${l}.attn.c_attn.bias`, [3 * width]],
    [`h.${l}.attn.c_proj.weight`, [width, width]],
    [`h.${l}.attn.c_proj.bias`, [width]],
    [`h.${l}.ln_2.weight`, [width]],
    [`h.${l}.ln_2.bias`, [width]],
    [`h.${l}.mlp.c_fc.weight`, [width, 4 * width]],
    [`h.${l}.mlp.c_fc.bias`, [4 * width]],
    [`h.${l}.mlp.c_proj.weight`, [4 * width, width]],
    [`h.${l}.mlp.c_proj.bias`, [width]],
  ]);
  return [
    ['wte.weight', [vocabSize + controlTokens, width]],
    ['wpe.weight', [contextLength, width]],
    ...blocks.flat(),
    ['ln_f.weight', [width]],
    ['ln_f.bias', [width]],
    ...(valueHead ? valueHeadShapes(width) : []),
  ];
}

/** Number of floats of a transformer, without a list of its tensors: a configuration may ask for any number. */
export function parameterCount(config: ModelConfig): number {
  const { vocabSize, contextLength, width, layers, controlTokens = 0, valueHead } = config;
  const block = 12 * width * width + 13 * width;
  const embeddings = (vocabSize + controlTokens + contextLength) * width;
  return embeddings + layers * block + 2 * width + (valueHead ? width + 1 : 0);
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

/** GPT-2's initialisation: N(0, 0.02), residual projections over sqrt(2 layers), norms 1, biases and value head 0. */
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
