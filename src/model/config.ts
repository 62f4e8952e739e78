// What a model is built from, and what its optimiser is given and reports.
import type { AllowedTokens } from '../tokenizer/allowed_tokens.ts';

/** Tokens of a model of two tables, by row and column. */
export interface Tables {
  /** Tokens that it writes; the previous one chooses a row of `previous.weight`, none chooses the last. */
  readonly symbols: readonly number[]; // [V]
  /** Tokens of a prompt that add a row of `prompt.weight`; a control token adds one too. */
  readonly prompts: readonly number[]; // [C]
}

/** A GPT-2-style decoder: pre-norm, learned positions, GELU, tied head. */
export interface ModelConfig {
  readonly vocabSize: number;
  readonly contextLength: number;
  readonly width: number;
  readonly layers: number;
  readonly heads: number;
  /**
   * Tokens that may stand at each absolute position of the sequence; absent: all. The others are masked out wherever
   * the model samples or scores. Their log-prob is about -1e9 (WGSL may assume no infinity), so exp gives exactly 0.
   */
  readonly allowed?: AllowedTokens;
  /** Ids vocabSize, vocabSize + 1, ...: tokens that are read and never written (reward conditioning). */
  readonly controlTokens?: number;
  /** A scalar head on the final hidden state (PPO). */
  readonly valueHead?: boolean;
  /** No transformer: the logits are rows of two tables (`src/markov/`), and width, layers and heads are 0. */
  readonly tables?: Tables;
}

export interface AdamWSettings {
  readonly learningRate: number;
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  readonly weightDecay: number;
  /** Largest gradient norm; 0 switches clipping off. */
  readonly gradientClip: number;
}

export interface StepReport {
  /** Norm before clipping. */
  readonly gradientNorm: number;
  readonly clipped: boolean;
  /** False: the gradient was not finite, so parameters and moments are untouched. */
  readonly applied: boolean;
}

/** Far beyond what anything here trains, and well within what an index of 32 bits can address. */
const MOST = { vocabSize: 1 << 20, contextLength: 1 << 16, width: 1 << 14, layers: 1 << 10 } as const;

/** Why no transformer has these sizes; undefined if one may. Allocates nothing. */
export function modelConfigProblem(config: ModelConfig): string | undefined {
  const { width, heads, vocabSize, contextLength, allowed = [] } = config;
  for (const [name, most] of Object.entries(MOST)) {
    const value = config[name as keyof typeof MOST];
    if (!(value >= 1 && value <= most)) return `${name} ${value} (expected 1..${most})`;
  }
  if (!(heads >= 1) || width % heads !== 0)
    return `heads ${heads} (expected a divisor of the width ${width})`;
  if (allowed.length > contextLength)
    return `allowed tokens at ${allowed.length} positions (expected at most ${contextLength})`;
  for (const tokens of allowed) {
    if (!tokens) continue;
    if (tokens.length === 0) return 'no allowed token at a position (expected at least one)';
    const odd = tokens.find((token) => token >= vocabSize);
    if (odd !== undefined) return `allowed token ${odd} (expected fewer than ${vocabSize})`;
  }
  return undefined;
}
