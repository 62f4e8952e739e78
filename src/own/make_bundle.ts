// From a model and a visitor's rows to what a run is made of, with what became of the rows in words.
import type { ImportedModel } from '../formats/hugging_face/imported_model.ts';
import type { OwnBundle } from './bundles.ts';
import { type EncodeOptions, encodeRows, type PromptedRow } from './data/fitting/encode.ts';
import { type FitPlan, fitRows, fitText } from './data/fitting/fit.ts';
import type { DataReading } from './data/read_data.ts';
import { placesText, reportText } from './data/report.ts';
import { fingerprint, rowsDigest } from './fingerprint.ts';
import { isSplit, makeOwnTask, withLongAnswers } from './own_task.ts';
import type { ResponseScorer } from './reward/response_scorer.ts';
import type { RewardFigures } from './reward/reward_figures.ts';
import type { RewardIdentity } from './reward/reward_identity.ts';

export interface BundleParts {
  readonly model: ImportedModel;
  readonly data: DataReading;
  readonly plan: FitPlan;
  readonly scorer: ResponseScorer;
  readonly reward: RewardIdentity;
  /** Of the reward on samples of the prior; absent: measured before the first run. */
  readonly figures?: RewardFigures;
}

export interface MadeBundle {
  readonly bundle: OwnBundle;
  /** Sentences. */
  readonly notes: readonly string[];
}

const SAME_PROMPTS =
  'These prompts are too few to hold some out, so the same ones serve for training and evaluation.';
const NO_ANSWERS = 'The data give no answers, so win-rates are against samples of the prior.';

/** Throws a sentence where there are none. */
export function promptedRows(data: DataReading): readonly PromptedRow[] {
  if ('refusal' in data) throw new Error(data.refusal);
  const prompted = data.rows.filter((row): row is PromptedRow => row.kind !== 'corpus');
  if (prompted.length === 0)
    throw new Error(
      'the data are a corpus without prompts (expected lines with a prompt; a corpus trains a prior)',
    );
  return prompted;
}

/** Throws a sentence where nothing can be trained on the rows. */
export async function makeBundle(
  { model, data, plan, scorer, reward, figures }: BundleParts,
  options: Omit<EncodeOptions, 'unit'> = {},
): Promise<MadeBundle> {
  const { config, parameters, tokenizer, provenance } = model;
  const prompted = promptedRows(data);
  const { unit } = data.report;
  const { items, report } = await encodeRows(prompted, tokenizer, { ...options, unit });
  const { rows, report: fit } = fitRows(items, tokenizer, plan);
  const task = makeOwnTask(rows, tokenizer, plan.answerTokens);
  const long = withLongAnswers(rows, plan.answerTokens);
  const notes = [
    ...model.notes,
    ...(report.used < report.total ? [`${reportText(report)}.`] : []),
    `${fitText(unit, fit)}.`,
    ...(long.length > 0
      ? [
          `${long.length.toLocaleString('en')} answers are longer than ${plan.answerTokens} tokens: only their prompts are used (${placesText(
            unit,
            long.map(({ row }) => row.place),
          )}).`,
        ]
      : []),
    ...(isSplit(rows) ? [] : [SAME_PROMPTS]),
    ...(task.prompts('test')[0].gold.length === 0 ? [NO_ANSWERS] : []),
  ];
  const prior = { config: { ...config, contextLength: plan.length }, parameters };
  const id = fingerprint({ files: provenance.files, reward }, rowsDigest(rows), plan);
  return { bundle: { id, task, prior, scorer, figures, reward, files: provenance.files }, notes };
}
