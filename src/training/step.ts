// One gradient step of Algorithm 1 (lines 14-19): log-probs of a batch under the policy, coefficients from the
// method's rule, backward, AdamW. Coefficients are averaged over the batch's prompts.
import type { RunConfig } from '../config/schema.ts';
import type { LanguageModel, StepReport, TokenBatch } from '../model/language_model.ts';
import { InvalidGroupError } from '../objectives/checks.ts';
import { objectives } from '../objectives/index.ts';
import type { ObjectiveResult, SampleGroup } from '../objectives/objective.ts';
import { effectiveSampleSize, logBetaWeights, selfNormalisedKl } from '../objectives/weights.ts';
import type { SampledGroup } from './replay.ts';
import { rowLogProbs, tokenCoefficients } from './sequence.ts';

const ADAM_EPSILON = 1e-8;

export interface StepResult {
  readonly loss: number;
  readonly selfNormalisedKl: number;
  readonly meanReward: number;
  readonly essAlpha: number;
  readonly essBeta: number;
  readonly diagnostics: Readonly<Record<string, number>>;
  readonly report: StepReport;
  readonly tokens: number;
  /** The first group of the batch and its log-probs under the policy before the step. */
  readonly shown: { readonly group: SampledGroup; readonly logPolicy: readonly number[] };
  /** Why nothing was updated, if so: which figure was not finite. */
  readonly skipped?: string;
}

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

function meanDiagnostics(all: readonly Readonly<Record<string, number>>[]): Record<string, number> {
  const keys = [...new Set(all.flatMap((one) => Object.keys(one)))];
  return Object.fromEntries(
    keys.map((key) => [key, mean(all.filter((one) => key in one).map((one) => one[key]))]),
  );
}

interface WeighedGroup extends ObjectiveResult {
  readonly essBeta: number;
  readonly selfNormalisedKl: number;
}

function weigh(
  groups: readonly (SampledGroup & SampleGroup)[],
  config: RunConfig,
): WeighedGroup[] | { readonly problem: string } {
  try {
    return groups.map((group) => {
      const logBeta = logBetaWeights(group);
      return {
        ...objectives[config.method].rule(group, config),
        essBeta: effectiveSampleSize(logBeta.map(Math.exp)),
        selfNormalisedKl: selfNormalisedKl(group.alpha, logBeta),
      };
    });
  } catch (error) {
    if (error instanceof InvalidGroupError) return { problem: `group has an ${error.message}` };
    throw error;
  }
}

export interface StepContext {
  readonly logPartition: (group: SampledGroup) => number | undefined;
  /** Asked before the update: true where the gradient comes from a device that has failed meanwhile. */
  readonly abandoned: () => boolean;
}

export async function gradientStep(
  policy: LanguageModel,
  batch: TokenBatch,
  groups: readonly SampledGroup[],
  config: RunConfig,
  { logPartition, abandoned }: StepContext,
): Promise<StepResult> {
  const all = rowLogProbs(batch, await policy.logProbs(batch), config.logProbReduction);
  const { samplesPerPrompt } = config;
  const logPolicies = groups.map((_, g) => all.slice(g * samplesPerPrompt, (g + 1) * samplesPerPrompt));
  const tokens = batch.scored.reduce((sum, s) => sum + s, 0);
  const common = {
    tokens,
    meanReward: mean(groups.flatMap((group) => group.reward)),
    shown: { group: groups[0], logPolicy: logPolicies[0] },
  };
  const bad = all.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0) return skippedStep(common, `log-prob of row ${bad} is ${all[bad]}`);

  const weighed = weigh(
    groups.map((group, g) => ({ ...group, logPolicy: logPolicies[g], logPartition: logPartition(group) })),
    config,
  );
  if ('problem' in weighed) return skippedStep(common, weighed.problem);
  const loss = mean(weighed.map((one) => one.loss));
  const coefficients = weighed.flatMap((one) => one.coefficients.map((c) => c / groups.length));
  if (!Number.isFinite(loss) || coefficients.some((c) => !Number.isFinite(c)))
    return skippedStep(common, `loss is ${loss}`);

  await policy.backward(tokenCoefficients(batch, coefficients, config.logProbReduction));
  if (abandoned()) throw new Error('abandoned: the device failed during the step');
  const report = await policy.step({ ...config, epsilon: ADAM_EPSILON });
  return {
    ...common,
    loss,
    selfNormalisedKl: mean(weighed.map((one) => one.selfNormalisedKl)),
    essAlpha: mean(groups.map((group) => effectiveSampleSize(group.alpha))),
    essBeta: mean(weighed.map((one) => one.essBeta)),
    diagnostics: meanDiagnostics(weighed.map((one) => one.diagnostics)),
    report,
    skipped: report.applied ? undefined : `gradient norm is ${report.gradientNorm}`,
  };
}

function skippedStep(
  common: Pick<StepResult, 'tokens' | 'meanReward' | 'shown'>,
  skipped: string,
): StepResult {
  const report: StepReport = { gradientNorm: Number.NaN, clipped: false, applied: false };
  return {
    ...common,
    loss: Number.NaN,
    selfNormalisedKl: Number.NaN,
    essAlpha: Number.NaN,
    essBeta: Number.NaN,
    diagnostics: {},
    report,
    skipped,
  };
}
