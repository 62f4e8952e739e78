// Looks at a visitor's files before a run: the model's card, what became of the data, how many rows fit, and samples of
// the model. It keeps what it has read for the next question.

import { importModel, planModel } from '../../formats/hugging_face/import_model.ts';
import type { ImportedModel, Problems } from '../../formats/hugging_face/imported_model.ts';
import { tokenBatch } from '../../model/batch.ts';
import type { LanguageModel } from '../../model/language_model.ts';
import { withoutBreath } from '../../model/slices.ts';
import type { Tokenizer } from '../../tokenizer/tokenizer.ts';
import { priorSamples } from '../bundles.ts';
import { type EncodedRow, encodeRows, type PromptedRow } from '../data/fitting/encode.ts';
import { type FitPlan, fitRows, fitShares, fitText } from '../data/fitting/fit.ts';
import { type DataReading, readData } from '../data/read_data.ts';
import { misfitsCsv, reportText } from '../data/report.ts';
import { type ModelCard, modelCard } from '../model_card.ts';
import { responseToRate } from '../own_reward.ts';
import { makeOwnTask } from '../own_task.ts';
import type { ResponseToRate } from '../reward/response_scorer.ts';
import { importArguments, sourceOf } from './open_setup.ts';
import type { NamedBlob, OwnModelFiles } from './own_setup.ts';

export type ModelAnswer = { readonly card: ModelCard } | Problems;

export interface DataAnswer {
  /** "HH transcripts: a prompt and two answers". */
  readonly label: string;
  readonly reason: string;
  readonly note?: string;
  readonly report: string;
  /** Every line that is not used with its reason, as CSV; absent: all are used. */
  readonly misfits?: string;
  /** Why no line is used. */
  readonly refusal?: string;
  /** Whether there are prompts; a corpus has none. */
  readonly hasPrompts: boolean;
  readonly hasPairs: boolean;
  /** The first few, as they are read. */
  readonly examples: readonly string[];
}

export interface FitAnswer {
  readonly shares: readonly { readonly length: number; readonly share: number }[];
  readonly text: string;
  readonly rows: number;
}

/** How the model does on a plain sentence: worse than guessing means that it is untrained or misread. */
interface SentenceCheck {
  readonly sentence: string;
  /** Mean log-prob of a token, nats. */
  readonly logProb: number;
  /** Of guessing among all tokens, -log V. */
  readonly guessing: number;
}

export interface SamplesAnswer {
  readonly samples: readonly ResponseToRate[];
  /** Absent where its tokenizer cannot write the sentence. */
  readonly check?: SentenceCheck;
  /** Drawing one answer, seconds. */
  readonly secondsPerAnswer: number;
}

const SENTENCE = 'Once upon a time there was a little house near the sea, and everybody liked to look at it.';
const EXAMPLES = 3;

type CreateModel = (model: Pick<ImportedModel, 'config' | 'parameters'>) => Promise<LanguageModel>;

export class Workshop {
  private files?: OwnModelFiles;
  private reading?: DataReading;
  private imported?: {
    readonly files: OwnModelFiles;
    readonly length: number;
    readonly model: ImportedModel;
  };
  private encoded?: {
    readonly reading: DataReading;
    readonly files: OwnModelFiles;
    rows: readonly EncodedRow[];
  };

  async model(files: OwnModelFiles, runLength?: number): Promise<ModelAnswer> {
    const [sources, options] = importArguments(files);
    const plan = await planModel(sources, { ...options, runLength });
    if ('problems' in plan) return plan;
    this.files = files;
    return { card: modelCard(plan) };
  }

  /** The card of a reward model; the run's own model stays. */
  async classifier({ files, endToken }: OwnModelFiles): Promise<ModelAnswer> {
    const plan = await planModel(files.map(sourceOf), { head: 'score', endToken });
    return 'problems' in plan ? plan : { card: modelCard(plan) };
  }

  async data(file: NamedBlob): Promise<DataAnswer> {
    const reading = await readData(sourceOf(file));
    this.reading = reading;
    const rows = 'rows' in reading ? reading.rows : [];
    return {
      label: reading.label,
      reason: reading.reason,
      note: reading.note,
      report: `${reportText(reading.report)}.`,
      misfits: reading.report.misfits.length > 0 ? misfitsCsv(reading.report) : undefined,
      refusal: 'refusal' in reading ? reading.refusal : undefined,
      hasPrompts: rows.some(({ kind }) => kind !== 'corpus'),
      hasPairs: rows.some(({ kind }) => kind === 'preference'),
      examples: rows.slice(0, EXAMPLES).map((row) => (row.kind === 'corpus' ? row.text : row.prompt)),
    };
  }

  /** Throws a sentence if model or data are missing. */
  async fit(plan: FitPlan): Promise<FitAnswer> {
    const { tokenizer } = await this.read(plan.length);
    const rows = await this.rows(plan.length);
    const unit = this.reading!.report.unit;
    const fitted = fitRows(rows, tokenizer, plan);
    return {
      shares: fitShares(rows, plan.answerTokens),
      text: `${fitText(unit, fitted.report)}.`,
      rows: fitted.rows.length,
    };
  }

  /** Answers of the model to its first prompts, those to one prompt beside each other. */
  async samples(plan: FitPlan, count: number, create: CreateModel): Promise<SamplesAnswer> {
    const imported = await this.read(plan.length);
    const { rows } = fitRows(await this.rows(plan.length), imported.tokenizer, plan);
    const task = makeOwnTask(rows, imported.tokenizer, plan.answerTokens);
    const model = await create(imported);
    try {
      const check = await sentenceCheck(model, imported);
      const prompts = task.prompts('train').slice(0, Math.max(1, Math.floor(Math.sqrt(count) * 2)));
      const each = Math.max(2, Math.ceil(count / prompts.length));
      const start = performance.now();
      const drawn = await priorSamples(task, model, prompts, each, withoutBreath);
      const seconds = (performance.now() - start) / 1000;
      return {
        samples: drawn.map((sample) => responseToRate(task, sample)),
        check,
        secondsPerAnswer: seconds / drawn.length,
      };
    } finally {
      model.dispose();
    }
  }

  private async read(length: number): Promise<ImportedModel> {
    const { files, imported } = this;
    if (!files) throw new Error('no model yet (expected its folder)');
    if (imported?.files === files && imported.length === length) return imported.model;
    const [sources, options] = importArguments(files);
    const model = await importModel(sources, { ...options, runLength: length });
    if ('problems' in model) throw new Error(model.problems.map(({ message }) => message).join('; '));
    this.imported = { files, length, model };
    return model;
  }

  private async rows(length: number): Promise<readonly EncodedRow[]> {
    const { reading, files } = this;
    if (!reading) throw new Error('no data yet (expected a file of prompts)');
    if ('refusal' in reading) throw new Error(reading.refusal);
    if (this.encoded?.reading === reading && this.encoded.files === files) return this.encoded.rows;
    const { tokenizer } = await this.read(length);
    const prompted = reading.rows.filter((row): row is PromptedRow => row.kind !== 'corpus');
    const { items } = await encodeRows(prompted, tokenizer, { unit: reading.report.unit });
    this.encoded = { reading, files: files!, rows: items };
    return items;
  }
}

/** Undefined where the tokenizer has no such words. */
async function sentenceCheck(
  model: LanguageModel,
  { tokenizer, config }: ImportedModel,
): Promise<SentenceCheck | undefined> {
  if (!canWrite(tokenizer)) return undefined;
  const [first, ...rest] = [...tokenizer.promptStart, ...tokenizer.encode(SENTENCE)].slice(
    0,
    config.contextLength,
  );
  const batch = tokenBatch(
    [{ prompt: [first], completion: rest }],
    rest.length + 1,
    rest.length,
    tokenizer.pad,
  );
  const logProbs = await model.logProbs(batch);
  return {
    sentence: SENTENCE,
    logProb: logProbs.reduce((sum, value) => sum + value, 0) / rest.length,
    guessing: -Math.log(config.vocabSize),
  };
}

function canWrite(tokenizer: Tokenizer): boolean {
  try {
    return tokenizer.encode(SENTENCE).length > 1;
  } catch {
    return false;
  }
}
