// GDC's proposal (Khalifa et al. 2021, Algorithm 1): a running estimate of Z from samples of its own, and the gate that
// lets the policy become the proposal only where it is estimated to be closer to the target.
import type { RunConfig } from '../config/schema.ts';
import { rowLogProbs } from '../model/rows.ts';
import { type Breathe, withoutBreath } from '../model/slices.ts';
import type { ReplayGroup } from '../objectives/group.ts';
import { purposeSeed } from '../random/purpose.ts';
import type { Prompt, RunTask } from '../tasks/task.ts';
import { type GateDecision, gateDecision } from './gate.ts';
import type { Models } from './models.ts';
import { logTargetWeights, RunningPartition } from './partition.ts';
import { drawScoredSamples } from './scored_samples.ts';

export interface GateReport extends GateDecision {
  /** Samples drawn to decide. */
  readonly rows: number;
}

export class GatedProposal {
  readonly partition: RunningPartition;

  constructor(
    private readonly task: RunTask,
    private readonly models: Models,
    config: RunConfig,
    private readonly breathe: Breathe = withoutBreath,
  ) {
    this.partition = new RunningPartition(config.partitionScope);
  }

  /** log Z of a prompt, or undefined before its first sample. */
  logPartition(prompt: Prompt): number | undefined {
    return this.partition.logPartition(prompt.id);
  }

  add(groups: readonly ReplayGroup[], gamma: number): void {
    for (const group of groups) this.partition.add(group.prompt.id, logTargetWeights(group, gamma));
  }

  /**
   * Z of a prompt not seen before starts from prior samples of its own. Estimated from the group that is trained on it
   * would cancel the weights' scale, and GDC would be BRAIn without a baseline. Returns how many were drawn.
   */
  async start(prompts: readonly Prompt[], config: RunConfig, round: number): Promise<number> {
    const { prior, reward } = this.models;
    const unseen = prompts.filter(
      (prompt, p) =>
        this.logPartition(prompt) === undefined && prompts.findIndex(({ id }) => id === prompt.id) === p,
    );
    if (unseen.length === 0) return 0;
    const drawn = await drawScoredSamples({
      task: this.task,
      source: prior,
      prior,
      reward,
      prompts: unseen,
      config,
      seed: purposeSeed('partition', config.seed),
      round,
      breathe: this.breathe,
    });
    for (const samples of drawn)
      this.partition.add(samples.prompt.id, logTargetWeights(samples, config.gamma));
    return unseen.length * config.samplesPerPrompt;
  }

  /** Line 21 of Algorithm 1 behind the gate. */
  async refresh(prompts: readonly Prompt[], config: RunConfig, round: number): Promise<GateReport> {
    const decision = await this.judge(prompts, config, round);
    if (decision.adopt) await this.models.proposal.adopt(this.models.policy);
    return decision;
  }

  /** The gate's decision, on fresh samples: on those it was trained on, the policy looks closer than it is. */
  async judge(prompts: readonly Prompt[], config: RunConfig, round: number): Promise<GateReport> {
    const { policy, prior, proposal, reward } = this.models;
    const drawn = await drawScoredSamples({
      task: this.task,
      source: proposal,
      prior,
      reward,
      prompts,
      config,
      seed: purposeSeed('gate', config.seed),
      round,
      breathe: this.breathe,
    });
    const logWeight: number[] = [];
    const logPolicy: number[] = [];
    for (const samples of drawn) {
      await this.breathe();
      const logZ = this.logPartition(samples.prompt) ?? 0;
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
