// One gradient step of Algorithm 1 (lines 14-19): log-probs of a batch under the policy, coefficients from the
// method's rule, backward, AdamW. Coefficients are averaged over the batch's prompts.
import type { RunConfig } from '../config/schema.ts';
import { effectiveSampleSize, mean } from '../math/statistics.ts';
import type { StepReport } from '../model/config.ts';
import type { LanguageModel, TokenBatch } from '../model/language_model.ts';
import { placedRows, type Reduction, tokenCoefficients } from '../model/rows.ts';
import { alphaOf, logBetaWeights, selfNormalisedKl } from '../objectives/brain.ts';
import { InvalidGroupError } from '../objectives/checks.ts';
import type { ReplayGroup, RuleInput, RunFigures } from '../objectives/group.ts';
import { objectives } from '../objectives/index.ts';
import type { RuleResult } from '../objectives/method.ts';
import { ruleInputs } from './rule_input.ts';

const ADAM_EPSILON = 1e-8;

export interface ShownGroup {
  readonly group: ReplayGroup;
  readonly figures: RuleInput;
}

/** A group with its figures under the policy as it stands. */
export async function shownGroup(
  policy: LanguageModel,
  batch: TokenBatch,
  group: ReplayGroup,
  reduction: Reduction,
  runFigures: (group: ReplayGroup) => RunFigures,
): Promise<ShownGroup> {
  const [figures] = await ruleInputs(policy, batch, [group], reduction, runFigures);
  return { group, figures };
}

export interface StepResult {
  readonly loss: number;
  readonly selfNormalisedKl: number;
  readonly meanReward: number;
  readonly essAlpha: number;
  readonly essBeta: number;
  readonly diagnostics: Readonly<Record<string, number>>;
  readonly report: StepReport;
  readonly tokens: number;
  /** The first group of the batch and its figures under the policy before the step. */
  readonly shown: ShownGroup;
  /** Why nothing was updated, if so: which figure was not finite. */
  readonly skipped?: string;
}

function meanDiagnostics(all: readonly Readonly<Record<string, number>>[]): Record<string, number> {
  const keys = [...new Set(all.flatMap((diagnostics) => Object.keys(diagnostics)))];
  return Object.fromEntries(
    keys.map((key) => [
      key,
      mean(all.filter((diagnostics) => key in diagnostics).map((diagnostics) => diagnostics[key])),
    ]),
  );
}

interface WeighedGroup extends RuleResult {
  readonly essBeta: number;
  readonly selfNormalisedKl: number;
}

function weigh(
  figures: readonly RuleInput[],
  config: RunConfig,
): WeighedGroup[] | { readonly problem: string } {
  try {
    return figures.map((group) => {
      const logBeta = logBetaWeights(group);
      return {
        ...objectives[config.method].rule(group, config),
        essBeta: effectiveSampleSize(logBeta.map(Math.exp)),
        selfNormalisedKl: selfNormalisedKl(alphaOf(group, config.gamma), logBeta),
      };
    });
  } catch (error) {
    if (error instanceof InvalidGroupError) return { problem: `group has an ${error.message}` };
    throw error;
  }
}

export interface StepContext {
  readonly runFigures: (group: ReplayGroup) => RunFigures;
  /** Asked before the update: true where the gradient comes from a device that has failed meanwhile. */
  readonly abandoned: () => boolean;
}

/** What a rule that updates nothing reports of its steps. */
const NO_UPDATE: StepReport = { gradientNorm: 0, clipped: false, applied: true };

export async function gradientStep(
  policy: LanguageModel,
  batch: TokenBatch,
  groups: readonly ReplayGroup[],
  config: RunConfig,
  { runFigures, abandoned }: StepContext,
): Promise<StepResult> {
  const figures = await ruleInputs(policy, batch, groups, config.logProbReduction, runFigures);
  const logPolicy = figures.flatMap((group) => group.logPolicy);
  const common = {
    tokens: batch.scored.reduce((sum, s) => sum + s, 0),
    meanReward: mean(groups.flatMap((group) => group.reward)),
    shown: { group: groups[0], figures: figures[0] },
  };
  const bad = logPolicy.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0) return skippedStep(common, `log-prob of row ${bad} is ${logPolicy[bad]}`);

  const weighed = weigh(figures, config);
  if ('problem' in weighed) return skippedStep(common, weighed.problem);
  const loss = mean(weighed.map((result) => result.loss));
  const { coefficients, valueCoefficients } = batchCoefficients(batch, weighed, config);
  if (!Number.isFinite(loss) || !coefficients.every(Number.isFinite))
    return skippedStep(common, `loss is ${loss}`);

  const update = async () => {
    await policy.backward(coefficients, valueCoefficients);
    if (abandoned()) throw new Error('abandoned: the device failed during the step');
    return policy.step({ ...config, epsilon: ADAM_EPSILON });
  };
  const report = objectives[config.method].frozen ? NO_UPDATE : await update();
  return {
    ...common,
    loss,
    selfNormalisedKl: mean(weighed.map((result) => result.selfNormalisedKl)),
    essAlpha: mean(groups.map((group) => effectiveSampleSize(group.alpha))),
    essBeta: mean(weighed.map((result) => result.essBeta)),
    diagnostics: meanDiagnostics(
      weighed.map((result, g) => ({ ...result.diagnostics, ...groups[g].diagnostics })),
    ),
    report,
    skipped: report.applied ? undefined : `gradient norm is ${report.gradientNorm}`,
  };
}

/** The groups' coefficients in their tokens' places, [B, T], averaged over the groups. */
function batchCoefficients(
  batch: TokenBatch,
  weighed: readonly RuleResult[],
  { logProbReduction }: RunConfig,
): { coefficients: Float32Array; valueCoefficients?: Float32Array } {
  const share = (value: number) => value / weighed.length;
  const perToken = (rows: readonly (readonly number[])[]) =>
    placedRows(
      batch,
      rows.map((row) => row.map(share)),
    );
  const tokenRows = weighed.flatMap((result) => result.tokenCoefficients ?? []);
  const valueRows = weighed.flatMap((result) => result.valueCoefficients ?? []);
  return {
    coefficients:
      tokenRows.length > 0
        ? perToken(tokenRows)
        : tokenCoefficients(
            batch,
            weighed.flatMap((result) => result.coefficients).map(share),
            logProbReduction,
          ),
    valueCoefficients: valueRows.length > 0 ? perToken(valueRows) : undefined,
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
