// `LanguageModel` by two tables, about 200 weights in plain TypeScript: logits of the next symbol are
//   W[previous symbol] + sum of U[c] over the tokens c of the prompt.
// Parameters and moments are in single precision, as everywhere; all that is computed from them is in double. The
// gradient is exact: with N[u, v] the coefficients that stand on a step from u to v,
//   dL/dW[u, v] = N[u, v] - q(v | u) sum_v N[u, v],  dL/dU[c, v] = sum_u of the same.
// A value is linear in the rows that the logits read: w[previous] + sum of w[c] + bias.
import { AdamW, type AdamWState } from '../model/adamw.ts';
import { FORBIDDEN_LOGIT } from '../model/batch.ts';
import type { AdamWSettings, ModelConfig, StepReport } from '../model/config.ts';
import { promptRoom } from '../model/generation_chunks.ts';
import type { Completion, GenerateOptions, LanguageModel, TokenBatch } from '../model/language_model.ts';
import { checkParameters, type Parameters, type ParameterView, parameterViews } from '../model/parameters.ts';
import { drawKey, sampleKey } from '../model/sampling.ts';
import { gumbelAt } from '../random/counter.ts';
import {
  type Context,
  contextOf,
  type ReadBatch,
  readBatch,
  rowOfCell,
  type TableIndex,
  tableIndex,
} from './contexts.ts';

interface Pending extends ReadBatch {
  readonly batch: TokenBatch;
  readonly contexts: readonly Context[];
}

/** A call of so many rows takes a few milliseconds. */
const ROWS_PER_CALL = 512;

export class MarkovModel implements LanguageModel {
  readonly rowsPerCall = ROWS_PER_CALL;
  private readonly index: TableIndex;
  private readonly symbolTokens: readonly number[];
  private readonly views: readonly ParameterView[];
  private readonly values: Float32Array;
  private readonly previous: Float32Array; // [V + 1, V], a view of `values`
  private readonly prompt: Float32Array; // [C, V], a view of `values`
  private readonly gradient?: Float64Array;
  private readonly optimiser?: AdamW;
  private pending?: Pending;

  /** @param trainable A frozen model keeps no gradient. Throws where the configuration has no tables. */
  constructor(
    readonly config: ModelConfig,
    parameters: Parameters,
    trainable = true,
  ) {
    const { tables } = config;
    if (!tables) throw new Error('invalid model: a transformer (expected a model of tables)');
    this.index = tableIndex(config, tables);
    this.symbolTokens = tables.symbols;
    this.views = parameterViews(config);
    const size = checkParameters(this.views, parameters);
    this.values = parameters.values.slice();
    const [previous, prompt] = this.views.map(({ offset, size: floats }) =>
      this.values.subarray(offset, offset + floats),
    );
    this.previous = previous;
    this.prompt = prompt;
    if (!trainable) return;
    this.gradient = new Float64Array(size);
    this.optimiser = new AdamW(this.views);
  }

  async logProbs(batch: TokenBatch): Promise<Float32Array> {
    const pending = this.read(batch);
    this.pending = pending;
    return placed(pending, ({ logProbs }, cell) => (cell < 0 ? FORBIDDEN_LOGIT : logProbs[cell]));
  }

  async valueEstimates(): Promise<Float32Array> {
    const weights = this.valueWeights();
    const pending = this.pendingBatch('valueEstimates');
    const { symbols } = this.index;
    const bias = this.values[this.values.length - 1];
    return placed(pending, ({ promptRows }, cell) =>
      promptRows.reduce((sum, c) => sum + weights[symbols + 1 + c], bias + weights[this.rowOf(cell)]),
    );
  }

  async distributions(batch: TokenBatch): Promise<Float32Array> {
    const { rows, window, length } = batch;
    const { vocabSize } = this.config;
    const { symbols } = this.index;
    const { cells, prompts, contexts } = this.read(batch);
    const result = new Float32Array(rows * window * vocabSize);
    prompts.forEach(({ from, to }, p) => {
      for (let b = from; b < to; b++) {
        let slot = b * window;
        for (let at = b * length; at < (b + 1) * length; at++) {
          if (cells[at] === -1) continue;
          const row = result.subarray(slot * vocabSize, (slot + 1) * vocabSize).fill(FORBIDDEN_LOGIT);
          const before = this.rowOf(cells[at]) * symbols;
          this.symbolTokens.forEach((token, v) => {
            row[token] = contexts[p].logProbs[before + v];
          });
          slot++;
        }
      }
    });
    return result;
  }

  async backward(coefficients: Float32Array, valueCoefficients?: Float32Array): Promise<void> {
    const pending = this.pendingBatch('backward');
    const { batch, cells, prompts, contexts } = pending;
    const gradient = this.trained(this.gradient, 'backward');
    const { symbols } = this.index;
    const promptsAt = this.views[1].offset;
    prompts.forEach(({ from, to }, p) => {
      const { promptRows, logProbs } = contexts[p];
      const onSteps = new Float64Array(logProbs.length);
      for (let at = from * batch.length; at < to * batch.length; at++)
        if (cells[at] >= 0) onSteps[cells[at]] += coefficients[at];
      for (let u = 0; u <= symbols; u++) {
        let onRow = 0;
        for (let v = 0; v < symbols; v++) onRow += onSteps[u * symbols + v];
        for (let v = 0; v < symbols; v++) {
          const cell = u * symbols + v;
          const slope = onSteps[cell] - onRow * Math.exp(logProbs[cell]);
          gradient[cell] += slope;
          for (const c of promptRows) gradient[promptsAt + c * symbols + v] += slope;
        }
      }
    });
    if (valueCoefficients) this.backwardOfValues(pending, valueCoefficients, gradient);
    this.pending = undefined;
  }

  async gradientValues(): Promise<Float32Array> {
    return Float32Array.from(this.trained(this.gradient, 'gradientValues'));
  }

  async step(settings: AdamWSettings): Promise<StepReport> {
    const gradient = this.trained(this.gradient, 'step');
    const report = this.trained(this.optimiser, 'step').step(this.values, gradient, settings);
    gradient.fill(0);
    this.pending = undefined;
    return report;
  }

  async generate(options: GenerateOptions): Promise<Completion[]> {
    promptRoom(this.config, options);
    const { prompts, samplesPerPrompt, promptKeys, seed, round, firstSample = 0 } = options;
    return prompts.flatMap((tokens, p) => {
      const context = contextOf(this.index, this.previous, this.prompt, tokens);
      return Array.from({ length: samplesPerPrompt }, (_, s) =>
        this.drawn(context, options, sampleKey(seed, round, promptKeys[p], firstSample + s)),
      );
    });
  }

  async divergence(
    batch: TokenBatch,
    reference: LanguageModel,
  ): Promise<{ kl: Float32Array; entropy: Float32Array }> {
    if (!(reference instanceof MarkovModel))
      throw new Error('invalid reference: divergence needs two models of one implementation');
    const mine = this.read(batch);
    const theirs = reference.read(batch);
    const { symbols } = this.index;
    const tables = mine.contexts.map(({ logProbs }, p) => {
      const kl = new Float64Array(symbols + 1);
      const entropy = new Float64Array(symbols + 1);
      logProbs.forEach((l, cell) => {
        const q = Math.exp(l);
        kl[Math.floor(cell / symbols)] += q * (l - theirs.contexts[p].logProbs[cell]);
        entropy[Math.floor(cell / symbols)] -= q * l;
      });
      return { kl, entropy };
    });
    const byRow = (figure: 'kl' | 'entropy') =>
      placed(mine, (_, cell, p) => tables[p][figure][this.rowOf(cell)]);
    return { kl: byRow('kl'), entropy: byRow('entropy') };
  }

  async snapshot(): Promise<Parameters> {
    return { views: this.views, values: this.values.slice() };
  }

  restore({ values }: Parameters): void {
    this.pending = undefined;
    this.values.set(values);
  }

  async adopt(source: LanguageModel): Promise<void> {
    if (!(source instanceof MarkovModel) || source.values.length !== this.values.length)
      throw new Error('invalid model to adopt: expected one of the same implementation and configuration');
    this.restore({ views: source.views, values: source.values });
  }

  async saveOptimiser(): Promise<AdamWState> {
    return this.trained(this.optimiser, 'saveOptimiser').save();
  }

  loadOptimiser(state: AdamWState): void {
    this.trained(this.optimiser, 'loadOptimiser').load(state);
  }

  dispose(): void {
    this.pending = undefined;
  }

  /** log q(v | u) behind a prompt, [V + 1, V], a copy. */
  transitions(prompt: readonly number[]): Float64Array {
    return contextOf(this.index, this.previous, this.prompt, prompt).logProbs;
  }

  private read(batch: TokenBatch): Pending {
    const read = readBatch(this.index, batch);
    const contexts = read.prompts.map(({ tokens }) =>
      contextOf(this.index, this.previous, this.prompt, tokens),
    );
    return { batch, ...read, contexts };
  }

  private rowOf(cell: number): number {
    return rowOfCell(cell, this.index.symbols);
  }

  private drawn({ logProbs }: Context, options: GenerateOptions, key: number): Completion {
    const { maxNewTokens, temperature } = options;
    const { symbols, start } = this.index;
    const tokens = new Int32Array(maxNewTokens);
    const ofTokens = new Float32Array(maxNewTokens);
    let previous = start;
    for (let t = 0; t < maxNewTokens; t++) {
      const keyOfPosition = drawKey(key, t);
      let best = Number.NEGATIVE_INFINITY;
      let column = 0;
      for (let v = 0; v < symbols; v++) {
        const noisy =
          logProbs[previous * symbols + v] / temperature + gumbelAt(keyOfPosition, this.symbolTokens[v]);
        if (noisy > best) {
          best = noisy;
          column = v;
        }
      }
      tokens[t] = this.symbolTokens[column];
      ofTokens[t] = logProbs[previous * symbols + column];
      previous = column;
    }
    return { tokens, logProbs: ofTokens };
  }

  private valueWeights(): Float32Array {
    if (!this.config.valueHead) throw new Error('valueEstimates without a value head: the model has none');
    const { offset, size } = this.views[2];
    return this.values.subarray(offset, offset + size);
  }

  private backwardOfValues(
    { batch, cells, prompts, contexts }: Pending,
    on: Float32Array,
    into: Float64Array,
  ) {
    const { offset } = this.views[2];
    const { symbols } = this.index;
    prompts.forEach(({ from, to }, p) => {
      for (let at = from * batch.length; at < to * batch.length; at++) {
        if (cells[at] === -1) continue;
        into[offset + this.rowOf(cells[at])] += on[at];
        for (const c of contexts[p].promptRows) into[offset + symbols + 1 + c] += on[at];
        into[into.length - 1] += on[at];
      }
    });
  }

  private trained<T>(part: T | undefined, what: string): T {
    if (part === undefined) throw new Error(`${what} on a frozen model: expected a trainable one`);
    return part;
  }

  private pendingBatch(what: string): Pending {
    if (!this.pending) throw new Error(`${what} without logProbs: call logProbs first`);
    return this.pending;
  }
}

/** [B, T]: a figure of each scored token from its prompt's context and its cell; 0 elsewhere. */
function placed(
  { batch, cells, prompts, contexts }: Pending,
  figure: (context: Context, cell: number, prompt: number) => number,
): Float32Array {
  const result = new Float32Array(cells.length);
  prompts.forEach(({ from, to }, p) => {
    for (let at = from * batch.length; at < to * batch.length; at++)
      if (cells[at] !== -1) result[at] = figure(contexts[p], cells[at], p);
  });
  return result;
}
