// One loaded run: its models, training and counters. It performs units of work; the session decides when.
import type { RunConfig } from '../config/schema.ts';
import type { Evaluation, ExactPoint } from '../experiments/run_outcome.ts';
import type { MemoryEstimate } from '../model/memory_estimate.ts';
import { parameterViews } from '../model/parameters.ts';
import type { Breathe } from '../model/slices.ts';
import type { ReplayGroup } from '../objectives/group.ts';
import { objectives } from '../objectives/index.ts';
import { sampleSource } from '../objectives/method.ts';
import { purposeSeed } from '../random/purpose.ts';
import { ownTask } from '../tasks/own_tasks.ts';
import { generatePreferences, type Preference } from '../tasks/preferences.ts';
import { isGivenTask, type RunTask } from '../tasks/task.ts';
import type { Advance } from '../training/advance.ts';
import { Counters } from '../training/counters.ts';
import type { PolicyEvaluation } from '../training/evaluation.ts';
import type { Models } from '../training/models.ts';
import { runShapes } from '../training/run_shapes.ts';
import { Training } from '../training/training.ts';
import type { ActiveBackend } from './backend.ts';
import { ExactView } from './exact_view.ts';
import { type EncodedCheckpoint, encodedCheckpoint } from './journal/resumed_checkpoint.ts';
import type { LiveChange } from './journal/run_history.ts';
import type { MarkovView } from './markov_view.ts';
import type {
  ExactEvaluation,
  FrontierPoint,
  KlReport,
  MarkovEvaluation,
  StepMetrics,
  VisitorRewardModel,
} from './protocol.ts';
import type { RunCheckpoint } from './run_checkpoint.ts';
import { createModels, disposeOf, type RunModelsOptions } from './run_models.ts';
import { RunOffWatch } from './run_off.ts';
import { SlicedWork } from './sliced_work.ts';

/** The frontier extends down to the run's gamma divided by this. */
const FRONTIER_BEYOND = 3;

/** Preference data of a run with this config; empty if its method reads none. */
export function preferencesOf(
  task: RunTask,
  config: RunConfig,
  pasted?: readonly Preference[],
): readonly Preference[] {
  if (sampleSource(objectives[config.method], config) !== 'preferences') return [];
  if (pasted) return pasted;
  if (!isGivenTask(task)) {
    if (task.preferences) return task.preferences;
    throw new Error(
      `no preference data: ${config.method} learns from pairs (expected data with chosen and rejected answers)`,
    );
  }
  const { preferenceCount: count, preferenceNoise: noise, seed } = config;
  return generatePreferences({ task, count, noise, seed: purposeSeed('preferences', seed) });
}

export interface RunOptions extends RunModelsOptions {
  readonly id: number;
  /** Preference data that the visitor pasted, in place of generated data. */
  readonly pasted?: readonly Preference[];
  /** The visitor's reward model in use; absent if the run trains on another reward. */
  readonly rewardModel?: VisitorRewardModel;
  /** Starts from here instead of from the prior. */
  readonly checkpoint?: RunCheckpoint;
  /** Awaited between calls of a model, in place of the run's own slices. */
  readonly gate?: Breathe;
  /** For somebody who watches: the first interval between evaluations is divided. */
  readonly earlyEvaluations?: boolean;
  /** Called between calls of a model. */
  readonly onBreath?: (run: Run) => void;
}

/** Snapshots for recovery happen at most once a second, and take at most 5 % of the time. */
const SNAPSHOT_INTERVAL_MS = 1000;
const SNAPSHOT_SHARE = 0.05;

export class Run {
  readonly training: Training;
  readonly counters = new Counters();
  /** What the last step gives cause to say. */
  warning?: string;
  /** The unit under way, which waits between calls of a model. */
  readonly work = new SlicedWork();
  private view?: ExactView;
  private markovView?: MarkovView;
  private readonly runOff = new RunOffWatch();
  /** The counters as the unit under way found them, or the round that has no groups yet. */
  private countersBefore = this.counters.save();
  /** The last snapshot: all that remains after a device failure. */
  private lastSnapshot?: RunCheckpoint | Promise<RunCheckpoint>;
  private nextSnapshotMs = 0;
  /** Time spent in breaths, which no figure counts. */
  private waitedMs = 0;
  private abandoned = false;
  private unitUnderWay = false;

  static async open(options: RunOptions): Promise<Run> {
    const models = await createModels(options);
    try {
      // Models of the visitor's own have given their task answers to compare with.
      const { task, own } = options.config;
      return new Run(task === 'own' ? { ...options, task: ownTask(own) } : options, models);
    } catch (error) {
      disposeOf(models); // a checkpoint of another run
      throw error;
    }
  }

  private constructor(
    private readonly options: RunOptions,
    readonly models: Models,
  ) {
    const { task, config, pasted, checkpoint, earlyEvaluations } = options;
    this.lastSnapshot = checkpoint;
    const preferences = preferencesOf(task, config, pasted);
    this.training = new Training(task, config, models, preferences, this.breathe, earlyEvaluations);
    if (!checkpoint) return;
    this.training.resume(checkpoint);
    this.runOff.load(checkpoint.runOff);
    this.counters.load(checkpoint.counters);
    this.countersBefore = checkpoint.counters;
  }

  get id(): number {
    return this.options.id;
  }

  get task(): RunTask {
    return this.options.task;
  }

  get rewardModel(): VisitorRewardModel | undefined {
    return this.options.rewardModel;
  }

  get config(): RunConfig {
    return this.training.config;
  }

  /** Goes on with other settings; live ones may change. */
  changedTo(config: RunConfig): LiveChange {
    const change = { step: this.training.progress.step, from: this.config, to: config };
    this.training.config = config;
    return change;
  }

  /** Number of the policy's parameters, and of test prompts to look at. */
  get size(): { readonly parameterCount: number; readonly promptCount: number } {
    const views = parameterViews(this.models.policy.config);
    return {
      parameterCount: views.reduce((sum, { size }) => sum + size, 0),
      promptCount: this.task.prompts('test').length,
    };
  }

  private readonly breathe: Breathe = async () => {
    const start = performance.now();
    this.options.onBreath?.(this);
    await (this.options.gate ?? this.work.breathe)();
    this.waitedMs += performance.now() - start;
  };

  /** Performs one unit of work and times it. @param ahead whether steps may be sent before the last one is done. */
  async advance(ahead = true): Promise<{ advance: Advance; elapsedMs: number }> {
    const start = performance.now() - this.waitedMs;
    if (!this.training.isDrawing) this.countersBefore = this.counters.save();
    const advance = await this.advanced(ahead);
    const elapsedMs = performance.now() - this.waitedMs - start;
    if (advance.kind === 'sampled') this.counters.sampled(advance.tokens, advance.rows, elapsedMs);
    else if (advance.kind === 'stepped') {
      this.counters.stepped(advance.result.tokens, advance.result.skipped !== undefined, elapsedMs);
      this.counters.judged(advance.gate?.rows ?? 0);
      this.warning = this.runOff.after(advance.result, this.config);
    } else if (advance.kind !== 'evaluated') this.counters.other(elapsedMs);
    if (this.snapshotIsDue && this.training.stepsUnderWay === 0) await this.snapshotForRecovery();
    return { advance, elapsedMs };
  }

  private async advanced(ahead: boolean): Promise<Advance> {
    this.unitUnderWay = true;
    try {
      return await this.training.advance(ahead && !this.snapshotIsDue);
    } catch (error) {
      this.counters.load(this.countersBefore); // the training took back its unit, too
      throw error;
    } finally {
      this.unitUnderWay = false;
    }
  }

  /** All that it takes to go on with this run, as if it had never been left. Refused while steps are under way. */
  async save(): Promise<RunCheckpoint> {
    const counters = this.training.isDrawing ? this.countersBefore : this.counters.save();
    const runOff = this.runOff.save();
    return { ...(await this.training.save()), counters, runOff };
  }

  /** The same as bytes. @param groupsKept number of groups that need not be in them. */
  async encoded(groupsKept: number): Promise<EncodedCheckpoint> {
    return encodedCheckpoint(await this.save(), groupsKept);
  }

  /** Enumerates the task's outcomes once, if the task allows it. */
  async openExactView(): Promise<ExactView | undefined> {
    this.view = await ExactView.open(this.task, this.config, this.models);
    return this.view;
  }

  /** The figures of dynamic programming; undefined on other tasks. */
  async openMarkovView(): Promise<MarkovView | undefined> {
    if (this.task.name !== 'markov') return undefined;
    const { MarkovView } = await import('./markov_view.ts');
    this.markovView = MarkovView.open(this.task, this.config);
    return this.markovView;
  }

  /** The frontier without sampling error, somewhat beyond the posterior; undefined without enumeration. */
  get exactFrontier(): readonly FrontierPoint[] | undefined {
    const { gamma } = this.config;
    if (this.markovView) return this.markovView.world.frontier;
    return this.view?.world.frontier.filter((point) => point.gamma >= gamma / FRONTIER_BEYOND);
  }

  /** The enumerated policy; undefined if the task has no enumeration. */
  async exactEvaluation(round: number): Promise<ExactEvaluation | undefined> {
    return this.view?.evaluate(this.models.policy, this.training, round, this.config);
  }

  /** The policy's chains; undefined on other tasks. */
  markovEvaluation(): MarkovEvaluation | undefined {
    return this.markovView?.evaluate(this.models.policy, this.training);
  }

  /** The exact place of a policy on `markov`; undefined on other tasks. */
  markovPoint(): ExactPoint | undefined {
    return this.markovView?.point(this.models.policy, this.training);
  }

  /** The KL estimators on a round's training samples; undefined if no policy of the run drew them. */
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
   * Continues this run at its present step, with models on another backend. Work that still hangs on a failed device
   * cannot touch the new run.
   */
  async resumedOn(backend: ActiveBackend): Promise<Run> {
    const checkpoint = await (this.abandoned ? this.lastSnapshot : this.save());
    const moved = await Run.open({ ...this.options, config: this.config, backend, checkpoint });
    moved.view = this.view;
    moved.markovView = this.markovView;
    return moved;
  }

  /** Call after a device failure: keeps the last known state of the completed steps, and blocks further changes. */
  abandon(): void {
    if (this.abandoned) return;
    this.abandoned = true;
    this.training.abandoned = true;
    if (this.options.backend.parametersOnHost) this.lastSnapshot = this.save();
  }

  /** Saves the state before the device is released. */
  async park(): Promise<void> {
    this.lastSnapshot = await this.save();
    this.abandoned = true;
  }

  /** False within a step, whose parameters may have moved already. */
  get isSavable(): boolean {
    const { phase, stepsUnderWay } = this.training;
    return !this.abandoned && stepsUnderWay === 0 && !(phase === 'update' && this.unitUnderWay);
  }

  /** Of a run that waits. */
  get restStatus(): 'paused' | 'finished' {
    return this.training.progress.done ? 'finished' : 'paused';
  }

  get hasStepsUnderWay(): boolean {
    return !this.abandoned && this.training.stepsUnderWay > 0;
  }

  /** Memory that a run of the same task with these settings needs; undefined in main memory. */
  memoryEstimate(config: RunConfig): MemoryEstimate | undefined {
    return this.options.backend.estimate?.(this.models.policy.config, runShapes(this.task, config));
  }

  get isAbandoned(): boolean {
    return this.abandoned;
  }

  private get snapshotIsDue(): boolean {
    return !this.options.backend.parametersOnHost && performance.now() >= this.nextSnapshotMs;
  }

  private async snapshotForRecovery(): Promise<void> {
    const start = performance.now();
    this.lastSnapshot = await this.save();
    const end = performance.now();
    this.nextSnapshotMs = end + Math.max(SNAPSHOT_INTERVAL_MS, (end - start) / SNAPSHOT_SHARE);
  }

  dispose(): void {
    disposeOf(this.models);
  }
}
