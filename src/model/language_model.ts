// The one interface between the methods and whatever computes: nothing above it sees a tensor or needs autodiff.
import type { AdamWState } from './adamw.ts';
import type { AdamWSettings, ModelConfig, StepReport } from './config.ts';
import type { Parameters } from './parameters.ts';

/** B rows of T tokens: prompt, completion, EOS, then padding on the right. A row's scored tokens are contiguous. */
export interface TokenBatch {
  readonly rows: number;
  readonly length: number;
  /** Most scored positions a row may have; fixed per task, so that shapes never change. */
  readonly window: number;
  readonly tokens: Int32Array; // [B, T]
  /** 1 where tokens[b, t] is a completion token (EOS included), else 0; position 0 is never scored. */
  readonly scored: Uint8Array; // [B, T]
}

export interface GenerateOptions {
  /** Unpadded prompts, BOS included; one row of the result for each prompt and sample, prompt-major. */
  readonly prompts: readonly (readonly number[])[];
  readonly samplesPerPrompt: number;
  /** EOS included. */
  readonly maxNewTokens: number;
  readonly temperature: number;
  readonly eos: number;
  /**
   * Keys of the random stream: the same seed, round, prompt key and sample index give the same noise on every
   * backend. One key a prompt; two groups of the same prompt need different keys.
   */
  readonly seed: number;
  readonly round: number;
  readonly promptKeys: readonly number[];
}

export interface Completion {
  /** EOS included unless the length limit cut it. */
  readonly tokens: Int32Array;
  /** Log-prob of each token under the untempered model. */
  readonly logProbs: Float32Array;
}

export interface LanguageModel {
  readonly config: ModelConfig;
  /** [B, T]: log q of each realised token; 0 where not scored. */
  logProbs(batch: TokenBatch): Promise<Float32Array>;
  /**
   * [B, T]: the value head's output in the state from which each scored token was drawn, for the batch of the last
   * `logProbs` call; 0 where not scored. Throws without a value head, or if there was no such call.
   */
  valueEstimates(): Promise<Float32Array>;
  /** Next-token log-probs over the vocabulary at every scored slot: [B, W, V], slots in order of position. */
  distributions(batch: TokenBatch): Promise<Float32Array>;
  /**
   * Accumulates the gradient of sum_bt c_bt log q_bt (ascent direction), plus sum_bt d_bt v_bt where value
   * coefficients d are given, for the batch of the last `logProbs` call; both [B, T]. Throws if there was none.
   */
  backward(coefficients: Float32Array, valueCoefficients?: Float32Array): Promise<void>;
  /** One AdamW ascent step along the accumulated gradient, which is then cleared. */
  step(settings: AdamWSettings): Promise<StepReport>;
  generate(options: GenerateOptions): Promise<Completion[]>;
  /**
   * At every scored position: KL of this model's next-token distribution to `reference`'s, and this model's entropy
   * (nats), 0 elsewhere; both [B, T]. Their sums over a row of the policy's own samples are the Rao-Blackwellised
   * estimates of the sequence KL and entropy.
   */
  divergence(
    batch: TokenBatch,
    reference: LanguageModel,
  ): Promise<{ kl: Float32Array; entropy: Float32Array }>;
  /** A copy of the parameters. */
  snapshot(): Promise<Parameters>;
  restore(parameters: Parameters): void;
  /** Takes over the parameters of another model of this implementation and configuration, where they are. */
  adopt(other: LanguageModel): Promise<void>;
  /** Moments and step count, as a copy. */
  saveOptimiser(): Promise<AdamWState>;
  loadOptimiser(state: AdamWState): void;
  dispose(): void;
}
