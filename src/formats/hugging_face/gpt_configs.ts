// config.json of the types gpt2 and gpt_neo, as transformers' GPT2Config and GPTNeoConfig know it.
import type { Architecture } from '../../model/architecture.ts';
import type { ModelConfig } from '../../model/config.ts';
import { dropoutNotes } from './common_fields.ts';
import type { ConfigFields } from './config_fields.ts';

/** Without the length of a run. */
export type ReadShape = Omit<ModelConfig, 'contextLength'> & { readonly architecture: Architecture };

export interface ReadType {
  readonly shape: ReadShape;
  readonly notes: readonly string[];
}

/** Both are GELU in its tanh form; `gelu` is the exact one, which differs. */
const GELU = ['gelu_new', 'gelu_pytorch_tanh'] as const;

export function readGpt2(fields: ConfigFields): ReadType {
  const width = fields.size('n_embd', 'hidden_size');
  const heads = fields.size('n_head', 'num_attention_heads');
  fields.choice('activation_function', GELU);
  fields.only('scale_attn_by_inverse_layer_idx', false);
  fields.only('reorder_and_upcast_attn', false);
  fields.pass(['n_ctx', 'summary_type', 'summary_use_proj', 'summary_activation']);
  fields.pass(['summary_proj_to_labels', 'summary_first_dropout']);
  const shape: ReadShape = {
    vocabSize: fields.size('vocab_size'),
    width,
    layers: fields.size('n_layer', 'num_hidden_layers'),
    heads,
    architecture: {
      family: 'gpt2',
      norm: { kind: 'layer', epsilon: fields.positive('layer_norm_epsilon', 1e-5) },
      positions: { kind: 'learned' },
      contextLimit: fields.size('n_positions', 'max_position_embeddings'),
      kvHeads: heads,
      headWidth: width / heads,
      attentionScale: fields.flag('scale_attn_weights', true) ? 1 / Math.sqrt(width / heads) : 1,
      mlp: { kind: 'gelu', width: fields.optionalSize('n_inner') ?? 4 * width },
      biases: { qkv: true, out: true, mlp: true },
      tiedHead: fields.flag('tie_word_embeddings', true),
    },
  };
  return { shape, notes: dropoutNotes(fields, ['resid_pdrop', 'embd_pdrop', 'attn_pdrop']) };
}

const LAYER_TYPES = ['global', 'local'];

/** `[[["global", "local"], 6]]` is twelve layers. */
function expandedTypes(types: unknown): readonly unknown[] | undefined {
  if (!Array.isArray(types)) return undefined;
  return types.flatMap((item) => {
    const [names, times] = Array.isArray(item) ? item : [];
    const isRepeat = Array.isArray(names) && Number.isInteger(times) && times >= 0 && times <= 1024;
    return isRepeat ? Array.from({ length: times }, () => names).flat() : [item];
  });
}

/** For each layer how many tokens one sees; 0: all. */
function neoWindows(fields: ConfigFields, layers: number): readonly number[] {
  const window = fields.optionalSize('window_size') ?? 256;
  const expanded = expandedTypes(fields.get('attention_types'));
  const named = fields.get('attention_layers') ?? expanded;
  const isList = (types: unknown): types is readonly string[] =>
    Array.isArray(types) && types.length === layers && types.every((type) => LAYER_TYPES.includes(type));
  const field = fields.get('attention_layers') === undefined ? 'attention_types' : 'attention_layers';
  if (!isList(named) || (expanded && named.join() !== expanded.join())) {
    fields.unsupported(field, `global or local for each of ${layers} layers`);
    return [];
  }
  return named.map((type) => (type === 'local' ? window : 0));
}

export function readGptNeo(fields: ConfigFields): ReadType {
  const width = fields.size('hidden_size');
  const heads = fields.size('num_heads', 'num_attention_heads');
  const layers = fields.size('num_layers', 'num_hidden_layers');
  fields.choice('activation_function', GELU);
  fields.pass(['classifier_dropout', 'summary_type', 'summary_use_proj', 'summary_activation']);
  fields.pass(['summary_proj_to_labels', 'summary_first_dropout']);
  const windows = neoWindows(fields, layers);
  const shape: ReadShape = {
    vocabSize: fields.size('vocab_size'),
    width,
    layers,
    heads,
    architecture: {
      family: 'gpt_neo',
      norm: { kind: 'layer', epsilon: fields.positive('layer_norm_epsilon', 1e-5) },
      positions: { kind: 'learned' },
      contextLimit: fields.size('max_position_embeddings'),
      kvHeads: heads,
      headWidth: width / heads,
      attentionScale: 1,
      ...(windows.some((window) => window > 0) ? { windows } : {}),
      mlp: { kind: 'gelu', width: fields.optionalSize('intermediate_size') ?? 4 * width },
      biases: { qkv: false, out: true, mlp: true },
      tiedHead: fields.flag('tie_word_embeddings', true),
    },
  };
  const dropouts = ['resid_dropout', 'embed_dropout', 'attention_dropout'];
  return { shape, notes: dropoutNotes(fields, dropouts) };
}
