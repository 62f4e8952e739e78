// Algorithm 1 of the paper (arXiv 2402.02479). `algorithm` is the loop, with the paper's line numbers; it yields after
// each unit of work, so that whoever calls `advance` can pause, single-step or stop between any two; long units breathe
// inside, too. Every method is this loop with another source of samples and another rule for the coefficients (`objectives/`).
import type { RunConfig } from '../config/schema.ts';
import { type Breathe, withoutBreath } from '../model/slices.ts';
import { alphaWeights } from '../objectives/brain.ts';
import type { Draft, ReplayGroup, RunFigures, ScoredGroup } from '../objectives/group.ts';
import { withGoodness } from '../reward/goodness.ts';
import type { Preference } from '../tasks/preferences.ts';
import type { Prompt, RunTask } from '../tasks/task.ts';
import type { Advance, Phase } from './advance.ts';
import {
  beginRound,
  loadCheckpoint,
  runStreams,
  saveCheckpoint,
  type TrainingCheckpoint,
  type TrainingState,
  takeBack,
} from './checkpoint.ts';
import {
  callsOfEvaluation,
  type EvaluatedAnswers,
  evaluateAnswers,
  type PolicyEvaluation,
} from './evaluation.ts';
import { Flights } from './flights.ts';
import { GatedProposal, type GateReport } from './gated_proposal.ts';
import { MethodRun } from './method_run.ts';
import type { Models } from './models.ts';
import { Progress } from './progress.ts';
import { Replay } from './replay.ts';
import { type DrawnRound, drawRound } from './sample.ts';
import { cacheValues, scoreDrafts } from './score.ts';
import { coefficientsNow, type ShownGroup, type StepResult, sendStep, shownGroup } from './step.ts';

export class Training {
  phase: Phase = 'sample';
  readonly progress: Progress;
  readonly method: MethodRun;
  /** Set when its device has failed: a unit that is still under way must not take another step. */
  abandoned = false;
  private readonly state: TrainingState;
  private readonly reward: Models['reward']; // r as the rules read it
  private readonly gated: GatedProposal;
  private readonly flights = new Flights();
  private ahead = true;
  private units = this.algorithm();

  constructor(
    private readonly task: RunTask,
    /** Settings marked live may change between two units. */
    public config: RunConfig,
    private readonly models: Models,
    /** Only read where the method trains on preference data. */
    private readonly preferences: readonly Preference[] = [],
    /** Awaited inside a unit, between two calls of a model: where a pause takes effect. */
    private readonly breathe: Breathe = withoutBreath,
    /** Whether the first interval between evaluations is divided. */
    earlyEvaluations = false,
  ) {
    this.method = new MethodRun(task, models.policy.config, () => this.config);
    this.progress = new Progress(() => this.method.schedule, earlyEvaluations);
    this.reward = withGoodness(models.reward, config.gamma, config.goodness);
    this.gated = new GatedProposal(task, { ...models, reward: this.reward }, config, breathe);
    this.state = {
      models,
      progress: this.progress,
      method: this.method,
      replay: new Replay(),
      partition: this.gated.partition,
      streams: runStreams(config.seed),
      untold: [],
    };
  }

  /** Lines 1 and 2 are the constructor's: policy and proposal begin as the prior, the replay empty. */
  private async *algorithm(): AsyncGenerator<Advance, void> {
    const { progress } = this;
    // What comes next follows from the state alone, so that a run goes on anywhere as it would have here.
    while (this.isDrawing || progress.evaluationIsDue || !progress.done) {
      if (progress.refreshIsDue && !this.isDrawing) await this.refreshedProposal(); // line 21, of a round cut short
      if (this.nextPhase === 'sample') {
        progress.beginRound(); // line 3: for t = 1 to e
        const { drafts, tokens, rows } = await this.sampled(); // lines 4-6
        yield this.before('score', { kind: 'sampled', tokens, rows });
        const scored = await this.scored(drafts); // lines 7-8: cache log q', log p and r
        yield this.before('weigh', { kind: 'scored' });
        const groups = await this.weighed(scored); // lines 9-12
        yield this.before(this.nextPhase, { kind: 'weighed', groups });
      } else if (this.nextPhase === 'update') {
        const result = await this.updated(); // lines 14-19
        progress.countStep(); // line 13: for j = 1 to k
        const gate = progress.refreshIsDue ? await this.refreshedProposal() : undefined; // lines 20-21
        yield this.before(this.nextPhase, { kind: 'stepped', result, round: progress.round, gate });
      } else yield await this.evaluated();
    } // line 22
  }

  private get nextPhase(): Phase {
    const { evaluationIsDue, roundDone, round } = this.progress;
    if (this.isDrawing) return 'sample';
    if (evaluationIsDue) return 'evaluate';
    return roundDone || this.state.replay.newestRound !== round ? 'sample' : 'update';
  }

  /** The groups of the latest round. */
  get latestGroups(): readonly ReplayGroup[] {
    return this.state.replay.newest;
  }

  get groupsSampled(): number {
    return this.state.replay.size;
  }

  /** Steps that the device has been sent and whose results are still to come. */
  get stepsUnderWay(): number {
    return this.flights.count;
  }

  /**
   * One unit of work. A unit that throws is taken up again where it began: a step before its batch was drawn, and a
   * round that has no groups yet before its prompts were.
   * @param ahead false: sends no step whose result the next unit would bring.
   */
  async advance(ahead = true): Promise<Advance> {
    this.ahead = ahead;
    try {
      const { value, done } = await this.units.next();
      if (!done) return value;
    } catch (error) {
      takeBack(this.state);
      this.restart();
      throw error;
    }
    this.restart(); // goes on where a live setting has added rounds
    return { kind: 'finished' };
  }

  private restart(): void {
    this.flights.clear();
    this.units = this.algorithm();
    this.phase = this.nextPhase;
  }

  /** Lines 4 to 6: prompts from D and n samples of each, from q' (or wherever the method has them from). */
  private async sampled(): Promise<DrawnRound> {
    const { models, method, progress } = this;
    const { drawnWith: config = this.config } = beginRound(this.state);
    const drawn = await drawRound(method.source, {
      task: this.task,
      config,
      round: progress.round,
      promptStream: this.state.streams.prompts,
      preferences: this.preferences,
      reward: this.reward,
      source: method.followsPolicy ? models.proposal : models.prior,
      promptTokens: (prompt) => (method.followsPolicy ? method.askedWith(prompt) : prompt.tokens),
      breathe: this.breathe,
    });
    const prompts = method.source === 'gated' ? drawn.drafts.map(({ prompt }) => prompt) : [];
    const partitionRows = await this.gated.start(prompts, config, progress.round);
    this.state.round = { ...beginRound(this.state), drawnWith: config };
    return { ...drawn, rows: drawn.rows + partitionRows };
  }

  /** Lines 7 and 8, with the prior and the reward. */
  private async scored(drafts: readonly Draft[]): Promise<readonly ScoredGroup[]> {
    const { task, reward, models, method, breathe } = this;
    const { scoredWith = this.config } = beginRound(this.state);
    const { logProbReduction } = scoredWith;
    const groupsPerBatch = method.groupsPerBatchWith(scoredWith);
    const scoring = { task, prior: models.prior, reward, groupsPerBatch, logProbReduction, breathe };
    const scored = await scoreDrafts(drafts, scoring);
    this.state.round = { ...beginRound(this.state), scoredWith };
    return scored;
  }

  /** Lines 9 to 12: alpha-hat of every sample, what the method caches beside it, and D_t <- D_{t-1} and S_t. */
  private async weighed(scored: readonly ScoredGroup[]): Promise<readonly ReplayGroup[]> {
    const { gamma, groupsPerBatch } = this.config;
    const { policy } = this.models;
    const valued = await cacheValues(scored, policy, groupsPerBatch, this.method, this.breathe);
    const groups = valued.map((group) => ({ ...group, alpha: alphaWeights(group, gamma) }));
    const weighed = this.method.weigh(groups);
    this.gated.add(weighed, gamma);
    this.state.replay.add(weighed);
    this.state.round = undefined;
    return weighed;
  }

  /** Lines 14 to 19: a batch of D_t, its beta-hat, and one step of AdamW along the sum of (alpha - beta) grad log q. */
  private async updated(): Promise<StepResult> {
    const { config, method, state, flights } = this;
    const { policy, prior } = this.models;
    while (flights.haveRoom(this.progress.stepsInARow, this.ahead)) {
      state.untold.push(state.streams.batches.state());
      const groups = state.replay.draw(method.groupsPerBatch, config.replayRounds, state.streams.batches);
      const ofBatch = await method.batchFigures({ policy, prior, groups });
      const flight = await sendStep(policy, method.batch(groups), groups, config, {
        round: this.progress.round,
        runFigures: (group) => ({ ...this.runFigures(group), ...ofBatch }),
        abandoned: () => this.abandoned,
      });
      flights.send(flight);
    }
    const result = await flights.next();
    state.untold.shift();
    return result;
  }

  /** Line 21, or GDC's gate in its place. */
  private async refreshedProposal(): Promise<GateReport | undefined> {
    const { models, method } = this;
    if (method.source === 'policy') await models.proposal.adopt(models.policy);
    const prompts = this.latestGroups.map(({ prompt }) => prompt);
    const gate =
      method.source === 'gated'
        ? await this.gated.refresh(prompts, this.config, this.progress.round)
        : undefined;
    this.progress.countRefresh();
    return gate;
  }

  private async evaluated(): Promise<Advance> {
    const evaluation = await this.evaluate();
    this.progress.countEvaluation();
    return this.before(this.nextPhase, { kind: 'evaluated', evaluation, round: this.progress.round });
  }

  private before(phase: Phase, advance: Advance): Advance {
    this.phase = phase;
    return advance;
  }

  private readonly runFigures = ({ prompt }: ReplayGroup): RunFigures => ({
    logPartition: this.gated.logPartition(prompt),
    ...this.method.figures,
  });

  /** The latest round's first batch with the coefficients of a step now. Undefined before a round, and of a bad batch. */
  async weighedBatch() {
    const { config, method } = this;
    const { policy, prior } = this.models;
    const groups = this.latestGroups.slice(0, method.groupsPerBatch);
    if (groups.length === 0) return undefined;
    const ofBatch = await method.batchFigures({ policy, prior, groups });
    const batch = method.batch(groups);
    const figures = (group: ReplayGroup) => ({ ...this.runFigures(group), ...ofBatch });
    const coefficients = await coefficientsNow(policy, batch, groups, config, figures);
    return coefficients && { batch, ...coefficients };
  }

  /** The policy as it stands, on the validation prompts. */
  async evaluate(): Promise<PolicyEvaluation> {
    const { evaluationPrompts, evaluationSamples } = this.config;
    const prompts = this.task.prompts('validation').slice(0, evaluationPrompts);
    return (await this.answers(prompts, evaluationSamples)).evaluation;
  }

  /** About how many calls of a model an evaluation takes. */
  get evaluationCalls(): number {
    const { evaluationPrompts, evaluationSamples } = this.config;
    const prompts = Math.min(evaluationPrompts, this.task.prompts('validation').length);
    return callsOfEvaluation(this.models.policy, prompts, evaluationSamples);
  }

  /** The same on any prompts, with the answers themselves. */
  answers(prompts: readonly Prompt[], samplesPerPrompt: number): Promise<EvaluatedAnswers> {
    const { task, models, method, progress, breathe } = this;
    const { seed } = this.config;
    const asking = method.asking(progress.step);
    return evaluateAnswers({ task, ...models, ...asking, prompts, samplesPerPrompt, seed, breathe });
  }

  /** A group with its figures under the policy as it stands. */
  shownGroup(group: ReplayGroup): Promise<ShownGroup> {
    const batch = this.method.batch([group]);
    return shownGroup(this.models.policy, batch, group, this.config.logProbReduction, this.runFigures);
  }

  /** Between steps alone: what is still under way is in the parameters, but not yet in the counters. */
  readonly save = async (): Promise<TrainingCheckpoint> => {
    if (this.flights.count > 0) throw new Error(`invalid save: ${this.flights.count} steps are under way`);
    return saveCheckpoint(this.state);
  };

  /** True from the first draw of a round until it is weighed: what is saved meanwhile is as the round found it. */
  get isDrawing(): boolean {
    return this.state.round !== undefined;
  }

  /** Goes on from a checkpoint as the run that was saved. */
  resume(checkpoint: TrainingCheckpoint): void {
    loadCheckpoint(this.state, checkpoint);
    this.restart();
  }
}
