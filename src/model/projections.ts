// Which linear maps a block has by the names of Hugging Face's modules, and where each lies: the engines multiply with
// queries, keys and values in one product, and with a gate and what it lets through in another.
import type { Family } from './architecture.ts';
import type { ModelConfig } from './config.ts';
import { architectureOf, blockWidths } from './decoder_shape.ts';

/** A linear map of a block: columns [from, from + columns) of one of its matrices [inner, *]. */
export interface Projection {
  /** Last part of its name: `q_proj`. */
  readonly module: string;
  /** The matrix inside a block: `attn.c_attn`. */
  readonly matrix: string;
  readonly inner: number;
  readonly from: number;
  readonly columns: number;
}

type Part = 'q' | 'k' | 'v' | 'qkv' | 'out' | 'gate' | 'up' | 'expansion' | 'contraction';

const PARTS: Readonly<Record<Family, Readonly<Partial<Record<Part, string>>>>> = {
  gpt2: { qkv: 'c_attn', out: 'c_proj', expansion: 'c_fc', contraction: 'c_proj' },
  gpt_neo: {
    q: 'q_proj',
    k: 'k_proj',
    v: 'v_proj',
    out: 'out_proj',
    expansion: 'c_fc',
    contraction: 'c_proj',
  },
  llama: {
    q: 'q_proj',
    k: 'k_proj',
    v: 'v_proj',
    out: 'o_proj',
    gate: 'gate_proj',
    up: 'up_proj',
    contraction: 'down_proj',
  },
};

export const ATTENTION_IN = 'attn.c_attn';
export const ATTENTION_OUT = 'attn.c_proj';
export const MLP_IN = 'mlp.c_fc';
export const MLP_OUT = 'mlp.c_proj';

/** In the order of a block's computation. */
export function projectionsOf(config: ModelConfig): readonly Projection[] {
  const { family } = architectureOf(config);
  const { width } = config;
  const { queries, keys, qkv, active, expanded } = blockWidths(config);
  const place = (matrix: string, inner: number, from: number, columns: number) => ({
    matrix,
    inner,
    from,
    columns,
  });
  const places: Readonly<Record<Part, Omit<Projection, 'module'>>> = {
    q: place(ATTENTION_IN, width, 0, queries),
    k: place(ATTENTION_IN, width, queries, keys),
    v: place(ATTENTION_IN, width, queries + keys, keys),
    qkv: place(ATTENTION_IN, width, 0, qkv),
    out: place(ATTENTION_OUT, queries, 0, width),
    gate: place(MLP_IN, width, 0, active),
    up: place(MLP_IN, width, active, active),
    expansion: place(MLP_IN, width, 0, expanded),
    contraction: place(MLP_OUT, active, 0, width),
  };
  return Object.entries(PARTS[family]).map(([part, module]) => ({ module, ...places[part as Part] }));
}
