// Small models of every architecture, each with its own head widths, so that nothing holds by chance of a size.
import type { Architecture, LoraShape } from './architecture.ts';
import { checkConfig } from './checked_case.ts';
import type { ModelConfig } from './config.ts';
import { architectureOf } from './decoder_shape.ts';

const gpt2 = architectureOf(checkConfig);

/** Half of the layers see three tokens; queries are not scaled, and have no bias. */
const gptNeo: Architecture = {
  ...gpt2,
  family: 'gpt_neo',
  contextLimit: 12,
  attentionScale: 1,
  windows: [0, 3],
  mlp: { kind: 'gelu', width: 20 },
  biases: { qkv: false, out: true, mlp: true },
};

/** Four heads of queries for two of keys; heads are together wider than the model. */
const llama: Architecture = {
  family: 'llama',
  norm: { kind: 'rms', epsilon: 1e-5 },
  positions: { kind: 'rotary', theta: 10_000 },
  contextLimit: 64,
  kvHeads: 2,
  headWidth: 6,
  attentionScale: 1 / Math.sqrt(6),
  mlp: { kind: 'swiglu', width: 10 },
  biases: { qkv: false, out: false, mlp: false },
  tiedHead: true,
};

const llama3: Architecture = {
  ...llama,
  kvHeads: 1,
  positions: {
    kind: 'rotary',
    theta: 50,
    scaling: { kind: 'llama3', factor: 8, lowFrequencyFactor: 1, highFrequencyFactor: 4, originalContext: 6 },
  },
  biases: { qkv: true, out: true, mlp: false },
  tiedHead: false,
};

const linear: Architecture = {
  ...llama,
  kvHeads: 4,
  positions: { kind: 'rotary', theta: 100, scaling: { kind: 'linear', factor: 2 } },
};

const adapted = (architecture: Architecture, lora: LoraShape): ModelConfig => ({
  ...checkConfig,
  heads: architecture.family === 'llama' ? 4 : checkConfig.heads,
  architecture,
  lora,
});

export const architectureCases: Readonly<Record<string, ModelConfig>> = {
  'GPT-2 with a head of its own': {
    ...checkConfig,
    architecture: { ...gpt2, tiedHead: false, contextLimit: 12 },
  },
  'GPT-Neo': { ...checkConfig, architecture: gptNeo },
  Llama: { ...checkConfig, heads: 4, architecture: llama },
  'Llama 3 with biases and a head of its own': { ...checkConfig, heads: 4, architecture: llama3 },
  'Llama with linear scaling': { ...checkConfig, heads: 4, architecture: linear },
  'adapters on GPT-2': adapted(gpt2, { rank: 2, alpha: 3, targets: ['c_attn'] }),
  'adapters on every matrix of GPT-Neo': adapted(gptNeo, {
    rank: 4,
    alpha: 2,
    targets: ['q_proj', 'k_proj', 'v_proj', 'out_proj', 'c_fc', 'c_proj'],
  }),
  'adapters and a value head on Llama': {
    ...adapted(llama, {
      rank: 9,
      alpha: 16,
      targets: ['q_proj', 'v_proj', 'o_proj', 'up_proj', 'down_proj'],
    }),
    valueHead: true,
  },
};
