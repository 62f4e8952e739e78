// Supervised fine-tuning on given rows, with a held-out loss every few steps. It ends early where that loss no longer
// falls, and leaves the model as it was best. A saved training goes on to the bit.
import type { AdamWState } from '../../model/adamw.ts';
import { type BatchRow, tokenBatch } from '../../model/batch.ts';
import type { Completion, LanguageModel, TokenBatch } from '../../model/language_model.ts';
import { parameterViews } from '../../model/parameters.ts';
import { RowOrder } from './row_order.ts';
import { meanLoss, type SupervisedSettings, supervisedStep } from './supervised_step.ts';

/** Rows with their longest lengths in tokens. What stands in a row's prompt is not learnt. */
export interface SftRows {
  readonly train: readonly BatchRow[];
  /** May be empty: then nothing ends the training early. */
  readonly validation: readonly BatchRow[];
  readonly length: number;
  /** Longest completion. */
  readonly window: number;
  readonly pad: number;
}

export interface SftSettings extends SupervisedSettings {
  /** Steps from one held-out loss to the next. */
  readonly evaluateEvery: number;
  /** Held-out losses in a row without a new lowest one that end the training; 0: none do. */
  readonly patience: number;
}

/** What is drawn at every held-out loss. */
export interface SamplePlan {
  readonly prompts: readonly (readonly number[])[];
  /** EOS included. */
  readonly maxNewTokens: number;
  readonly eos: number;
}

export type SftEvent =
  | {
      readonly kind: 'step';
      /** Steps taken. */
      readonly step: number;
      /** Of the step's rows, before it; nats per token. */
      readonly loss: number;
      readonly tokens: number;
    }
  | {
      readonly kind: 'evaluation';
      readonly step: number;
      /** Nats per token; absent without held-out rows. */
      readonly validationLoss?: number;
      /** Whether it is the lowest so far. */
      readonly isBest: boolean;
      /** One for each prompt of the plan. */
      readonly samples: readonly Completion[];
    };

interface Best {
  readonly step: number;
  readonly validationLoss: number;
  readonly parameters: Float32Array;
}

/** All that a training goes on from. */
export interface SftState {
  /** Steps taken. */
  readonly step: number;
  /** Whether the loss after this step has been measured. */
  readonly evaluated: boolean;
  readonly withoutGain: number;
  readonly parameters: Float32Array;
  readonly optimiser: AdamWState;
  readonly best?: Best;
}

/** Held-out rows that are measured at most: a part that stays the same. */
const MOST_VALIDATION_ROWS = 256;

function checkRows({ train, length, window }: SftRows): void {
  if (train.length === 0) throw new Error('no rows to train on (expected at least one that fits)');
  if (window >= length)
    throw new Error(`invalid window: ${window} (expected less than the length, ${length})`);
}

export class SupervisedTraining {
  private step = 0;
  private evaluated = false;
  private withoutGain = 0;
  private best?: Best;
  private stopping = false;
  private readonly order: RowOrder;

  /** @param model trainable; it is trained in place. Adapters on a frozen model are trained alone. */
  constructor(
    private readonly model: LanguageModel,
    private readonly rows: SftRows,
    private readonly settings: SftSettings,
    private readonly plan?: SamplePlan,
  ) {
    checkRows(rows);
    this.order = new RowOrder(rows.train.length, settings.rowsPerBatch, settings.seed);
  }

  /** The step after which the held-out loss was lowest, and that loss. */
  get lowest(): { readonly step: number; readonly validationLoss: number } | undefined {
    return this.best && { step: this.best.step, validationLoss: this.best.validationLoss };
  }

  /** Ends the training after the step under way, as if it were the last. */
  stop(): void {
    this.stopping = true;
  }

  /** Yields after every step and held-out loss; a caller may pause or save there. At the end the model is the best. */
  async *events(): AsyncGenerator<SftEvent> {
    const { steps, evaluateEvery } = this.settings;
    for (;;) {
      const isLast = this.step >= steps || this.stopping;
      if (!this.evaluated && (isLast || this.step % evaluateEvery === 0)) yield await this.evaluation();
      if (isLast || this.stopping || this.isWornOut) break;
      yield await this.oneStep();
    }
    if (this.best) this.model.restore({ views: this.views, values: this.best.parameters });
  }

  private get isWornOut(): boolean {
    const { patience } = this.settings;
    return patience > 0 && this.withoutGain >= patience;
  }

  private get views() {
    return parameterViews(this.model.config);
  }

  private batchOf(rows: readonly BatchRow[]): TokenBatch {
    const { length, window, pad } = this.rows;
    return tokenBatch(rows, length, window, pad);
  }

  private async oneStep(): Promise<SftEvent> {
    const rows = this.order.ofStep(this.step).map((row) => this.rows.train[row]);
    const mean = await supervisedStep(this.model, this.batchOf(rows), this.step, this.settings);
    this.step++;
    this.evaluated = false;
    return { kind: 'step', step: this.step, ...mean };
  }

  private async evaluation(): Promise<SftEvent> {
    const validationLoss = await this.validationLoss();
    const samples = await this.samples();
    const isBest = validationLoss !== undefined && validationLoss < (this.best?.validationLoss ?? Infinity);
    if (isBest) {
      const { values } = await this.model.snapshot();
      this.best = { step: this.step, validationLoss, parameters: new Float32Array(values) };
    }
    if (validationLoss !== undefined) this.withoutGain = isBest ? 0 : this.withoutGain + 1;
    this.evaluated = true;
    return { kind: 'evaluation', step: this.step, validationLoss, isBest, samples };
  }

  private async validationLoss(): Promise<number | undefined> {
    const rows = this.rows.validation.slice(0, MOST_VALIDATION_ROWS);
    if (rows.length === 0) return undefined;
    let total = 0;
    let count = 0;
    for (let from = 0; from < rows.length; from += this.settings.rowsPerBatch) {
      const batch = this.batchOf(rows.slice(from, from + this.settings.rowsPerBatch));
      const { loss, tokens } = meanLoss(batch, await this.model.logProbs(batch));
      total += loss * tokens;
      count += tokens;
    }
    return total / count;
  }

  private async samples(): Promise<readonly Completion[]> {
    if (!this.plan || this.plan.prompts.length === 0) return [];
    const { prompts, maxNewTokens, eos } = this.plan;
    return this.model.generate({
      prompts,
      samplesPerPrompt: 1,
      maxNewTokens,
      eos,
      temperature: 1,
      seed: this.settings.seed,
      round: 0,
      promptKeys: prompts.map((_, key) => key),
    });
  }

  /** A copy of all that it goes on from; to be asked for between two events. */
  async save(): Promise<SftState> {
    const { step, evaluated, withoutGain, best } = this;
    const [{ values }, optimiser] = await Promise.all([this.model.snapshot(), this.model.saveOptimiser()]);
    return { step, evaluated, withoutGain, parameters: new Float32Array(values), optimiser, best };
  }

  /** Goes on from a training with the same model, rows and settings. */
  load(state: SftState): void {
    const { views } = this;
    const last = views[views.length - 1];
    if (state.parameters.length !== last.offset + last.size)
      throw new Error(
        `invalid state: ${state.parameters.length} parameters (expected ${last.offset + last.size}, as the model has)`,
      );
    this.model.restore({ views, values: state.parameters });
    this.model.loadOptimiser(state.optimiser);
    ({ step: this.step, evaluated: this.evaluated, withoutGain: this.withoutGain, best: this.best } = state);
  }
}
