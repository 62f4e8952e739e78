// Algorithm 1 as a state machine: `advance` does one unit of work (a phase, or one gradient step) and says what
// happened, so whoever drives it can pause, single-step or stop between any two units. Every method is this loop with
// another rule for where samples come from (`Objective.proposal`) and another rule for the coefficients.
import type { RunConfig } from '../config/schema.ts';
import type { LanguageModel, TokenBatch } from '../model/language_model.ts';
import { parameterViews } from '../model/parameters.ts';
import { objectives } from '../objectives/index.ts';
import type { SampleSource } from '../objectives/objective.ts';
import { alphaWeights } from '../objectives/weights.ts';
import { Stream } from '../random/stream.ts';
import { withGoodness } from '../reward/goodness.ts';
import type { Reward } from '../reward/reward.ts';
import type { Preference } from '../tasks/preferences.ts';
import type { Prompt, Task } from '../tasks/task.ts';
import type { TrainingCheckpoint } from './checkpoint.ts';
import { type EvaluatedAnswers, evaluateAnswers, type PolicyEvaluation } from './evaluation.ts';
import { groupFigures } from './figures.ts';
import { GatedProposal, type GateReport } from './gated_proposal.ts';
import { mismatchedKl } from './kto_baseline.ts';
import { MethodState } from './method_state.ts';
import { Replay, type SampledGroup } from './replay.ts';
import { type Draft, drawRound, groupsInBatch, sampleSource } from './round.ts';
import { taskBatch } from './rows.ts';
import { choicesAt, type Schedule, scheduleOf } from './schedule.ts';
import { type ScoredDraft, scoreDrafts } from './score.ts';
import { scoredRows } from './sequence.ts';
import { gradientStep, type ShownGroup, type StepResult } from './step.ts';

export type Phase = 'sample' | 'score' | 'weigh' | 'update' | 'evaluate';

export interface Models {
  readonly policy: LanguageModel;
  /** The frozen SFT model. */
  readonly prior: LanguageModel;
  /** Holds the proposal's parameters; restored from the policy when the proposal is refreshed. */
  readonly proposal: LanguageModel;
  readonly reward: Reward;
}

export type Advance =
  | { readonly kind: 'sampled'; readonly tokens: number; readonly rows: number }
  | { readonly kind: 'scored' }
  | { readonly kind: 'weighed'; readonly groups: readonly SampledGroup[] }
  | {
      readonly kind: 'stepped';
      readonly result: StepResult;
      /** The round it belongs to; `Training.round` may be the next already. */
      readonly round: number;
      readonly gate?: GateReport;
    }
  | { readonly kind: 'evaluated'; readonly evaluation: PolicyEvaluation; readonly round: number }
  | { readonly kind: 'finished' };

export class Training {
  private config: RunConfig;
  private nextPhase: Phase = 'sample';
  private currentRound = 1;
  private stepsTaken = 0;
  private stepInRound = 0;
  private evaluatedAt = 0;
  private abandoned = false;
  private drafts: readonly Draft[] = [];
  private scored: readonly ScoredDraft[] = [];
  private latest: readonly SampledGroup[] = [];
  private readonly replay = new Replay();
  /** What the rules read as r. */
  private readonly reward: Reward;
  private readonly gated: GatedProposal;
  private readonly methodState: MethodState;
  private promptStream: Stream;
  private batchStream: Stream;
  private readonly evaluationPrompts: readonly Prompt[];

  constructor(
    private readonly task: Task,
    config: RunConfig,
    private readonly models: Models,
    /** Only read where the method trains on preference data. */
    private readonly preferences: readonly Preference[] = [],
  ) {
    this.config = config;
    const stream = Stream.fromSeed(config.seed);
    this.promptStream = stream.split('prompts');
    this.batchStream = stream.split('batches');
    this.reward = withGoodness(models.reward, config.gamma, config.goodness);
    this.gated = new GatedProposal(task, { ...models, reward: this.reward }, config);
    this.methodState = new MethodState(models.policy.config, config);
    this.evaluationPrompts = task.prompts('validation').slice(0, config.evaluationPrompts);
  }

  get phase(): Phase {
    return this.nextPhase;
  }
  get round(): number {
    return this.currentRound;
  }
  get step(): number {
    return this.stepsTaken;
  }
  /** Steps taken and to come; changes with live settings. */
  get totalSteps(): number {
    const { rounds, stepsPerRound } = this.schedule;
    if (this.done) return this.stepsTaken;
    return (
      this.stepsTaken +
      (rounds - this.currentRound) * stepsPerRound +
      Math.max(0, stepsPerRound - this.stepInRound)
    );
  }
  get latestGroups(): readonly SampledGroup[] {
    return this.latest;
  }

  /** Settings marked live take effect from the next unit on. */
  change(config: RunConfig): void {
    this.config = config;
  }

  /** The settings as they stand. */
  get settings(): RunConfig {
    return this.config;
  }

  /** Its device failed: a unit that is still under way must not take another step. */
  abandon(): void {
    this.abandoned = true;
  }

  async save(): Promise<TrainingCheckpoint> {
    const { policy, proposal } = this.models;
    // All asked for at once, so that they belong to one moment.
    const parts = Promise.all([policy.snapshot(), proposal.snapshot(), policy.saveOptimiser()]);
    const counters = {
      step: this.stepsTaken,
      round: this.currentRound,
      stepInRound: this.stepInRound,
      evaluatedAt: this.evaluatedAt,
      promptStream: this.promptStream.state(),
      batchStream: this.batchStream.state(),
      method: this.methodState.save(),
    };
    const [own, drawnFrom, optimiser] = await parts;
    return { ...counters, policy: own.values, proposal: drawnFrom.values, optimiser };
  }

  /** Puts a checkpoint's parameters, moments and counters in place; the round's samples are drawn anew. */
  resume(checkpoint: TrainingCheckpoint): void {
    const { policy, proposal } = this.models;
    const views = parameterViews(policy.config);
    policy.restore({ views, values: checkpoint.policy });
    proposal.restore({ views, values: checkpoint.proposal });
    policy.loadOptimiser(checkpoint.optimiser);
    this.stepsTaken = checkpoint.step;
    this.currentRound = checkpoint.round;
    this.stepInRound = checkpoint.stepInRound;
    this.evaluatedAt = checkpoint.evaluatedAt;
    this.promptStream = Stream.fromState(checkpoint.promptStream);
    this.batchStream = Stream.fromState(checkpoint.batchStream);
    this.methodState.load(checkpoint.method);
    this.nextPhase = this.evaluationIsDue ? 'evaluate' : 'sample';
    if (!this.evaluationIsDue) this.beginRoundIfDone();
  }

  /** What the policy is asked with: the prompt's tokens, tagged where the method tags. */
  askedWith(prompt: Prompt): readonly number[] {
    return this.methodState.askedWith(prompt, this.config);
  }

  /** Responses per answer: the policy of best-of-n chooses the best of so many. */
  get choices(): number {
    return choicesAt(this.config, this.stepsTaken);
  }

  async advance(): Promise<Advance> {
    if (this.done) {
      if (this.evaluatedAt === this.stepsTaken) return { kind: 'finished' };
      this.nextPhase = 'evaluate';
    }
    switch (this.nextPhase) {
      case 'sample':
        return this.sample();
      case 'score':
        return this.score();
      case 'weigh':
        return this.weigh();
      case 'update':
        return this.update();
      case 'evaluate': {
        const evaluation = await this.evaluate();
        this.evaluatedAt = this.stepsTaken;
        const round = this.currentRound;
        this.nextPhase = this.roundDone || this.latest.length === 0 ? 'sample' : 'update';
        this.beginRoundIfDone();
        return { kind: 'evaluated', evaluation, round };
      }
    }
  }

  /** The policy as it stands, on the validation prompts. */
  async evaluate(): Promise<PolicyEvaluation> {
    const { evaluationSamples } = this.config;
    return (await this.answers(this.evaluationPrompts, evaluationSamples)).evaluation;
  }

  /** The same on any prompts, with the answers themselves. */
  answers(prompts: readonly Prompt[], samplesPerPrompt: number): Promise<EvaluatedAnswers> {
    const { policy, prior, reward } = this.models;
    const { seed } = this.config;
    return evaluateAnswers({
      task: this.task,
      policy,
      prior,
      reward,
      prompts,
      askedWith: (prompt) => this.askedWith(prompt),
      samplesPerPrompt,
      choices: this.choices,
      seed,
    });
  }

  /** A group with its figures under the policy as it stands. */
  async shownGroup(group: SampledGroup): Promise<ShownGroup> {
    const [figures] = await groupFigures(
      this.models.policy,
      this.batch([group]),
      [group],
      this.config.logProbReduction,
      (one) => this.runFigures(one),
    );
    return { group, figures };
  }

  private get objective() {
    return objectives[this.config.method];
  }
  private get source(): SampleSource {
    return sampleSource(this.objective.proposal, this.config);
  }
  private get schedule(): Schedule {
    return scheduleOf(this.config);
  }
  private get roundDone(): boolean {
    return this.stepInRound >= this.schedule.stepsPerRound;
  }
  private get done(): boolean {
    const { rounds } = this.schedule;
    return this.currentRound > rounds || (this.currentRound === rounds && this.roundDone);
  }
  private get evaluationIsDue(): boolean {
    return this.stepsTaken % this.schedule.evaluationInterval === 0 && this.evaluatedAt !== this.stepsTaken;
  }

  /** Rows of whole groups as they are trained on, prompt-major. */
  private batch(groups: readonly Pick<SampledGroup, 'prompt' | 'completions' | 'reward'>[]): TokenBatch {
    const rows = groups.flatMap(({ prompt, completions, reward }) =>
      completions.map(({ tokens }, i) => ({
        prompt: this.methodState.trainedBehind(prompt, reward[i], this.config),
        completion: tokens,
      })),
    );
    return taskBatch(this.task, rows);
  }

  private runFigures({ prompt }: SampledGroup, klBaseline?: number) {
    return {
      logPartition: this.gated.logPartition(prompt),
      rewardBaseline: this.methodState.rewardBaseline,
      klBaseline,
    };
  }

  private async sample(): Promise<Advance> {
    const { models, source } = this;
    const fromPolicy = source === 'policy' || source === 'gated';
    const { drafts, tokens, rows } = await drawRound(source, {
      task: this.task,
      config: this.config,
      round: this.currentRound,
      promptStream: this.promptStream,
      preferences: this.preferences,
      reward: this.reward,
      source: fromPolicy ? models.proposal : models.prior,
      promptTokens: (prompt) => (fromPolicy ? this.askedWith(prompt) : prompt.tokens),
    });
    this.drafts = drafts;
    const prompts = drafts.map(({ prompt }) => prompt);
    const extraRows =
      source === 'gated' ? await this.gated.start(prompts, this.config, this.currentRound) : 0;
    this.nextPhase = 'score';
    return { kind: 'sampled', tokens, rows: rows + extraRows };
  }

  private async score(): Promise<Advance> {
    const { task, drafts, models, reward } = this;
    this.scored = await scoreDrafts(drafts, {
      task,
      prior: models.prior,
      reward,
      groupsPerBatch: groupsInBatch(this.source, this.config),
      logProbReduction: this.config.logProbReduction,
    });
    this.drafts = [];
    this.nextPhase = 'weigh';
    return { kind: 'scored' };
  }

  private async weigh(): Promise<Advance> {
    const { gamma } = this.config;
    const valued = this.models.policy.config.valueHead ? await this.withValues(this.scored) : this.scored;
    const groups = this.methodState.weighed(
      valued.map((draft) => ({ ...draft, alpha: alphaWeights(draft, gamma) })),
      this.config,
    );
    this.gated.add(groups, gamma);
    this.replay.add(groups);
    this.scored = [];
    this.latest = groups;
    this.nextPhase = 'update';
    return { kind: 'weighed', groups };
  }

  /** The value head's estimates at the time of sampling, which PPO's advantages start from. */
  private async withValues(drafts: readonly ScoredDraft[]): Promise<ScoredDraft[]> {
    const { groupsPerBatch } = this.config;
    const result: ScoredDraft[] = [];
    for (let from = 0; from < drafts.length; from += groupsPerBatch) {
      const part = drafts.slice(from, from + groupsPerBatch);
      const batch = this.batch(part);
      await this.models.policy.logProbs(batch);
      const values = scoredRows(batch, await this.models.policy.valueEstimates());
      for (const draft of part)
        result.push({
          ...draft,
          tokens: draft.tokens.map((cached) => ({ ...cached, oldValue: values.shift() })),
        });
    }
    return result;
  }

  private async update(): Promise<Advance> {
    const { replayRounds, logProbReduction, method } = this.config;
    const { policy, prior } = this.models;
    const count = groupsInBatch(this.source, this.config);
    const groups = this.replay.draw(count, replayRounds, this.batchStream);
    const klBaseline =
      method === 'kto' ? await mismatchedKl(this.task, policy, prior, groups, logProbReduction) : undefined;
    const result = await gradientStep(policy, this.batch(groups), groups, this.config, {
      runFigures: (group) => this.runFigures(group, klBaseline),
      abandoned: () => this.abandoned,
    });
    this.stepsTaken++;
    this.stepInRound++;
    const round = this.currentRound;
    const gate = this.roundDone ? await this.refreshProposal() : undefined;
    if (this.evaluationIsDue) this.nextPhase = 'evaluate';
    else this.beginRoundIfDone();
    return { kind: 'stepped', result, round, gate };
  }

  private beginRoundIfDone(): void {
    if (!this.roundDone || this.done) return;
    this.stepInRound = 0;
    this.currentRound++;
    this.nextPhase = 'sample';
  }

  /** Algorithm 1 line 21, or GDC's gate in its place. */
  private async refreshProposal(): Promise<GateReport | undefined> {
    const { policy, proposal } = this.models;
    if (this.source === 'policy') await proposal.adopt(policy);
    if (this.source !== 'gated') return undefined;
    const prompts = this.latest.map(({ prompt }) => prompt);
    const decision = await this.gated.judge(prompts, this.config, this.currentRound);
    if (decision.adopt) await proposal.adopt(policy);
    return decision;
  }
}
