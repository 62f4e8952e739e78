// Our configuration as Hugging Face's config.json and generation_config.json, for transformers 4 and 5. Dropout is 0:
// their default of 0.1 would change training.
import type { Architecture, Family, Positions } from '../../model/architecture.ts';
import type { ModelConfig } from '../../model/config.ts';
import { architectureOf } from '../../model/decoder_shape.ts';
import type { Tokenizer } from '../../tokenizer/tokenizer.ts';
import type { NumberFormat } from '../safetensors.ts';

type Special = Pick<Tokenizer, 'bos' | 'eos' | 'pad'>;
type Json = Readonly<Record<string, unknown>>;

const DTYPES: Readonly<Record<NumberFormat, string>> = { F32: 'float32', F16: 'float16', BF16: 'bfloat16' };

const windowOf = ({ windows = [] }: Architecture) => windows.find((window) => window > 0);

function gpt2Fields(
  { width, layers, heads }: ModelConfig,
  { norm, mlp, attentionScale, contextLimit }: Architecture,
): Json {
  return {
    architectures: ['GPT2LMHeadModel'],
    n_positions: contextLimit,
    n_embd: width,
    n_layer: layers,
    n_head: heads,
    n_inner: mlp.width === 4 * width ? null : mlp.width,
    activation_function: 'gelu_new',
    layer_norm_epsilon: norm.epsilon,
    scale_attn_weights: attentionScale !== 1,
    scale_attn_by_inverse_layer_idx: false,
    reorder_and_upcast_attn: false,
    add_cross_attention: false,
    resid_pdrop: 0,
    embd_pdrop: 0,
    attn_pdrop: 0,
  };
}

function gptNeoFields({ width, layers, heads }: ModelConfig, architecture: Architecture): Json {
  const { norm, mlp, contextLimit, windows } = architecture;
  const types = Array.from({ length: layers }, (_, l) => (windows?.[l] ? 'local' : 'global'));
  return {
    architectures: ['GPTNeoForCausalLM'],
    max_position_embeddings: contextLimit,
    hidden_size: width,
    num_layers: layers,
    num_heads: heads,
    intermediate_size: mlp.width === 4 * width ? null : mlp.width,
    window_size: windowOf(architecture) ?? 256,
    attention_types: [[types, 1]],
    attention_layers: types,
    activation_function: 'gelu_new',
    layer_norm_epsilon: norm.epsilon,
    resid_dropout: 0,
    embed_dropout: 0,
    attention_dropout: 0,
  };
}

/** Version 5 reads the object, version 4 the two fields. */
function ropeFields(positions: Positions): Json {
  if (positions.kind !== 'rotary') return {};
  const { theta, scaling } = positions;
  const llama3 = scaling?.kind === 'llama3' && {
    low_freq_factor: scaling.lowFrequencyFactor,
    high_freq_factor: scaling.highFrequencyFactor,
    original_max_position_embeddings: scaling.originalContext,
  };
  const scaled = scaling && { rope_type: scaling.kind, factor: scaling.factor, ...llama3 };
  return {
    rope_theta: theta,
    rope_scaling: scaled ?? null,
    rope_parameters: { rope_theta: theta, ...(scaled ?? { rope_type: 'default' }) },
  };
}

function llamaFields({ width, layers, heads }: ModelConfig, architecture: Architecture): Json {
  const { norm, mlp, contextLimit, kvHeads, headWidth, positions } = architecture;
  return {
    architectures: ['LlamaForCausalLM'],
    max_position_embeddings: contextLimit,
    hidden_size: width,
    intermediate_size: mlp.width,
    num_hidden_layers: layers,
    num_attention_heads: heads,
    num_key_value_heads: kvHeads,
    head_dim: headWidth,
    hidden_act: 'silu',
    rms_norm_eps: norm.epsilon,
    ...ropeFields(positions),
    attention_bias: false,
    mlp_bias: false,
    attention_dropout: 0,
    pretraining_tp: 1,
  };
}

const FIELDS: Readonly<Record<Family, (config: ModelConfig, architecture: Architecture) => Json>> = {
  gpt2: gpt2Fields,
  gpt_neo: gptNeoFields,
  llama: llamaFields,
};

/** @param format of the weights beside it. */
export function huggingFaceConfig(
  config: ModelConfig,
  { bos, eos, pad }: Special,
  format: NumberFormat,
): Json {
  const architecture = architectureOf(config);
  return {
    model_type: architecture.family,
    vocab_size: config.vocabSize + (config.controlTokens ?? 0),
    ...FIELDS[architecture.family](config, architecture),
    tie_word_embeddings: architecture.tiedHead,
    initializer_range: 0.02,
    bos_token_id: bos,
    eos_token_id: eos,
    pad_token_id: pad,
    use_cache: true,
    dtype: DTYPES[format],
    torch_dtype: DTYPES[format],
  };
}

/** Ids that no completion holds; undefined where they depend on the position, which their format cannot say. */
function suppressed({ vocabSize, controlTokens = 0, allowed }: ModelConfig): readonly number[] | undefined {
  const later = (allowed ?? []).slice(1);
  if (later.length > 1) return undefined;
  const [permitted] = later;
  const kept = new Set(permitted ?? Array.from({ length: vocabSize }, (_, id) => id));
  return Array.from({ length: vocabSize + controlTokens }, (_, id) => id).filter((id) => !kept.has(id));
}

/** Samples as they are here: untruncated, at temperature 1. Their default of 50 tokens would cut the tail. */
export function generationConfig(
  config: ModelConfig,
  { bos, eos, pad }: Special,
  newTokens: number,
): { readonly json: Json; readonly notes: readonly string[] } {
  const ids = suppressed(config);
  const json = {
    bos_token_id: bos,
    eos_token_id: eos,
    pad_token_id: pad,
    do_sample: true,
    temperature: 1,
    top_k: 0,
    top_p: 1,
    max_new_tokens: newTokens,
    ...(ids && ids.length > 0 ? { suppress_tokens: ids } : {}),
  };
  const notes = ids
    ? []
    : ['Which tokens may stand at which position is not in the folder: their format cannot say it.'];
  return { json, notes };
}
