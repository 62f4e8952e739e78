// One loaded run: its models, its training, its counters. Knows the units of work; the session decides when.
import type { RunConfig } from '../config/schema.ts';
import type { Evaluation } from '../experiments/run_outcome.ts';
import { parameterViews } from '../model/parameters.ts';
import type { ReplayGroup } from '../objectives/group.ts';
import { objectives } from '../objectives/index.ts';
import { sampleSource } from '../objectives/method.ts';
import { purposeSeed } from '../random/purpose.ts';
import { goldReward, learnedReward } from '../reward/reward.ts';
import { generatePreferences, type Preference } from '../tasks/preferences.ts';
import type { Task } from '../tasks/task.ts';
import type { Advance } from '../training/advance.ts';
import type { TrainingCheckpoint } from '../training/checkpoint.ts';
import { Counters } from '../training/counters.ts';
import type { PolicyEvaluation } from '../training/evaluation.ts';
import type { Models } from '../training/models.ts';
import { Training } from '../training/training.ts';
import type { ActiveBackend } from './backend.ts';
import { ExactView } from './exact_view.ts';
import type { LoadModel } from './model_files.ts';
import type { ExactEvaluation, FrontierPoint, KlReport, StepMetrics } from './protocol.ts';

/** How much colder than the run's gamma its frontier is drawn. */
const FRONTIER_BEYOND = 3;

/** The data that a run with these settings trains on; empty where its method does not. */
export function preferencesOf(
  task: Task,
  config: RunConfig,
  pasted?: readonly Preference[],
): readonly Preference[] {
  if (sampleSource(objectives[config.method], config) !== 'preferences') return [];
  if (pasted) return pasted;
  const { preferenceCount: count, preferenceNoise: noise, seed } = config;
  return generatePreferences({ task, count, noise, seed: purposeSeed('preferences', seed) });
}

export interface RunOptions {
  readonly id: number;
  readonly task: Task;
  readonly config: RunConfig;
  readonly loadModel: LoadModel;
  readonly backend: ActiveBackend;
  /** Pasted by the visitor, in place of what the task generates. */
  readonly pasted?: readonly Preference[];
  /** Goes on from here instead of from the prior. */
  readonly checkpoint?: TrainingCheckpoint;
  readonly counters?: Counters;
  readonly progress?: (done: number, total: number) => void;
}

async function createModels({
  task,
  config,
  loadModel,
  backend,
  progress = () => {},
}: RunOptions): Promise<Models> {
  const prior = await loadModel(task.name, 'prior');
  const rewardModel = config.reward === 'learned' ? await loadModel(task.name, 'reward') : undefined;
  const shape = objectives[config.method].extend?.(prior, task.tokenizer.bos, config) ?? prior;
  const create = (trainable: boolean) =>
    backend.createModel(shape.config, shape.parameters, trainable, progress);
  return {
    policy: await create(true),
    prior: await create(false),
    proposal: await create(false),
    reward: rewardModel
      ? learnedReward(
          task,
          await backend.createModel(rewardModel.config, rewardModel.parameters, false, progress),
        )
      : goldReward(task),
  };
}

/** Snapshots for recovery: at most once in so long, and for at most 5 % of the time. */
const SNAPSHOT_INTERVAL_MS = 1000;
const SNAPSHOT_SHARE = 0.05;

export class Run {
  readonly training: Training;
  readonly counters: Counters;
  private view?: ExactView;
  /** Where the run was at its last snapshot; a failed device leaves no more. */
  private lastSnapshot?: TrainingCheckpoint | Promise<TrainingCheckpoint>;
  private nextSnapshotMs = 0;
  private abandoned = false;

  static async open(options: RunOptions): Promise<Run> {
    return new Run(options, await createModels(options));
  }

  private constructor(
    private readonly options: RunOptions,
    readonly models: Models,
  ) {
    const { task, config, pasted, checkpoint, counters = new Counters() } = options;
    this.counters = counters;
    this.lastSnapshot = checkpoint;
    this.training = new Training(task, config, models, preferencesOf(task, config, pasted));
    if (checkpoint) this.training.resume(checkpoint);
  }

  get id(): number {
    return this.options.id;
  }

  get task(): Task {
    return this.options.task;
  }

  get config(): RunConfig {
    return this.training.config;
  }

  /** Weights of the policy, and prompts to look at. */
  get size(): { readonly parameterCount: number; readonly promptCount: number } {
    const views = parameterViews(this.models.policy.config);
    return {
      parameterCount: views.reduce((sum, { size }) => sum + size, 0),
      promptCount: this.task.prompts('test').length,
    };
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
    await this.snapshotForRecovery();
    return { advance, elapsedMs };
  }

  /** Enumerates the task's outcomes once, where it can be. */
  async openExactView(): Promise<ExactView | undefined> {
    this.view = await ExactView.open(this.task, this.config, this.models);
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
  async klReport(groups: readonly ReplayGroup[]): Promise<KlReport | undefined> {
    if (!this.training.method.followsPolicy) return undefined;
    return this.view?.klReport(this.models.proposal, this.training, groups);
  }

  evaluation(result: PolicyEvaluation, round: number): Evaluation {
    const { step } = this.training.progress;
    return {
      ...result,
      step,
      round,
      seconds: this.counters.seconds,
      samplesDrawn: this.counters.samplesDrawn,
    };
  }

  stepMetrics({ result, round, gate }: Extract<Advance, { kind: 'stepped' }>, stepMs: number): StepMetrics {
    const ofGate: Readonly<Record<string, number>> = gate
      ? { gateGain: gate.gain, gateAdopted: gate.adopt ? 1 : 0 }
      : {};
    const { loss, selfNormalisedKl, meanReward, essAlpha, essBeta, report, diagnostics } = result;
    const { skippedSteps, trainedTokensPerSecond, sampledTokensPerSecond } = this.counters;
    return {
      step: this.training.progress.step,
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
      ...this.options.backend.memory(),
      diagnostics: { ...diagnostics, ...ofGate },
    };
  }

  /**
   * The same run from where it stands, with models on another backend. Work of this one that a failed device left
   * hanging can no longer touch it. The replay stays behind, so the round is sampled anew.
   */
  async resumedOn(backend: ActiveBackend): Promise<Run> {
    const checkpoint = await (this.abandoned ? this.lastSnapshot : this.training.save());
    const moved = await Run.open({
      ...this.options,
      config: this.config,
      backend,
      checkpoint,
      counters: this.counters,
    });
    moved.view = this.view;
    return moved;
  }

  /** Its device failed: keeps what the completed steps left, as far as that is still known, and adds nothing to it. */
  abandon(): void {
    if (this.abandoned) return;
    this.abandoned = true;
    this.training.abandoned = true;
    if (this.options.backend.parametersOnHost) this.lastSnapshot = this.training.save();
  }

  /** Keeps where it stands before its device is given back. */
  async park(): Promise<void> {
    this.lastSnapshot = await this.training.save();
    this.abandoned = true;
  }

  get isAbandoned(): boolean {
    return this.abandoned;
  }

  private async snapshotForRecovery(): Promise<void> {
    const start = performance.now();
    if (this.options.backend.parametersOnHost || start < this.nextSnapshotMs) return;
    this.lastSnapshot = await this.training.save();
    const end = performance.now();
    this.nextSnapshotMs = end + Math.max(SNAPSHOT_INTERVAL_MS, (end - start) / SNAPSHOT_SHARE);
  }

  dispose(): void {
    for (const model of Object.values(this.models)) model.dispose();
  }
}
