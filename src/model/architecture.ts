// What sets a decoder of an imported model apart from GPT-2's, and what all of them share: pre-norm blocks of attention
// and a multilayer perceptron (Radford et al. 2019; Touvron et al. 2023).

export const FAMILIES = ['gpt2', 'gpt_neo', 'llama'] as const;
export type Family = (typeof FAMILIES)[number];

/** How frequencies of rotary positions are stretched beyond the length that a model was trained on. */
export type RotaryScaling =
  | { readonly kind: 'linear'; readonly factor: number }
  | {
      readonly kind: 'llama3';
      readonly factor: number;
      readonly lowFrequencyFactor: number;
      readonly highFrequencyFactor: number;
      /** Tokens. */
      readonly originalContext: number;
    };

/** Learned positions are a table that is added to the embedding; rotary ones turn queries and keys (Su et al. 2021). */
export type Positions =
  | { readonly kind: 'learned' }
  | { readonly kind: 'rotary'; readonly theta: number; readonly scaling?: RotaryScaling };

export interface Architecture {
  readonly family: Family;
  readonly norm: { readonly kind: 'layer' | 'rms'; readonly epsilon: number };
  readonly positions: Positions;
  /** Tokens that the model was made for; a run may be shorter. Learned positions have a row for each. */
  readonly contextLimit: number;
  /** Heads of keys and values; each serves heads / kvHeads heads of queries (Ainslie et al. 2023). */
  readonly kvHeads: number;
  readonly headWidth: number;
  /** Factor of a query times a key. */
  readonly attentionScale: number;
  /** For each layer how many tokens one sees, itself included; 0 and absent: all. */
  readonly windows?: readonly number[];
  /** GELU in its tanh form, or SwiGLU (Shazeer 2020): a gate and what it lets through, of this width each. */
  readonly mlp: { readonly kind: 'gelu' | 'swiglu'; readonly width: number };
  readonly biases: { readonly qkv: boolean; readonly out: boolean; readonly mlp: boolean };
  /** The head is the embedding; else `lm_head.weight`. */
  readonly tiedHead: boolean;
}

/** Low-rank adapters (Hu et al. 2021). */
export interface LoraShape {
  readonly rank: number;
  /** What the adapters add is multiplied by alpha / rank. */
  readonly alpha: number;
  /** Modules that get an adapter in every block: `c_attn`, `q_proj`, and so on. */
  readonly targets: readonly string[];
}
