// One loaded run: its models, its training, its counters. Knows the units of work; the session decides when.
import type { RunConfig } from '../config/schema.ts';
import type { Prior } from '../formats/prior.ts';
import { withControlTokens, withValueHead } from '../model/extend.ts';
import { ReferenceModel } from '../model/reference_model.ts';
import { objectives } from '../objectives/index.ts';
import { purposeSeed } from '../random/purpose.ts';
import { generatePreferences, type Preference } from '../tasks/preferences.ts';
import type { Task } from '../tasks/task.ts';
import type { TrainingCheckpoint } from '../training/checkpoint.ts';
import { Counters } from '../training/counters.ts';
import type { PolicyEvaluation } from '../training/evaluation.ts';
import type { SampledGroup } from '../training/replay.ts';
import { binCount } from '../training/reward_bins.ts';
import { sampleSource } from '../training/round.ts';
import type { StepResult } from '../training/step.ts';
import { type Advance, type Models, Training } from '../training/training.ts';
import { ExactView } from './exact_view.ts';
import type { Evaluation, ExactEvaluation, FrontierPoint, KlReport, StepMetrics } from './protocol.ts';

/** How much colder than the run's gamma its frontier is drawn. */
const FRONTIER_BEYOND = 3;

export interface Memory {
  readonly tensors: number;
  readonly deviceBytes: number;
}

/** The data that a run with these settings trains on; empty where its method does not. */
export function preferencesOf(
  task: Task,
  config: RunConfig,
  pasted?: readonly Preference[],
): readonly Preference[] {
  if (sampleSource(objectives[config.method].proposal, config) !== 'preferences') return [];
  if (pasted) return pasted;
  const { preferenceCount: count, preferenceNoise: noise, seed } = config;
  return generatePreferences({ task, count, noise, seed: purposeSeed('preferences', seed) });
}

/** The prior with what the run's method needs on top: tags to condition on, or a value head. It computes the same. */
function extended(prior: Prior, task: Task, config: RunConfig): Prior {
  if (config.method === 'reward-conditioning')
    return withControlTokens(prior, binCount(config), task.tokenizer.bos);
  return config.method === 'ppo' ? withValueHead(prior) : prior;
}

function createModels({ config, parameters }: Prior): Models {
  return {
    policy: new ReferenceModel(config, parameters),
    prior: new ReferenceModel(config, parameters, false),
    proposal: new ReferenceModel(config, parameters, false),
  };
}

export class Run {
  readonly models: Models;
  readonly training: Training;
  private view?: ExactView;
  private stand?: TrainingCheckpoint;
  private givenUp = false;

  constructor(
    readonly id: number,
    readonly task: Task,
    config: RunConfig,
    private readonly prior: Prior,
    /** Pasted by the visitor, in place of what the task generates. */
    private readonly pasted?: readonly Preference[],
    checkpoint?: TrainingCheckpoint,
    readonly counters = new Counters(),
  ) {
    this.models = createModels(extended(prior, task, config));
    this.training = new Training(task, config, this.models, preferencesOf(task, config, pasted));
    if (checkpoint) this.training.resume(checkpoint);
  }

  get config(): RunConfig {
    return this.training.settings;
  }

  get parameterCount(): number {
    return this.models.policy.snapshot().values.length;
  }

  /** One unit of work, timed. */
  async advance(): Promise<{ advance: Advance; elapsedMs: number }> {
    const start = performance.now();
    const advance = await this.training.advance();
    const elapsedMs = performance.now() - start;
    if (advance.kind === 'sampled') this.counters.sampled(advance.tokens, advance.rows, elapsedMs);
    else if (advance.kind === 'stepped') {
      this.counters.stepped(advance.result.tokens, advance.result.skipped !== undefined, elapsedMs);
      this.counters.samplesDrawn += advance.gate?.rows ?? 0;
    } else if (advance.kind !== 'evaluated') this.counters.other(elapsedMs);
    return { advance, elapsedMs };
  }

  /** Enumerates the task's outcomes once, where it can be. */
  async openExactView(): Promise<ExactView | undefined> {
    this.view = await ExactView.open(this.task, this.config, this.models.prior);
    return this.view;
  }

  /** The best reachable frontier without sampling error, somewhat beyond the posterior; undefined likewise. */
  get exactFrontier(): readonly FrontierPoint[] | undefined {
    const { gamma } = this.config;
    return this.view?.world.frontier.filter((point) => point.gamma >= gamma / FRONTIER_BEYOND);
  }

  /** The policy by enumeration; undefined where the task has no enumeration. */
  async exactEvaluation(round: number): Promise<ExactEvaluation | undefined> {
    return this.view?.evaluate(this.models.policy, this.training, round, this.config);
  }

  /** The KL estimators on a round's training samples; undefined where no policy of ours drew them. */
  async klReport(groups: readonly SampledGroup[]): Promise<KlReport | undefined> {
    const { proposal } = objectives[this.config.method];
    if (proposal !== 'policy' && proposal !== 'gated') return undefined;
    return this.view?.klReport(this.models.proposal, this.training, groups);
  }

  evaluation(result: PolicyEvaluation, round: number): Evaluation {
    const { step } = this.training;
    return {
      ...result,
      step,
      round,
      seconds: this.counters.seconds,
      samplesDrawn: this.counters.samplesDrawn,
    };
  }

  stepMetrics(result: StepResult, round: number, stepMs: number, memory: Memory): StepMetrics {
    const { loss, selfNormalisedKl, meanReward, essAlpha, essBeta, report, diagnostics } = result;
    const { skippedSteps, trainedTokensPerSecond, sampledTokensPerSecond } = this.counters;
    return {
      step: this.training.step,
      round,
      loss,
      selfNormalisedKl,
      meanReward,
      essAlpha,
      essBeta,
      ...report,
      skippedSteps,
      stepMs,
      trainedTokensPerSecond,
      sampledTokensPerSecond,
      ...memory,
      diagnostics,
    };
  }

  /**
   * The same run from where it stands, with models on the backend that is active now. Work of this one that a failed
   * device left hanging can no longer touch it. The replay stays behind, so the round is sampled anew.
   */
  resumedElsewhere(): Run {
    const moved = new Run(
      this.id,
      this.task,
      this.config,
      this.prior,
      this.pasted,
      this.stand ?? this.training.save(),
      this.counters,
    );
    moved.view = this.view;
    return moved;
  }

  /** Its device failed: keeps what the completed steps left, and lets no unit under way add to it. */
  abandon(): void {
    if (this.givenUp) return;
    this.givenUp = true;
    this.training.abandon();
    this.stand = this.training.save();
  }

  get isAbandoned(): boolean {
    return this.givenUp;
  }

  dispose(): void {
    for (const model of Object.values(this.models)) model.dispose();
  }
}
