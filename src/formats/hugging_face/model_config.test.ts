import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { tampered } from '../../../scripts/lib/hostile.ts';
import type { ModelConfig } from '../../model/config.ts';
import { parameterCount } from '../../model/parameters.ts';
import { readHuggingFaceConfig } from './model_config.ts';
import { huggingFaceConfig } from './write_config.ts';

const fixture = (name: string) =>
  JSON.parse(readFileSync(`src/model/fixtures/${name}/config.json`, 'utf8')) as Record<string, unknown>;
const gpt2 = fixture('gpt2');
const llama = fixture('llama-gqa');
const neo: Record<string, unknown> = {
  architectures: ['GPTNeoForCausalLM'],
  model_type: 'gpt_neo',
  vocab_size: 97,
  max_position_embeddings: 64,
  hidden_size: 48,
  num_layers: 4,
  num_heads: 6,
  intermediate_size: null,
  window_size: 8,
  attention_types: [[['global', 'local'], 2]],
  activation_function: 'gelu_new',
  layer_norm_epsilon: 1e-5,
};

function read(json: Record<string, unknown>, runLength?: number) {
  const result = readHuggingFaceConfig(json, runLength);
  if ('problems' in result) throw new Error(result.problems.join('\n'));
  return result;
}

describe('config.json', () => {
  it('is read of the type gpt2', () => {
    const { config, special, notes } = read(gpt2);
    expect(config).toEqual({
      vocabSize: 97,
      contextLength: 32,
      width: 48,
      layers: 2,
      heads: 3,
      architecture: {
        family: 'gpt2',
        norm: { kind: 'layer', epsilon: 1e-5 },
        positions: { kind: 'learned' },
        contextLimit: 32,
        kvHeads: 3,
        headWidth: 16,
        attentionScale: 0.25,
        mlp: { kind: 'gelu', width: 192 },
        biases: { qkv: true, out: true, mlp: true },
        tiedHead: true,
      },
    });
    expect(special).toEqual({ bos: 1, eos: 2, pad: undefined });
    expect(notes).toEqual([
      'No dropout here: resid_pdrop, embd_pdrop, attn_pdrop of config.json are not used.',
    ]);
    expect(read({ ...gpt2, scale_attn_weights: false }).config.architecture?.attentionScale).toBe(1);
    expect(read({ ...gpt2, n_inner: 100 }).config.architecture?.mlp.width).toBe(100);
  });

  it('is read of the type llama, in the dialects of transformers 4 and 5', () => {
    const { config } = read(llama);
    expect(config.architecture).toEqual({
      family: 'llama',
      norm: { kind: 'rms', epsilon: 1e-5 },
      positions: { kind: 'rotary', theta: 10_000 },
      contextLimit: 64,
      kvHeads: 2,
      headWidth: 8,
      attentionScale: 1 / Math.sqrt(8),
      mlp: { kind: 'swiglu', width: 128 },
      biases: { qkv: false, out: false, mlp: false },
      tiedHead: true,
    });
    const { rope_parameters: _, head_dim: __, ...older } = llama;
    expect(read({ ...older, rope_theta: 10_000, rope_scaling: null }).config).toEqual(config);
    const llama3 = {
      factor: 8,
      low_freq_factor: 1,
      high_freq_factor: 4,
      original_max_position_embeddings: 32,
    };
    const scaled = read({ ...older, rope_theta: 5e5, rope_scaling: { rope_type: 'llama3', ...llama3 } });
    expect(scaled.config.architecture?.positions).toEqual({
      kind: 'rotary',
      theta: 5e5,
      scaling: {
        kind: 'llama3',
        factor: 8,
        lowFrequencyFactor: 1,
        highFrequencyFactor: 4,
        originalContext: 32,
      },
    });
    const newer = read({ ...older, rope_parameters: { rope_theta: 5e5, rope_type: 'llama3', ...llama3 } });
    expect(newer.config).toEqual(scaled.config);
    const linear = read({ ...older, rope_scaling: { type: 'linear', factor: 2 } });
    expect(linear.config.architecture?.positions).toEqual({
      kind: 'rotary',
      theta: 10_000,
      scaling: { kind: 'linear', factor: 2 },
    });
  });

  it('takes a whole rotation where it is spelled out', () => {
    const rope = { rope_theta: 10_000, rope_type: 'default', partial_rotary_factor: 1 };
    expect(read({ ...llama, rope_parameters: rope }).config).toEqual(read(llama).config);
    expect(() => read({ ...llama, rope_parameters: { ...rope, partial_rotary_factor: 0.5 } })).toThrow(
      'unsupported partial_rotary_factor: 0.5 (expected 1)',
    );
  });

  it('is read of the type gpt_neo, windows too', () => {
    const { config } = read(neo);
    expect(config.architecture).toMatchObject({
      attentionScale: 1,
      windows: [0, 8, 0, 8],
      biases: { qkv: false, out: true, mlp: true },
      mlp: { kind: 'gelu', width: 192 },
    });
    const { attention_types: _, ...rest } = neo;
    expect(read({ ...rest, attention_layers: ['global', 'local', 'global', 'local'] }).config).toEqual(
      config,
    );
    expect(read({ ...neo, attention_types: [[['global'], 4]] }).config.architecture?.windows).toBeUndefined();
  });

  it('gives a run its own length, within the model’s', () => {
    expect(read(llama, 20).config.contextLength).toBe(20);
    expect(read({ ...llama, max_position_embeddings: 4096 }).config.contextLength).toBe(256);
    expect(() => read(llama, 65)).toThrow('invalid run length: 65 (expected 1..64, the model’s context)');
  });

  it('names fields that transformers does not know either', () => {
    expect(read({ ...llama, my_field: 3, other: null }).notes).toEqual([
      'Not known to transformers’ llama, and not read: my_field of config.json.',
    ]);
  });
});

const refused: readonly [base: object, change: object, sentence: string][] = [
  [gpt2, { model_type: 'mistral' }, 'unsupported model_type: "mistral" (expected gpt2, gpt_neo, llama)'],
  [gpt2, { model_type: undefined }, 'unsupported model_type: (missing) (expected gpt2, gpt_neo, llama)'],
  [
    gpt2,
    { activation_function: 'gelu' },
    'unsupported activation_function: "gelu" (expected gelu_new, gelu_pytorch_tanh)',
  ],
  [
    gpt2,
    { scale_attn_by_inverse_layer_idx: true },
    'unsupported scale_attn_by_inverse_layer_idx: true (expected false)',
  ],
  [gpt2, { reorder_and_upcast_attn: true }, 'unsupported reorder_and_upcast_attn: true (expected false)'],
  [gpt2, { add_cross_attention: true }, 'unsupported add_cross_attention: true (expected false)'],
  [gpt2, { pruned_heads: { 0: [1] } }, 'unsupported pruned_heads: {"0":[1]} (expected none)'],
  [
    gpt2,
    { architectures: ['GPT2ForSequenceClassification'] },
    'unsupported architectures: ["GPT2ForSequenceClassification"] (expected GPT2LMHeadModel or GPT2Model)',
  ],
  [gpt2, { n_embd: 50 }, 'invalid config.json: headWidth 16.666666666666668 (expected a whole number)'],
  [gpt2, { n_head: 0 }, 'invalid n_head: 0 (expected a whole number of 1 or more)'],
  [gpt2, { n_layer: null }, 'invalid n_layer: (missing) (expected a whole number of 1 or more)'],
  [gpt2, { hidden_size: 64 }, 'invalid hidden_size: 64 (expected 48, as n_embd says)'],
  [gpt2, { layer_norm_epsilon: 0 }, 'invalid layer_norm_epsilon: 0 (expected a number above 0)'],
  [gpt2, { tie_word_embeddings: 1 }, 'invalid tie_word_embeddings: 1 (expected true or false)'],
  [gpt2, { vocab_size: 1e9 }, 'invalid config.json: vocabSize 1000000000 (expected 1..1048576)'],
  [llama, { hidden_act: 'gelu' }, 'unsupported hidden_act: "gelu" (expected silu, swish)'],
  [llama, { attention_bias: true }, 'unsupported attention_bias: true (expected false)'],
  [llama, { mlp_bias: true }, 'unsupported mlp_bias: true (expected false)'],
  [llama, { pretraining_tp: 2 }, 'unsupported pretraining_tp: 2 (expected 1)'],
  [
    llama,
    { quantization_config: { bits: 4 } },
    'unsupported quantization_config: {"bits":4} (expected none)',
  ],
  [llama, { auto_map: { AutoModel: 'x.Y' } }, 'unsupported auto_map: {"AutoModel":"x.Y"} (expected none)'],
  [
    llama,
    { rope_parameters: { rope_type: 'yarn', factor: 2 } },
    'unsupported rope_type: "yarn" (expected default, linear, llama3)',
  ],
  [
    llama,
    { rope_parameters: null, rope_scaling: { type: 'dynamic', factor: 2 } },
    'unsupported type: "dynamic" (expected default, linear, llama3)',
  ],
  [
    llama,
    { rope_scaling: { rope_type: 'linear', factor: 2 } },
    'unsupported rope_scaling: {"rope_type":"linear","factor":2} (expected what rope_parameters says)',
  ],
  [llama, { rope_theta: 5e5 }, 'unsupported rope_theta: 500000 (expected 10000, as rope_parameters says)'],
  [
    llama,
    { rope_parameters: { rope_type: 'linear' } },
    'invalid factor: (missing) (expected a number above 0)',
  ],
  [
    llama,
    { rope_parameters: { rope_type: 'default', mscale: 2 } },
    'unsupported rope_parameters.mscale: 2 (expected none)',
  ],
  [llama, { partial_rotary_factor: 0.5 }, 'unsupported partial_rotary_factor: 0.5 (expected 1)'],
  [llama, { sliding_window: 4096 }, 'unsupported sliding_window: 4096 (expected none)'],
  [llama, { num_key_value_heads: 4 }, 'invalid config.json: kvHeads 4 (expected a divisor of the 6 heads)'],
  [
    llama,
    { head_dim: 7 },
    'invalid config.json: headWidth 7 (expected a whole number, even for rotary positions)',
  ],
  [
    neo,
    { attention_types: [[['global'], 3]] },
    'unsupported attention_types: [[["global"],3]] (expected global or local for each of 4 layers)',
  ],
  [
    neo,
    { attention_layers: ['local', 'local', 'local', 'local'] },
    'unsupported attention_layers: ["local","local","local","local"] (expected global or local for each of 4 layers)',
  ],
  [
    neo,
    { activation_function: 'relu' },
    'unsupported activation_function: "relu" (expected gelu_new, gelu_pytorch_tanh)',
  ],
];

it.each(refused.map(([base, change, sentence]) => [sentence, base, change] as const))(
  'says: %s',
  (sentence, base, change) => {
    const result = readHuggingFaceConfig({ ...base, ...change });
    expect('problems' in result && result.problems.join('\n')).toBe(sentence);
  },
);

const configs: readonly ModelConfig[] = [
  read(gpt2).config,
  read(llama).config,
  read(neo).config,
  read({
    ...llama,
    tie_word_embeddings: false,
    rope_parameters: { rope_theta: 1e5, rope_type: 'linear', factor: 3 },
  }).config,
];

it.each(configs)('is written as it can be read again', (config) => {
  const written = huggingFaceConfig(config, { bos: 1, eos: 2, pad: 0 }, 'F32');
  const again = read(JSON.parse(JSON.stringify(written)));
  expect(again.config).toEqual(config);
  expect(again.special).toEqual({ bos: 1, eos: 2, pad: 0 });
  expect(again.notes).toEqual([]);
});

it('gives a configuration or sentences, whatever the file holds', () => {
  const any = fc.oneof(...[gpt2, llama, neo].map((json) => tampered(json)));
  let taken = 0;
  fc.assert(
    fc.property(any, (json) => {
      fc.pre(typeof json === 'object' && json !== null && !Array.isArray(json));
      const result = readHuggingFaceConfig(json as Record<string, unknown>);
      if ('problems' in result) {
        for (const problem of result.problems) expect(problem).toMatch(/^(un|in)\w+ .+ \(expected .+\)$/s);
        return;
      }
      taken++;
      expect(parameterCount(result.config)).toBeGreaterThan(0);
    }),
    { numRuns: 2000 },
  );
  expect(taken).toBeGreaterThan(100);
});
