// What a model is built from, and what its optimiser is given and reports.
import type { AllowedTokens } from '../tokenizer/allowed_tokens.ts';
import type { Architecture, LoraShape } from './architecture.ts';

/** Tokens of a model of two tables, by row and column. */
export interface Tables {
  /** Tokens that it writes; the previous one chooses a row of `previous.weight`, none chooses the last. */
  readonly symbols: readonly number[]; // [V]
  /** Tokens of a prompt that add a row of `prompt.weight`; a control token adds one too. */
  readonly prompts: readonly number[]; // [C]
}

/** A decoder of pre-norm blocks. */
export interface ModelConfig {
  readonly vocabSize: number;
  /** Longest row of a run, in tokens; an imported model may be made for longer ones. */
  readonly contextLength: number;
  readonly width: number;
  readonly layers: number;
  readonly heads: number;
  /** Absent: GPT-2's. */
  readonly architecture?: Architecture;
  /** Only adapters, and a value head, are trained: the other parameters are frozen, and models of a run share them. */
  readonly lora?: LoraShape;
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
