// Names of modules in transformers' GPT2LMHeadModel, GPTNeoForCausalLM and LlamaForCausalLM.
import type { Family } from '../../model/architecture.ts';
import { ATTENTION_IN, ATTENTION_OUT, type Projection } from '../../model/projections.ts';

interface Names {
  /** Before all but the head; files of the bare model lack it. */
  readonly prefix: string;
  readonly embedding: string;
  readonly positions: string;
  readonly blocks: string;
  /** By ours. */
  readonly norms: Readonly<Record<'ln_1' | 'ln_2' | 'ln_f', string>>;
  readonly attention: string;
}

const NAMES: Readonly<Record<Family, Names>> = {
  gpt2: {
    prefix: 'transformer.',
    embedding: 'wte',
    positions: 'wpe',
    blocks: 'h',
    norms: { ln_1: 'ln_1', ln_2: 'ln_2', ln_f: 'ln_f' },
    attention: 'attn',
  },
  gpt_neo: {
    prefix: 'transformer.',
    embedding: 'wte',
    positions: 'wpe',
    blocks: 'h',
    norms: { ln_1: 'ln_1', ln_2: 'ln_2', ln_f: 'ln_f' },
    attention: 'attn.attention',
  },
  llama: {
    prefix: 'model.',
    embedding: 'embed_tokens',
    positions: '',
    blocks: 'layers',
    norms: { ln_1: 'input_layernorm', ln_2: 'post_attention_layernorm', ln_f: 'norm' },
    attention: 'self_attn',
  },
};

export const prefixOf = (family: Family): string => NAMES[family].prefix;

/** With the prefix, as all that follow. */
export const embeddingModule = (family: Family): string => NAMES[family].prefix + NAMES[family].embedding;

export const positionsModule = (family: Family): string => NAMES[family].prefix + NAMES[family].positions;

const blockPrefix = (family: Family, layer: number) =>
  `${NAMES[family].prefix}${NAMES[family].blocks}.${layer}.`;

export const blockNorm = (family: Family, layer: number, norm: 'ln_1' | 'ln_2'): string =>
  blockPrefix(family, layer) + NAMES[family].norms[norm];

export const finalNorm = (family: Family): string => NAMES[family].prefix + NAMES[family].norms.ln_f;

export function projectionModule(
  family: Family,
  layer: number,
  { matrix, module }: Pick<Projection, 'matrix' | 'module'>,
): string {
  const isAttention = matrix === ATTENTION_IN || matrix === ATTENTION_OUT;
  return `${blockPrefix(family, layer)}${isAttention ? NAMES[family].attention : 'mlp'}.${module}`;
}

/** Masks and tables that older files hold; they are computed here. Without prefix. */
const BUFFERS = [
  /^h\.\d+\.attn\.(masked_)?bias$/,
  /^h\.\d+\.attn\.attention\.(masked_)?bias$/,
  /^(layers\.\d+\.self_attn\.)?rotary_emb\.inv_freq$/,
];

export function isBuffer(family: Family, name: string): boolean {
  const { prefix } = NAMES[family];
  const bare = name.startsWith(prefix) ? name.slice(prefix.length) : name;
  return BUFFERS.some((pattern) => pattern.test(bare));
}
