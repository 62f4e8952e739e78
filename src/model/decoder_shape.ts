// The architecture of a configuration, and the widths that follow from it.
import type { Architecture } from './architecture.ts';
import type { ModelConfig } from './config.ts';

/** GPT-2's where the configuration has none of its own. */
export function architectureOf({ architecture, width, heads, contextLength }: ModelConfig): Architecture {
  if (architecture) return architecture;
  return {
    family: 'gpt2',
    norm: { kind: 'layer', epsilon: 1e-5 },
    positions: { kind: 'learned' },
    contextLimit: contextLength,
    kvHeads: heads,
    headWidth: width / heads,
    // In singles all along, so that runs of before repeat to the bit.
    attentionScale: Math.fround(1 / Math.fround(Math.sqrt(width / heads))),
    mlp: { kind: 'gelu', width: 4 * width },
    biases: { qkv: true, out: true, mlp: true },
    tiedHead: true,
  };
}

/** Columns of the products that hold several projections. */
export interface BlockWidths {
  /** Queries of all heads, and what attention returns. */
  readonly queries: number;
  /** Keys, and as many values. */
  readonly keys: number;
  /** Queries, keys and values of a token. */
  readonly qkv: number;
  /** What goes into the second product of the perceptron. */
  readonly active: number;
  /** What comes out of the first: a gate comes before what it lets through. */
  readonly expanded: number;
}

export function blockWidths(config: ModelConfig): BlockWidths {
  const { headWidth, kvHeads, mlp } = architectureOf(config);
  const queries = config.heads * headWidth;
  const keys = kvHeads * headWidth;
  const expanded = mlp.kind === 'swiglu' ? 2 * mlp.width : mlp.width;
  return { queries, keys, qkv: queries + 2 * keys, active: mlp.width, expanded };
}
