// The one interface between the methods and the backends: nothing above it sees a tensor or needs autodiff.
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
   * Keys of the random stream. The same seed, round, prompt key and sample index give the same noise on every
   * backend. Each prompt has one key; two groups of the same prompt need different keys.
   */
  readonly seed: number;
  readonly round: number;
  readonly promptKeys: readonly number[];
  /** Index of each prompt's first sample; absent: 0. A request in parts so gives the same texts. */
  readonly firstSample?: number;
}

export interface Completion {
  /** EOS included unless the length limit cut it. */
  readonly tokens: Int32Array;
  /** Log-prob of each token under the untempered model. */
  readonly logProbs: Float32Array;
}

export interface LanguageModel {
  readonly config: ModelConfig;
  /** Most rows to ask for in one call where a pause should take effect within about 100 ms. */
  readonly rowsPerCall: number;
  /** [B, T]: log q of each realised token; 0 where not scored. */
  logProbs(batch: TokenBatch): Promise<Float32Array>;
  /**
   * [B, T]: the value head's output before each scored token; 0 where not scored. The batch is that of the last
   * `logProbs` call. Throws without a value head or such a call.
   */
  valueEstimates(): Promise<Float32Array>;
  /** Next-token log-probs over the vocabulary at every scored slot: [B, W, V], slots in order of position. */
  distributions(batch: TokenBatch): Promise<Float32Array>;
  /**
   * Accumulates the gradient of sum_bt c_bt log q_bt + d_bt v_bt, to ascend; c and d are [B, T], d is 0 if absent.
   * The batch is that of the last `logProbs` call. Throws without such a call.
   */
  backward(coefficients: Float32Array, valueCoefficients?: Float32Array): Promise<void>;
  /** One AdamW ascent step along the accumulated gradient, which is then cleared. */
  step(settings: AdamWSettings): Promise<StepReport>;
  generate(options: GenerateOptions): Promise<Completion[]>;
  /**
   * [B, T], nats: at every scored position the KL to `reference` and the entropy of the next-token distribution; 0
   * elsewhere. Summed over a row that this model sampled, they are Rao-Blackwellised estimates of sequence KL and
   * entropy.
   */
  divergence(
    batch: TokenBatch,
    reference: LanguageModel,
  ): Promise<{ kl: Float32Array; entropy: Float32Array }>;
  /** A copy of the parameters. */
  snapshot(): Promise<Parameters>;
  restore(parameters: Parameters): void;
  /** Copies the parameters of a model of the same implementation and configuration, on its device. */
  adopt(other: LanguageModel): Promise<void>;
  /** Moments and step count, as a copy. */
  saveOptimiser(): Promise<AdamWState>;
  loadOptimiser(state: AdamWState): void;
  dispose(): void;
}
