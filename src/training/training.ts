// Algorithm 1 as a state machine: `advance` does one unit of work (a phase, or one gradient step) and says what
// happened, so whoever drives it can pause, single-step or stop between any two units. Every method is this loop with
// another rule for where samples come from (`Objective.proposal`) and another rule for the coefficients.
import type { RunConfig } from '../config/schema.ts';
import { tokenBatch } from '../model/batch.ts';
import type { LanguageModel, TokenBatch } from '../model/language_model.ts';
import { objectives } from '../objectives/index.ts';
import { alphaWeights } from '../objectives/weights.ts';
import { purposeSeed } from '../random/purpose.ts';
import { Stream } from '../random/stream.ts';
import type { Prompt, Task } from '../tasks/task.ts';
import type { TrainingCheckpoint } from './checkpoint.ts';
import { evaluatePolicy, type PolicyEvaluation } from './evaluation.ts';
import { type GateDecision, gateDecision } from './gate.ts';
import { logTargetWeights, RunningPartition } from './partition.ts';
import { Replay, type SampledGroup } from './replay.ts';
import { drawScoredSamples } from './scored_samples.ts';
import { reduceLogProbs, rowLogProbs } from './sequence.ts';
import { gradientStep, type StepResult } from './step.ts';

export type Phase = 'sample' | 'score' | 'weigh' | 'update' | 'evaluate';

export interface Models {
  readonly policy: LanguageModel;
  /** The frozen SFT model. */
  readonly prior: LanguageModel;
  /** Holds the proposal's parameters; restored from the policy when the proposal is refreshed. */
  readonly proposal: LanguageModel;
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

export interface GateReport extends GateDecision {
  /** Samples drawn to decide. */
  readonly rows: number;
}

type Draft = Pick<SampledGroup, 'round' | 'prompt' | 'completions' | 'logProposal'> & Partial<SampledGroup>;

export class Training {
  private config: RunConfig;
  private nextPhase: Phase = 'sample';
  private currentRound = 1;
  private stepsTaken = 0;
  private stepInRound = 0;
  private evaluatedAt = 0;
  private abandoned = false;
  private drafts: Draft[] = [];
  private latest: readonly SampledGroup[] = [];
  private readonly replay = new Replay();
  private readonly partition: RunningPartition;
  private promptStream: Stream;
  private batchStream: Stream;
  private readonly evaluationPrompts: readonly Prompt[];

  constructor(
    private readonly task: Task,
    config: RunConfig,
    private readonly models: Models,
  ) {
    this.config = config;
    const stream = Stream.fromSeed(config.seed);
    this.promptStream = stream.split('prompts');
    this.batchStream = stream.split('batches');
    this.partition = new RunningPartition(config.partitionScope);
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
    const { rounds, stepsPerRound } = this.config;
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

  save(): TrainingCheckpoint {
    const { policy, proposal } = this.models;
    return {
      step: this.stepsTaken,
      round: this.currentRound,
      stepInRound: this.stepInRound,
      evaluatedAt: this.evaluatedAt,
      policy: policy.snapshot().values,
      proposal: proposal.snapshot().values,
      optimiser: policy.saveOptimiser(),
      promptStream: this.promptStream.state(),
      batchStream: this.batchStream.state(),
    };
  }

  /** Puts a checkpoint's parameters, moments and counters in place; the round's samples are drawn anew. */
  resume(checkpoint: TrainingCheckpoint): void {
    const { policy, proposal } = this.models;
    const { views } = policy.snapshot();
    policy.restore({ views, values: checkpoint.policy });
    proposal.restore({ views, values: checkpoint.proposal });
    policy.loadOptimiser(checkpoint.optimiser);
    this.stepsTaken = checkpoint.step;
    this.currentRound = checkpoint.round;
    this.stepInRound = checkpoint.stepInRound;
    this.evaluatedAt = checkpoint.evaluatedAt;
    this.promptStream = Stream.fromState(checkpoint.promptStream);
    this.batchStream = Stream.fromState(checkpoint.batchStream);
    this.nextPhase = this.evaluationIsDue ? 'evaluate' : 'sample';
    if (!this.evaluationIsDue) this.beginRoundIfDone();
  }

  /** Running estimate of log Z; only GDC and GDC++ read it. */
  logPartition(prompt: Prompt): number | undefined {
    return this.partition.logPartition(prompt.id);
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
  evaluate(): Promise<PolicyEvaluation> {
    const { policy, prior } = this.models;
    const { evaluationSamples: samplesPerPrompt, seed } = this.config;
    return evaluatePolicy({
      task: this.task,
      policy,
      prior,
      prompts: this.evaluationPrompts,
      samplesPerPrompt,
      seed,
    });
  }

  /** Sequence log-probs of a group under the policy as it stands. */
  async logPolicy(group: SampledGroup): Promise<number[]> {
    const batch = this.batch([group]);
    return rowLogProbs(batch, await this.models.policy.logProbs(batch), this.config.logProbReduction);
  }

  private get objective() {
    return objectives[this.config.method];
  }
  private get roundDone(): boolean {
    return this.stepInRound >= this.config.stepsPerRound;
  }
  private get done(): boolean {
    const { rounds } = this.config;
    return this.currentRound > rounds || (this.currentRound === rounds && this.roundDone);
  }
  private get evaluationIsDue(): boolean {
    return this.stepsTaken % this.config.evaluationInterval === 0 && this.evaluatedAt !== this.stepsTaken;
  }

  /** Rows of whole groups, prompt-major. */
  private batch(groups: readonly Pick<SampledGroup, 'prompt' | 'completions'>[]): TokenBatch {
    const { maxPromptTokens, maxCompletionTokens, tokenizer } = this.task;
    const rows = groups.flatMap(({ prompt, completions }) =>
      completions.map(({ tokens }) => ({ prompt: prompt.tokens, completion: tokens })),
    );
    return tokenBatch(rows, maxPromptTokens + maxCompletionTokens, maxCompletionTokens, tokenizer.pad);
  }

  private async sample(): Promise<Advance> {
    const { promptsPerRound, samplesPerPrompt, seed, logProbReduction } = this.config;
    const pool = this.task.prompts('train');
    const prompts =
      pool.length >= promptsPerRound
        ? this.promptStream.choose(pool, promptsPerRound)
        : Array.from({ length: promptsPerRound }, () => this.promptStream.pick(pool));
    const source = this.objective.proposal === 'prior' ? this.models.prior : this.models.proposal;
    const completions = await source.generate({
      prompts: prompts.map((prompt) => prompt.tokens),
      samplesPerPrompt,
      maxNewTokens: this.task.maxCompletionTokens,
      temperature: 1,
      eos: this.task.tokenizer.eos,
      seed,
      round: this.currentRound,
      promptKeys: prompts.map((_, p) => p),
    });
    this.drafts = prompts.map((prompt, p) => {
      const own = completions.slice(p * samplesPerPrompt, (p + 1) * samplesPerPrompt);
      const logProposal = own.map(({ logProbs }) => reduceLogProbs(logProbs, logProbReduction));
      return { round: this.currentRound, prompt, completions: own, logProposal };
    });
    const extraRows = this.objective.proposal === 'gated' ? await this.startPartition(prompts) : 0;
    this.nextPhase = 'score';
    const tokens = completions.reduce((sum, completion) => sum + completion.tokens.length, 0);
    return { kind: 'sampled', tokens, rows: completions.length + extraRows };
  }

  private async score(): Promise<Advance> {
    const { samplesPerPrompt, groupsPerBatch, logProbReduction } = this.config;
    const logPrior: number[] = [];
    for (let from = 0; from < this.drafts.length; from += groupsPerBatch) {
      const batch = this.batch(this.drafts.slice(from, from + groupsPerBatch));
      logPrior.push(...rowLogProbs(batch, await this.models.prior.logProbs(batch), logProbReduction));
    }
    this.drafts = this.drafts.map((draft, p) => ({
      ...draft,
      logPrior: logPrior.slice(p * samplesPerPrompt, (p + 1) * samplesPerPrompt),
      reward: draft.completions.map(({ tokens }) => this.task.reward(draft.prompt, [...tokens])),
    }));
    this.nextPhase = 'weigh';
    return { kind: 'scored' };
  }

  private async weigh(): Promise<Advance> {
    const { gamma } = this.config;
    const groups = this.drafts.map((draft): SampledGroup => {
      const { logPrior = [], reward = [] } = draft;
      return {
        ...draft,
        logPrior,
        reward,
        alpha: alphaWeights({ logPrior, logProposal: draft.logProposal, reward }, gamma),
      };
    });
    for (const group of groups) this.partition.add(group.prompt.id, logTargetWeights(group, gamma));
    this.replay.add(groups);
    this.drafts = [];
    this.latest = groups;
    this.nextPhase = 'update';
    return { kind: 'weighed', groups };
  }

  private async update(): Promise<Advance> {
    const { groupsPerBatch, replayRounds } = this.config;
    const groups = this.replay.draw(groupsPerBatch, replayRounds, this.batchStream);
    const result = await gradientStep(this.models.policy, this.batch(groups), groups, this.config, {
      logPartition: (group) => this.logPartition(group.prompt),
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

  /**
   * Z of a prompt not seen before starts from prior samples of its own. Estimated from the group that is trained on it
   * would cancel the weights' scale, and GDC would be BRAIn without a baseline. Returns how many were drawn.
   */
  private async startPartition(prompts: readonly Prompt[]): Promise<number> {
    const { task, config } = this;
    const { prior } = this.models;
    const unseen = prompts.filter(
      (prompt, p) =>
        this.partition.logPartition(prompt.id) === undefined &&
        prompts.findIndex(({ id }) => id === prompt.id) === p,
    );
    if (unseen.length === 0) return 0;
    const seed = purposeSeed('partition', config.seed);
    const drawn = await drawScoredSamples({
      task,
      source: prior,
      prior,
      prompts: unseen,
      config,
      seed,
      round: this.currentRound,
    });
    for (const samples of drawn)
      this.partition.add(samples.prompt.id, logTargetWeights(samples, config.gamma));
    return unseen.length * config.samplesPerPrompt;
  }

  /** Algorithm 1 line 21, or GDC's gate in its place. */
  private async refreshProposal(): Promise<GateReport | undefined> {
    const { policy, proposal } = this.models;
    if (this.objective.proposal === 'prior') return undefined;
    if (this.objective.proposal === 'policy') {
      proposal.restore(policy.snapshot());
      return undefined;
    }
    const decision = await this.judgePolicy();
    if (decision.adopt) proposal.restore(policy.snapshot());
    return decision;
  }

  /** The gate's decision, on fresh samples: on those it was trained on, the policy looks closer than it is. */
  private async judgePolicy(): Promise<GateReport> {
    const { task, config } = this;
    const { policy, prior, proposal } = this.models;
    const prompts = this.latest.map(({ prompt }) => prompt);
    const seed = purposeSeed('gate', config.seed);
    const drawn = await drawScoredSamples({
      task,
      source: proposal,
      prior,
      prompts,
      config,
      seed,
      round: this.currentRound,
    });
    const logWeight: number[] = [];
    const logPolicy: number[] = [];
    for (const samples of drawn) {
      const logZ = this.partition.logPartition(samples.prompt.id) ?? 0;
      logWeight.push(...logTargetWeights(samples, config.gamma).map((lw) => lw - logZ));
      logPolicy.push(
        ...rowLogProbs(samples.batch, await policy.logProbs(samples.batch), config.logProbReduction),
      );
    }
    const logProposal = drawn.flatMap((samples) => samples.logProposal);
    return {
      ...gateDecision({ logWeight, logPolicy, logProposal }, config.gateDivergence),
      rows: logProposal.length,
    };
  }
}
