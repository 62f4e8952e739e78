// One gradient step of Algorithm 1 (lines 14-19): log-probs of a batch under the policy, coefficients from the
// method's rule, backward, AdamW. Coefficients are averaged over the batch's prompts.
import type { RunConfig } from '../config/schema.ts';
import { areFinite, effectiveSampleSize, mean } from '../math/statistics.ts';
import type { StepReport } from '../model/config.ts';
import type { LanguageModel, TokenBatch } from '../model/language_model.ts';
import { placedRows, type Reduction, scoredCount, tokenCoefficients } from '../model/rows.ts';
import { alphaOf, logBetaWeights, selfNormalisedKl } from '../objectives/brain.ts';
import { InvalidGroupError } from '../objectives/checks.ts';
import type { ReplayGroup, RuleInput, RunFigures } from '../objectives/group.ts';
import { objectives } from '../objectives/index.ts';
import { type RuleResult, weighs } from '../objectives/method.ts';
import { logMass, logMassFigures } from './log_mass.ts';
import { fixedInput, ruleInputs, withPolicy } from './rule_input.ts';
import { stepRule } from './step_rule.ts';

export const ADAM_EPSILON = 1e-8;

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

export interface StepContext {
  /** The round that the step belongs to. */
  readonly round: number;
  readonly runFigures: (group: ReplayGroup) => RunFigures;
  /** Asked before the update: true where the gradient comes from a device that has failed meanwhile. */
  readonly abandoned: () => boolean;
}

interface WeighedGroup extends RuleResult, Pick<StepResult, 'essBeta' | 'selfNormalisedKl'> {
  /** Of methods that weigh their samples. */
  readonly logMass?: number;
}

/** The figures of a batch's step under the policy before it, without the update. */
interface WeighedBatch {
  readonly common: Pick<StepResult, 'tokens' | 'meanReward' | 'shown'>;
  readonly groups: readonly ReplayGroup[];
  /** Of each group; absent where nothing is learnt from the batch. */
  readonly results?: readonly WeighedGroup[];
  /** Why nothing is learnt. */
  readonly problem?: string;
}

/** What a rule that updates nothing reports of its steps, and what a step that was not taken does. */
const NO_UPDATE: StepReport = { gradientNorm: 0, clipped: false, applied: true };
const NOT_TAKEN: StepReport = { gradientNorm: Number.NaN, clipped: false, applied: false };

/** A step under way. */
export interface Flight {
  readonly result: Promise<StepResult>;
  /** Another step may be sent before this one is done. */
  readonly late: boolean;
}

/** Sends a step to a policy that takes it by itself, or begins it here in three calls. */
export async function sendStep(
  policy: LanguageModel,
  batch: TokenBatch,
  groups: readonly ReplayGroup[],
  config: RunConfig,
  { round, runFigures, abandoned }: StepContext,
): Promise<Flight> {
  const fixed = groups.map((group) => fixedInput(group, runFigures));
  const weigh = (logProbs: Float32Array, values?: Float32Array) =>
    weighedBatch(batch, groups, withPolicy(fixed, batch, config.logProbReduction, logProbs, values), config);
  const settings = { ...config, epsilon: ADAM_EPSILON };
  const update = async ({ coefficients, valueCoefficients }: BatchCoefficients) => {
    if (objectives[config.method].frozen) return NO_UPDATE;
    await policy.backward(coefficients, valueCoefficients);
    if (abandoned()) throw new Error('abandoned: the device failed during the step');
    return policy.step(settings);
  };
  const inCalls = async () => {
    const logProbs = await policy.logProbs(batch);
    const weighed = weigh(logProbs, policy.config.valueHead ? await policy.valueEstimates() : undefined);
    if (!weighed.results) return stepResult(weighed, NOT_TAKEN, round);
    const all = batchCoefficients(batch, weighed.results, config);
    if (areFinite(all.coefficients)) return stepResult(weighed, await update(all), round);
    const problem = 'coefficients are not finite';
    return stepResult({ ...weighed, results: undefined, problem }, NOT_TAKEN, round);
  };
  const rule = policy.stepBy && stepRule(fixed, config);
  if (!policy.stepBy || !rule) return { result: inCalls(), late: false };
  if (abandoned()) throw new Error('abandoned: the device failed before the step');
  const { done } = await policy.stepBy(batch, rule, settings);
  const result = done.then(({ logProbs, report }) => stepResult(weigh(logProbs), report, round));
  return { result, late: true };
}

/** The rule's results for each group, or the first reason why nothing can be learnt from the batch. */
function weighedBatch(
  batch: TokenBatch,
  groups: readonly ReplayGroup[],
  figures: readonly RuleInput[],
  config: RunConfig,
): WeighedBatch {
  const common = {
    tokens: scoredCount(batch),
    meanReward: mean(joined(groups.map(({ reward }) => reward))),
    shown: { group: groups[0], figures: figures[0] },
  };
  const logPolicy = joined(figures.map((group) => group.logPolicy));
  const bad = logPolicy.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0) return { common, groups, problem: `log-prob of row ${bad} is ${logPolicy[bad]}` };
  try {
    const results = figures.map((group) => {
      const logBeta = logBetaWeights(group);
      return {
        ...objectives[config.method].rule(group, config),
        essBeta: effectiveSampleSize(logBeta.map(Math.exp)),
        selfNormalisedKl: selfNormalisedKl(alphaOf(group, config.gamma), logBeta),
        logMass: weighs(objectives[config.method]) ? logMass(group, config.logProbReduction) : undefined,
      };
    });
    const loss = mean(results.map((result) => result.loss));
    return Number.isFinite(loss)
      ? { common, groups, results }
      : { common, groups, problem: `loss is ${loss}` };
  } catch (error) {
    if (error instanceof InvalidGroupError)
      return { common, groups, problem: `group has an ${error.message}` };
    throw error;
  }
}

function stepResult(
  { common, groups, results, problem }: WeighedBatch,
  report: StepReport,
  round: number,
): StepResult {
  const skipped = report.applied ? undefined : (problem ?? `gradient norm is ${report.gradientNorm}`);
  if (!results) {
    const none = {
      loss: Number.NaN,
      selfNormalisedKl: Number.NaN,
      essAlpha: Number.NaN,
      essBeta: Number.NaN,
    };
    return { ...common, ...none, diagnostics: {}, report, skipped };
  }
  return {
    ...common,
    loss: mean(results.map((result) => result.loss)),
    selfNormalisedKl: mean(results.map((result) => result.selfNormalisedKl)),
    essAlpha: mean(groups.map((group) => effectiveSampleSize(group.alpha))),
    essBeta: mean(results.map((result) => result.essBeta)),
    diagnostics: meanDiagnostics(
      results.map(({ diagnostics, logMass: mass }, g) => ({
        ...diagnostics,
        ...groups[g].diagnostics,
        ...(mass === undefined ? {} : logMassFigures(mass, round - groups[g].round)),
      })),
    ),
    report,
    skipped,
  };
}

/** `flat`, which takes several times as long. */
function joined(parts: readonly (readonly number[])[]): number[] {
  const all: number[] = [];
  for (const part of parts) for (const value of part) all.push(value);
  return all;
}

export interface BatchCoefficients {
  readonly coefficients: Float32Array; // [B, T]
  readonly valueCoefficients?: Float32Array; // [B, T]
}

/** The groups' coefficients in their tokens' places, [B, T], averaged over the groups. */
function batchCoefficients(
  batch: TokenBatch,
  weighed: readonly RuleResult[],
  { logProbReduction }: RunConfig,
): BatchCoefficients {
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
            joined(weighed.map(({ coefficients }) => coefficients)).map(share),
            logProbReduction,
          ),
    valueCoefficients: valueRows.length > 0 ? perToken(valueRows) : undefined,
  };
}

/** A batch's coefficients under the policy as it stands. Undefined where nothing can be learnt from it. */
export async function coefficientsNow(
  policy: LanguageModel,
  batch: TokenBatch,
  groups: readonly ReplayGroup[],
  config: RunConfig,
  runFigures: (group: ReplayGroup) => RunFigures,
): Promise<BatchCoefficients | undefined> {
  const figures = await ruleInputs(policy, batch, groups, config.logProbReduction, runFigures);
  const { results } = weighedBatch(batch, groups, figures, config);
  return results && batchCoefficients(batch, results, config);
}
