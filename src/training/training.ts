// Algorithm 1 as a state machine: `advance` does one unit of work (a phase, or one gradient step) and says what
// happened, so whoever drives it can pause, single-step or stop between any two units. Every method is this loop with
// another rule for where samples come from (`Objective.proposal`) and another rule for the coefficients.
import type { RunConfig } from '../config/schema.ts';
import { tokenBatch } from '../model/batch.ts';
import type { LanguageModel, TokenBatch } from '../model/language_model.ts';
import { objectives } from '../objectives/index.ts';
import { alphaWeights } from '../objectives/weights.ts';
import { Stream } from '../random/stream.ts';
import type { Prompt, Task } from '../tasks/task.ts';
import type { TrainingCheckpoint } from './checkpoint.ts';
import { evaluatePolicy, type PolicyEvaluation } from './evaluation.ts';
import { type GateDecision, gateDecision } from './gate.ts';
import { logTargetWeights, RunningPartition } from './partition.ts';
import { Replay, type SampledGroup } from './replay.ts';
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
  | { readonly kind: 'stepped'; readonly result: StepResult; readonly gate?: GateDecision }
  | { readonly kind: 'evaluated'; readonly evaluation: PolicyEvaluation }
  | { readonly kind: 'finished' };

type Draft = Pick<SampledGroup, 'round' | 'prompt' | 'completions' | 'logProposal'> & Partial<SampledGroup>;

export class Training {
  private config: RunConfig;
  private nextPhase: Phase = 'sample';
  private currentRound = 1;
  private stepsTaken = 0;
  private stepInRound = 0;
  private evaluatedAt = 0;
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
  get totalSteps(): number {
    return this.config.rounds * this.config.stepsPerRound;
  }
  get latestGroups(): readonly SampledGroup[] {
    return this.latest;
  }

  /** Settings marked live take effect from the next unit on. */
  change(config: RunConfig): void {
    this.config = config;
  }

  save(): TrainingCheckpoint {
    const { policy, proposal } = this.models;
    return {
      step: this.stepsTaken,
      round: this.currentRound,
      stepInRound: this.stepInRound,
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
    this.evaluatedAt = checkpoint.step;
    this.promptStream = Stream.fromState(checkpoint.promptStream);
    this.batchStream = Stream.fromState(checkpoint.batchStream);
    this.nextPhase = 'sample';
    this.beginRoundIfDone();
  }

  logPartition(prompt: Prompt): number | undefined {
    return this.objective.proposal === 'gated' ? this.partition.logPartition(prompt.id) : undefined;
  }

  async advance(): Promise<Advance> {
    if (this.finished) return { kind: 'finished' };
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
        this.nextPhase = this.roundDone ? 'sample' : 'update';
        this.beginRoundIfDone();
        return { kind: 'evaluated', evaluation };
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
  private get finished(): boolean {
    return this.stepsTaken >= this.totalSteps && this.nextPhase !== 'evaluate';
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
    this.nextPhase = 'score';
    const tokens = completions.reduce((sum, completion) => sum + completion.tokens.length, 0);
    return { kind: 'sampled', tokens, rows: completions.length };
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
    const { groupsPerBatch, replayRounds, evaluationInterval } = this.config;
    const groups = this.replay.draw(groupsPerBatch, replayRounds, this.batchStream);
    const result = await gradientStep(this.models.policy, this.batch(groups), groups, this.config, (group) =>
      this.logPartition(group.prompt),
    );
    this.stepsTaken++;
    this.stepInRound++;
    const gate = this.roundDone ? await this.refreshProposal() : undefined;
    const last = this.stepsTaken >= this.totalSteps;
    if (this.stepsTaken % evaluationInterval === 0 || (last && this.evaluatedAt !== this.stepsTaken))
      this.nextPhase = 'evaluate';
    else this.beginRoundIfDone();
    return { kind: 'stepped', result, gate };
  }

  private beginRoundIfDone(): void {
    if (!this.roundDone || this.stepsTaken >= this.totalSteps) return;
    this.stepInRound = 0;
    this.currentRound++;
    this.nextPhase = 'sample';
  }

  /** Algorithm 1 line 21, or GDC's gate in its place. */
  private async refreshProposal(): Promise<GateDecision | undefined> {
    const { policy, proposal } = this.models;
    if (this.objective.proposal === 'prior') return undefined;
    if (this.objective.proposal === 'policy') {
      proposal.restore(policy.snapshot());
      return undefined;
    }
    const logPolicy: number[] = [];
    for (const group of this.latest) logPolicy.push(...(await this.logPolicy(group)));
    const logWeight = this.latest.flatMap((group) => {
      const logZ = this.partition.logPartition(group.prompt.id) ?? 0;
      return logTargetWeights(group, this.config.gamma).map((lw) => lw - logZ);
    });
    const decision = gateDecision(
      { logWeight, logPolicy, logProposal: this.latest.flatMap((group) => group.logProposal) },
      this.config.gateDivergence,
    );
    if (decision.adopt) proposal.restore(policy.snapshot());
    return decision;
  }
}
