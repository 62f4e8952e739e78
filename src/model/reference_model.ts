// The reference implementation of `LanguageModel` in tfjs ops: the engine's oracle, and the fallback without WebGPU. It
// runs on the active tfjs backend. The optimiser and the embedding's gradient run on the host, so they are
// deterministic and the same on every backend.
import * as tf from '@tensorflow/tfjs-core';
import { AdamW, type AdamWState } from './adamw.ts';
import { type ScoredWindow, scoredWindow } from './batch.ts';
import type { AdamWSettings, ModelConfig, StepReport } from './config.ts';
import { generate } from './generation.ts';
import { promptRoom } from './generation_chunks.ts';
import type { Completion, GenerateOptions, LanguageModel, TokenBatch } from './language_model.ts';
import { foldGradient, wholeConfig, wholeValues } from './lora.ts';
import {
  checkParameters,
  HEAD_WEIGHT,
  type Parameters,
  type ParameterView,
  parameterViews,
  VALUE_WEIGHT,
} from './parameters.ts';
import { type PromptLayout, promptLayout } from './prompt_layout.ts';
import { rowsPerCall } from './rows_per_call.ts';
import { type ScoringCache, score, scoreBackward, slotValues, windowLogits } from './scoring.ts';
import { disposeAll, tidy } from './tidy.ts';
import { logSoftmax } from './token_log_prob.ts';
import { type TrunkCache, trunk, trunkBackward, type Weights } from './transformer.ts';

interface PendingBatch {
  readonly batch: TokenBatch;
  readonly window: ScoredWindow;
  readonly layout: PromptLayout;
  readonly scoringCache: ScoringCache;
  /** Kept for `backward`, where the model is trainable. */
  readonly trunkCache?: TrunkCache;
}

/** Scatters [B * W] values of the window's slots to a [B, T] array of zeros. */
function toBatchShape(values: ArrayLike<number>, window: ScoredWindow, batch: TokenBatch): Float32Array {
  const result = new Float32Array(batch.rows * batch.length);
  for (let slot = 0; slot < window.index.length; slot++) {
    if (window.index[slot] >= 0) result[window.index[slot]] = values[slot];
  }
  return result;
}

function accumulate(into: Float32Array, values: ArrayLike<number>, offset: number): void {
  for (let i = 0; i < values.length; i++) into[offset + i] += values[i];
}

/** On WASM this takes about 100 ms: 16 rows of a text task. */
const WEIGHTS_TIMES_ROWS = 4e6;

export class ReferenceModel implements LanguageModel {
  readonly rowsPerCall: number;
  private readonly values: Float32Array;
  private readonly views: readonly ParameterView[];
  /** Of the weights with adapters merged; the same as `views` without adapters. */
  private readonly wholeViews: readonly ParameterView[];
  private readonly frozen?: Parameters;
  private readonly optimiser: AdamW;
  private readonly gradient: Float32Array;
  private weights: Weights;
  private pending?: PendingBatch;

  /** @param trainable A frozen model keeps no activations. */
  constructor(
    readonly config: ModelConfig,
    parameters: Parameters,
    private readonly trainable = true,
  ) {
    this.rowsPerCall = rowsPerCall(config, WEIGHTS_TIMES_ROWS);
    this.views = parameterViews(config);
    checkParameters(this.views, parameters);
    this.wholeViews = parameterViews(wholeConfig(config));
    this.frozen = parameters.frozen;
    this.values = parameters.values.slice();
    this.gradient = new Float32Array(trainable ? this.values.length : 0);
    this.optimiser = new AdamW(trainable ? this.views : []);
    this.weights = this.upload();
  }

  async logProbs(batch: TokenBatch): Promise<Float32Array> {
    this.release();
    const window = scoredWindow(batch, this.config);
    const layout = promptLayout(batch);
    const { logProbs, kept } = tidy(() => {
      const { hidden, cache: trunkCache } = trunk(this.config, this.weights, layout);
      const { logProbs, cache: scoringCache } = score(this.weights, hidden, window);
      const kept = this.trainable ? { trunkCache, scoringCache } : this.config.valueHead && { scoringCache };
      return { logProbs, kept };
    });
    if (kept) this.pending = { batch, window, layout, ...kept };
    const values = await logProbs.data();
    logProbs.dispose();
    return toBatchShape(values, window, batch);
  }

  async valueEstimates(): Promise<Float32Array> {
    if (!this.config.valueHead) throw new Error('valueEstimates without a value head: the model has none');
    const { batch, window, scoringCache } = this.pendingBatch('valueEstimates');
    const values = tidy(() => slotValues(this.weights, scoringCache));
    const slots = await values.data();
    values.dispose();
    return toBatchShape(slots, window, batch);
  }

  async distributions(batch: TokenBatch): Promise<Float32Array> {
    const window = scoredWindow(batch, this.config);
    const layout = promptLayout(batch);
    const logProbs = tidy(() => {
      const { hidden } = trunk(this.config, this.weights, layout);
      return logSoftmax(windowLogits(this.weights, hidden, window)); // [B * W, V]
    });
    const values = (await logProbs.data()) as Float32Array;
    logProbs.dispose();
    return values;
  }

  async backward(coefficients: Float32Array, valueCoefficients?: Float32Array): Promise<void> {
    const { window, layout, scoringCache, trunkCache } = this.pendingBatch('backward');
    if (!trunkCache) throw new Error('backward on a frozen model: expected a trainable one');
    const slots = (all: Float32Array) =>
      tf.tensor1d(Float32Array.from(window.index, (i) => (i < 0 ? 0 : all[i])));
    const { flat, dEmbedded, dHead, dValueHead } = tidy(() => {
      const { dHidden, dHead, dValueHead } = scoreBackward(
        this.weights,
        { logProbs: slots(coefficients), values: valueCoefficients && slots(valueCoefficients) },
        scoringCache,
      );
      const { gradients, dEmbedded } = trunkBackward(this.config, this.weights, dHidden, trunkCache);
      const parts = this.blockViews().map((view) => tf.reshape(gradients[view.name], [view.size]));
      return { flat: tf.concat1d(parts as tf.Tensor1D[]), dEmbedded, dHead, dValueHead };
    });
    const [blocks, embedded, head, valueHead] = await Promise.all(
      [flat, dEmbedded, dHead, dValueHead].map((tensor) => tensor?.data()),
    );
    tf.dispose([flat, dEmbedded, dHead, ...(dValueHead ? [dValueHead] : [])]);
    this.release();
    const { lora } = this.config;
    const whole = lora ? new Float32Array(this.wholeSize) : this.gradient;
    accumulate(whole, blocks!, this.blockViews()[0].offset);
    accumulate(whole, head!, this.wholeViews.find(({ name }) => name === HEAD_WEIGHT)?.offset ?? 0);
    this.accumulateEmbedding(whole, embedded!, layout);
    if (valueHead)
      accumulate(whole, valueHead, this.wholeViews.find(({ name }) => name === VALUE_WEIGHT)!.offset);
    if (lora) foldGradient(this.config, { views: this.views, values: this.values }, whole, this.gradient);
  }

  async step(settings: AdamWSettings): Promise<StepReport> {
    const report = this.optimiser.step(this.values, this.gradient, settings);
    this.gradient.fill(0);
    if (report.applied) this.replaceWeights();
    return report;
  }

  generate(options: GenerateOptions): Promise<Completion[]> {
    return generate(this.config, this.weights, promptRoom(this.config, options), options);
  }

  async divergence(
    batch: TokenBatch,
    reference: LanguageModel,
  ): Promise<{ kl: Float32Array; entropy: Float32Array }> {
    if (!(reference instanceof ReferenceModel))
      throw new Error('invalid reference: divergence needs two models of one implementation');
    const window = scoredWindow(batch, this.config);
    const layout = promptLayout(batch);
    const logQ = (model: ReferenceModel) => {
      const { hidden } = trunk(model.config, model.weights, layout);
      return logSoftmax(windowLogits(model.weights, hidden, window)); // [B * W, V]
    };
    const { kl, entropy } = tidy(() => {
      const logPolicy = logQ(this);
      const q = tf.exp(logPolicy);
      return {
        kl: tf.sum(tf.mul(q, tf.sub(logPolicy, logQ(reference))), -1),
        entropy: tf.neg(tf.sum(tf.mul(q, logPolicy), -1)),
      };
    });
    const [klValues, entropyValues] = await Promise.all([kl.data(), entropy.data()]);
    tf.dispose([kl, entropy]);
    return { kl: toBatchShape(klValues, window, batch), entropy: toBatchShape(entropyValues, window, batch) };
  }

  async snapshot(): Promise<Parameters> {
    return { views: this.views, values: this.values.slice(), frozen: this.frozen };
  }

  restore(parameters: Parameters): void {
    this.values.set(parameters.values);
    this.replaceWeights();
  }

  async adopt(other: LanguageModel): Promise<void> {
    if (!(other instanceof ReferenceModel) || other.values.length !== this.values.length)
      throw new Error('invalid model to adopt: expected one of the same implementation and configuration');
    this.restore({ views: this.views, values: other.values });
  }

  async saveOptimiser(): Promise<AdamWState> {
    return this.optimiser.save();
  }

  loadOptimiser(state: AdamWState): void {
    this.optimiser.load(state);
  }

  /** The accumulated gradient in storage order (a copy), for tests. */
  async gradientValues(): Promise<Float32Array> {
    return this.gradient.slice();
  }

  dispose(): void {
    this.release();
    tf.dispose(Object.values(this.weights));
  }

  private pendingBatch(what: string): PendingBatch {
    if (!this.pending) throw new Error(`${what} without logProbs: call logProbs first`);
    return this.pending;
  }

  private get wholeSize(): number {
    const last = this.wholeViews[this.wholeViews.length - 1];
    return last.offset + last.size;
  }

  private blockViews() {
    // They follow each other without a gap.
    return this.wholeViews.filter(({ name }) => name.startsWith('h.') || name.startsWith('ln_f.'));
  }

  private accumulateEmbedding(
    into: Float32Array,
    dEmbedded: ArrayLike<number>,
    { tokens, positions }: PromptLayout,
  ): void {
    const { width } = this.config;
    const learned = this.wholeViews.find(({ name }) => name === 'wpe.weight');
    for (let n = 0; n < tokens.length; n++) {
      const row = Array.prototype.slice.call(dEmbedded, n * width, (n + 1) * width);
      accumulate(into, row, tokens[n] * width);
      if (learned) accumulate(into, row, learned.offset + positions[n] * width);
    }
  }

  private upload(): Weights {
    const { config, values, views, frozen } = this;
    const whole = config.lora ? wholeValues(config, { views, values, frozen }) : values;
    // tfjs keeps a reference to the array it is given, so each tensor gets a copy.
    return Object.fromEntries(
      this.wholeViews.map((view) => [
        view.name,
        tf.tensor(whole.slice(view.offset, view.offset + view.size), [...view.shape]),
      ]),
    );
  }

  private replaceWeights(): void {
    this.release();
    tf.dispose(Object.values(this.weights));
    this.weights = this.upload();
  }

  private release(): void {
    if (!this.pending) return;
    const { trunkCache, scoringCache } = this.pending;
    this.pending = undefined;
    disposeAll({ trunkCache, scoringCache });
  }
}
