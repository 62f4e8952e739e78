// One step of supervised training: mean cross-entropy of the scored tokens, and AdamW with warm-up and cosine decay.
import type { AdamWSettings, StepReport } from '../../model/config.ts';
import type { LanguageModel, StepRule, TokenBatch } from '../../model/language_model.ts';
import { scoredCount } from '../../model/rows.ts';

export interface SupervisedSettings {
  readonly steps: number;
  readonly rowsPerBatch: number;
  /** Its largest value. */
  readonly learningRate: number;
  readonly weightDecay: number;
  readonly seed: number;
}

const WARM_UP_SHARE = 0.05;
const FINAL_SHARE = 0.05;

/** Learning rate of a step, from 0: it rises linearly, then falls as a cosine to a twentieth. */
function scheduledRate(
  step: number,
  { steps, learningRate }: Pick<SupervisedSettings, 'steps' | 'learningRate'>,
): number {
  const warmUp = Math.max(1, Math.round(steps * WARM_UP_SHARE));
  if (step < warmUp) return (learningRate * (step + 1)) / warmUp;
  const progress = (step - warmUp) / Math.max(1, steps - warmUp);
  return learningRate * (FINAL_SHARE + (1 - FINAL_SHARE) * 0.5 * (1 + Math.cos(Math.PI * progress)));
}

export interface MeanLoss {
  /** Mean cross-entropy of a token, nats. */
  readonly loss: number;
  readonly tokens: number;
}

export function meanLoss(batch: TokenBatch, logProbs: Float32Array): MeanLoss {
  const tokens = scoredCount(batch);
  return { loss: -logProbs.reduce((sum, l) => sum + l, 0) / tokens, tokens };
}

/** @param step from 0. */
export const scheduledAdamw = (
  step: number,
  settings: Omit<SupervisedSettings, 'rowsPerBatch' | 'seed'>,
): AdamWSettings => ({
  learningRate: scheduledRate(step, settings),
  beta1: 0.9,
  beta2: 0.95,
  epsilon: 1e-8,
  weightDecay: settings.weightDecay,
  gradientClip: 1,
});

/** Every token counts alike, whichever row it stands in. The share is a figure, so that no batch needs its own kernel. */
export const evenRule = ({ rows }: TokenBatch, tokens: number): StepRule => ({
  formula: 'share',
  groups: [{ rows, figures: { share: 1 / tokens } }],
  reduction: 'sum',
});

/** One submit where the device takes steps by itself. */
async function taken(
  model: LanguageModel,
  batch: TokenBatch,
  settings: AdamWSettings,
): Promise<MeanLoss & { report: StepReport }> {
  if (model.stepBy) {
    const { done } = await model.stepBy(batch, evenRule(batch, scoredCount(batch)), settings);
    const { logProbs, report } = await done;
    return { ...meanLoss(batch, logProbs), report };
  }
  const { loss, tokens } = meanLoss(batch, await model.logProbs(batch));
  await model.backward(Float32Array.from(batch.scored, (s) => s / tokens));
  return { loss, tokens, report: await model.step(settings) };
}

/** The loss is that before the step. Throws if the gradient is not finite. @param step from 0. */
export async function supervisedStep(
  model: LanguageModel,
  batch: TokenBatch,
  step: number,
  settings: SupervisedSettings,
): Promise<MeanLoss> {
  const { loss, tokens, report } = await taken(model, batch, scheduledAdamw(step, settings));
  if (!report.applied)
    throw new Error(
      `step ${step}: gradient norm ${report.gradientNorm} (expected a finite one; lower the learning rate)`,
    );
  return { loss, tokens };
}
