// The exact laboratory's view of a run on an enumerable task. Prior, posterior and frontier are computed once, the
// policy at every evaluation. Every round compares the KL estimators with the exact value.
import type { RunConfig } from '../config/schema.ts';
import { bestOfN } from '../exact/best_of_n.ts';
import { exactMetrics, kl } from '../exact/divergence.ts';
import { frontierDistance, tiltedFrontier } from '../exact/frontier.ts';
import { OutcomeScorer } from '../exact/outcome_scorer.ts';
import { meanTarget, posterior } from '../exact/posterior.ts';
import {
  selfNormalisedKlExact,
  selfNormalisedKlMonteCarlo,
  type TupleWorld,
} from '../exact/self_normalised_kl.ts';
import { logSumExp } from '../math/log_space.ts';
import { sum } from '../math/statistics.ts';
import { klFromSamples } from '../metrics/kl.ts';
import type { LanguageModel } from '../model/language_model.ts';
import type { ReplayGroup } from '../objectives/group.ts';
import { purposeSeed } from '../random/purpose.ts';
import { rewardOfGoodness } from '../reward/goodness.ts';
import type { Prompt, RunTask } from '../tasks/task.ts';
import type { Models } from '../training/models.ts';
import type { Training } from '../training/training.ts';
import type { ExactEvaluation, ExactFigures, ExactWorld, KlReport } from './protocol.ts';

const TUPLES = 400;
const PAIRS = 2000;
/** Size of the reduced alphabet, on which all pairs are enumerated. */
const REDUCED_ALPHABET = 4;

const normalised = (log: Float64Array) => {
  const total = logSumExp(log);
  return log.map((l) => l - total);
};

/** Indices of the outcomes that use only the symbols with most posterior mass. */
function reducedSupport(outcomes: OutcomeScorer['outcomes'], logPosterior: Float64Array): number[] {
  const mass = new Map<number, number>();
  outcomes.forEach((outcome, k) => {
    for (const token of outcome) mass.set(token, (mass.get(token) ?? 0) + Math.exp(logPosterior[k]));
  });
  const end = outcomes[0][outcomes[0].length - 1];
  const symbols = [...mass].filter(([token]) => token !== end).sort((a, b) => b[1] - a[1]);
  const keptTokens = new Set([end, ...symbols.slice(0, REDUCED_ALPHABET).map(([token]) => token)]);
  return outcomes.flatMap((outcome, k) => (outcome.every((token) => keptTokens.has(token)) ? [k] : []));
}

export class ExactView {
  private constructor(
    readonly world: ExactWorld,
    private readonly scorer: OutcomeScorer,
    private readonly prompt: Prompt,
    private readonly reduced: readonly number[],
  ) {}

  /** Returns undefined if the task cannot be enumerated. */
  static async open(
    task: RunTask,
    config: RunConfig,
    models: Pick<Models, 'prior' | 'reward'>,
  ): Promise<ExactView | undefined> {
    if (!task.outcomes) return undefined;
    const scorer = new OutcomeScorer(task);
    const [prompt] = task.prompts('validation');
    const logPrior = await scorer.logProbs(models.prior, prompt.tokens);
    const responses = scorer.outcomes.map((completion) => ({ prompt, completion }));
    const reward = Float64Array.from(await models.reward.of(responses));
    const effective = reward.map((r) => rewardOfGoodness(r, config.gamma, config.goodness));
    const { logPosterior, logPartition } = posterior(logPrior, effective, config.gamma);
    const tokenCount = scorer.outcomes.map((outcome) => outcome.length);
    const world: ExactWorld = {
      names: scorer.outcomes.map((outcome) => task.tokenizer.decode([...outcome])),
      logPrior,
      reward,
      logPosterior,
      logPartition,
      logMeanTarget:
        config.logProbReduction === 'mean'
          ? meanTarget(logPrior, effective, tokenCount, config.gamma).logTarget
          : undefined,
      frontier: tiltedFrontier({ logPrior, reward }),
    };
    return new ExactView(world, scorer, prompt, reducedSupport(scorer.outcomes, logPosterior));
  }

  /** Enumerates the present policy. */
  async evaluate(
    policy: LanguageModel,
    training: Training,
    round: number,
    config: RunConfig,
  ): Promise<ExactEvaluation> {
    const start = performance.now();
    const { logPrior, reward, logPosterior } = this.world;
    const { samplesPerPrompt: n } = config;
    const choices = training.method.choices(training.progress.step);
    const logPolicy =
      choices > 1
        ? bestOfN(logPrior, reward, choices)
        : await this.scorer.logProbs(policy, training.method.askedWith(this.prompt));
    const metrics = exactMetrics({ logPolicy, logPrior, logPosterior, reward });
    const point = { kl: metrics.klPolicyPrior, reward: metrics.expectedReward };
    const { bestReward, rewardShortfall } = frontierDistance(this.world, point);
    const seed = purposeSeed('tuples', config.seed);
    return {
      step: training.progress.step,
      round,
      logPolicy,
      metrics,
      bestReward,
      rewardShortfall,
      selfNormalisedKl: {
        n,
        ...selfNormalisedKlMonteCarlo(
          { logPosterior, logPolicy, logProposal: logPolicy },
          { n, tuples: TUPLES, seed },
        ),
      },
      reducedPairs: this.reducedPairs(logPolicy, seed),
      milliseconds: performance.now() - start,
    };
  }

  /** Compares KL estimates from the round's training samples with the exact KL of their proposal. */
  async klReport(
    proposal: LanguageModel,
    training: Training,
    groups: readonly ReplayGroup[],
  ): Promise<KlReport> {
    const logProposal = await this.scorer.logProbs(proposal, training.method.askedWith(this.prompt));
    const samples = groups.flatMap(({ tokens }) => tokens);
    return {
      step: training.progress.step,
      round: training.progress.round,
      samples: samples.length,
      exact: kl(logProposal, this.world.logPrior),
      estimates: klFromSamples(
        samples.map((sample) => sum(sample.logProposal)),
        samples.map((sample) => sum(sample.logPrior)),
      ),
    };
  }

  private reducedPairs(logPolicy: Float64Array, seed: number): ExactFigures['reducedPairs'] {
    const restricted = (log: Float64Array) => normalised(Float64Array.from(this.reduced, (k) => log[k]));
    const policy = restricted(logPolicy);
    const world: TupleWorld = {
      logPosterior: restricted(this.world.logPosterior),
      logPolicy: policy,
      logProposal: restricted(this.world.logPrior),
    };
    return {
      outcomes: this.reduced.length,
      exact: selfNormalisedKlExact(world, 2),
      ...selfNormalisedKlMonteCarlo(world, { n: 2, tuples: PAIRS, seed }),
    };
  }
}
