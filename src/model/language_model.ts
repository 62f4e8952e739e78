// The one interface between the methods and the backends: nothing above it sees a tensor or needs autodiff.
import type { Figures, Formula } from '../math/formula.ts';
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

/** A method's coefficients of a batch as a formula, with all that does not follow the policy. */
export interface StepRule {
  /** A row's coefficient; a token's where the groups have token figures. */
  readonly formula: Formula;
  /** In the batch's order. */
  readonly groups: readonly {
    readonly rows: number;
    /** Absent: nothing can be learnt from the group. */
    readonly figures?: Figures;
    readonly tokenFigures?: Readonly<Record<string, readonly (readonly number[])[]>>; // [rows][T]
  }[];
  /** How a row's log-prob is made of its tokens', and so how its coefficient is spread. */
  readonly reduction: 'sum' | 'mean';
}

/** A step that the device has been sent. */
export interface SentStep {
  /** When the device has taken the step; the log-probs [B, T] are those before it. */
  readonly done: Promise<{ readonly logProbs: Float32Array; readonly report: StepReport }>;
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
  /** The accumulated gradient in the parameters' order, as a copy. */
  gradientValues(): Promise<Float32Array>;
  /** One AdamW ascent step along the accumulated gradient, which is then cleared. */
  step(settings: AdamWSettings): Promise<StepReport>;
  /**
   * All of a step at once, without the host: log-probs, coefficients by the rule averaged over the groups, backward, AdamW.
   * Further steps may be sent before this one is done. Absent where nothing is gained. A log-prob, coefficient or
   * gradient that is not finite leaves parameters and moments untouched.
   */
  stepBy?(batch: TokenBatch, rule: StepRule, settings: AdamWSettings): Promise<SentStep>;
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
  /** A copy of the parameters; frozen ones are shared. */
  snapshot(): Promise<Parameters>;
  restore(parameters: Parameters): void;
  /** Copies the parameters of a model of the same implementation and configuration, on its device. */
  adopt(other: LanguageModel): Promise<void>;
  /** Moments and step count, as a copy. */
  saveOptimiser(): Promise<AdamWState>;
  loadOptimiser(state: AdamWState): void;
  dispose(): void;
}
