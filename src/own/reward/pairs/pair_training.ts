// Fits a score of the last token to pairs (Bradley-Terry, eq. 18 with gamma 1), with held-out pairs every few steps. At the
// end the model is as it was where the held-out loss was lowest.
import type { LanguageModel } from '../../../model/language_model.ts';
import { parameterViews } from '../../../model/parameters.ts';
import { pairLikelihood } from '../../../reward/bradley_terry.ts';
import { RowOrder } from '../../../training/sft/row_order.ts';
import { type SupervisedSettings, scheduledAdamw } from '../../../training/sft/supervised_step.ts';
import { lastTokenBatch, lastTokenPlaces } from '../last_token_score.ts';
import type { PairSet, TokenPair } from './pair_set.ts';

export interface PairSettings extends Omit<SupervisedSettings, 'rowsPerBatch'> {
  readonly pairsPerBatch: number;
  /** Steps from one look at the held-out pairs to the next. */
  readonly evaluateEvery: number;
}

/** On pairs, before the step where it is one. */
export interface PairFigures {
  /** Steps taken. */
  readonly step: number;
  /** Mean of -log P(chosen > rejected), nats; log 2 is guessing. */
  readonly loss: number;
  readonly accuracy: number;
}

export type PairEvent =
  | ({ readonly kind: 'step' } & PairFigures)
  | ({ readonly kind: 'held-out'; readonly isBest: boolean } & PairFigures);

export interface PairTraining extends Pick<PairSet, 'train' | 'heldOut'> {
  /** Longest row and a slot behind it, tokens. */
  readonly length: number;
  readonly pad: number;
}

/** The chosen answers first, then the rejected ones. */
async function looked(model: LanguageModel, pairs: readonly TokenPair[], { length, pad }: PairTraining) {
  const rows = [...pairs.map(({ chosen }) => chosen), ...pairs.map(({ rejected }) => rejected)];
  const batch = lastTokenBatch(rows, length, pad);
  await model.logProbs(batch);
  const values = await model.valueEstimates();
  const places = lastTokenPlaces(batch);
  const scores = places.map((place) => values[place]);
  return { batch, places, ...pairLikelihood(scores.slice(0, pairs.length), scores.slice(pairs.length), 1) };
}

async function heldOutFigures(model: LanguageModel, training: PairTraining, atOnce: number) {
  let [loss, accuracy] = [0, 0];
  const { heldOut } = training;
  for (let from = 0; from < heldOut.length; from += atOnce) {
    const pairs = heldOut.slice(from, from + atOnce);
    const figures = await looked(model, pairs, training);
    loss += figures.loss * pairs.length;
    accuracy += figures.accuracy * pairs.length;
  }
  return { loss: loss / heldOut.length, accuracy: accuracy / heldOut.length };
}

/**
 * @param model trainable, with a value head; it is trained in place.
 * @param isStopped asked between steps: ends it as if the last were done.
 */
export async function* trainOnPairs(
  model: LanguageModel,
  training: PairTraining,
  settings: PairSettings,
  isStopped: () => boolean = () => false,
): AsyncGenerator<PairEvent> {
  const { steps, pairsPerBatch, evaluateEvery, seed } = settings;
  const order = new RowOrder(training.train.length, pairsPerBatch, seed);
  let best: { readonly loss: number; readonly values: Float32Array } | undefined;
  for (let step = 0; ; step++) {
    const isLast = step >= steps || isStopped();
    if (isLast || step % evaluateEvery === 0) {
      const figures = await heldOutFigures(model, training, pairsPerBatch);
      const isBest = figures.loss < (best?.loss ?? Number.POSITIVE_INFINITY);
      if (isBest) best = { loss: figures.loss, values: (await model.snapshot()).values.slice() };
      yield { kind: 'held-out', step, isBest, ...figures };
    }
    if (isLast) break;
    const pairs = order.ofStep(step).map((pair) => training.train[pair]);
    const { batch, places, loss, accuracy, chosen, rejected } = await looked(model, pairs, training);
    const onValues = new Float32Array(batch.scored.length);
    [...chosen, ...rejected].forEach((direction, row) => {
      onValues[places[row]] = direction;
    });
    await model.backward(new Float32Array(batch.scored.length), onValues);
    const report = await model.step(scheduledAdamw(step, settings));
    if (!report.applied)
      throw new Error(
        `step ${step}: gradient norm ${report.gradientNorm} (expected a finite one; lower the learning rate)`,
      );
    yield { kind: 'step', step: step + 1, loss, accuracy };
  }
  model.restore({ views: parameterViews(model.config), values: best!.values });
}
