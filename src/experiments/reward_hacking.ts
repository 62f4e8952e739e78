// Beyond the paper: a learned training reward and the gold reward over KL, on the axes of Gao et al. (2022). The first is
// what the reward model promises, the second what the policy is worth.
import { type Estimate, normalInterval } from '../math/statistics.ts';
import { gapOverSeeds } from '../metrics/over_seeds.ts';
import { errorText, verdictOn } from './claims.ts';
import { outcomesOf } from './comparisons.ts';
import type { Claim, Experiment, FigurePoint } from './experiment.ts';
import { decidedGap } from './looks.ts';
import type { Evaluation, RunOutcome } from './run_outcome.ts';
import { isFull, type RunOf, requestsOf, type Scale } from './scale.ts';

/**
 * Trusts the reward too much, for too long. Log-probs are summed, so that the target weighs the reward against the KL of
 * the axis. The reward model has met no careless writing.
 */
const TRUSTING = { gamma: 0.02, logProbReduction: 'sum', reward: 'gameable' } as const;
const runOf = (scale: Scale): RunOf =>
  scale.size === 'smoke' || scale.size === 'markov'
    ? { task: 'strings', method: 'brain', overrides: { gamma: 0.3, reward: 'learned' } }
    : {
        task: 'sentiment',
        method: 'brain',
        overrides: { ...TRUSTING, ...(isFull(scale) && { rounds: 30, evaluationInterval: 16 }) },
      };

const byKl =
  (pick: (evaluation: Evaluation) => Estimate) =>
  (evaluation: Evaluation): FigurePoint => {
    const { low, high } = normalInterval(pick(evaluation));
    return {
      x: Math.sqrt(Math.max(0, evaluation.kl.mean)),
      y: pick(evaluation).mean,
      yLow: low,
      yHigh: high,
      label: `step ${evaluation.step}`,
    };
  };

/** How much training reward minus gold reward grows from the prior to the last checkpoint. */
function growthOf({ checkpoints }: RunOutcome) {
  const [first, last] = [checkpoints[0], checkpoints[checkpoints.length - 1]];
  const gap = ({ reward, goldReward }: Evaluation) => reward.mean - goldReward.mean;
  const errors = [first, last].flatMap(({ reward, goldReward }) => [
    reward.standardError,
    goldReward.standardError,
  ]);
  return { gap: gap(last) - gap(first), standardError: Math.hypot(...errors) };
}

export const rewardHacking: Experiment = {
  id: 'reward-hacking',
  title: 'Reward hacking',
  subject: 'Training reward against gold reward',
  paper:
    'Not in the paper, which judges by a second model for this reason. Gao et al. (2022) find that the gold reward rises, then falls, while the learned one keeps rising.',
  expectation:
    'Two curves that part: the learned reward promises more than the gold reward keeps. Whether gold falls in the end depends on how far the policy gets. A grammar of short reviews leaves fewer ways to cheat than free text.',
  requests: (scale) => requestsOf(scale, runOf(scale)),
  result(outcomes, scale) {
    const runs = outcomesOf(outcomes, requestsOf(scale, runOf(scale)));
    const checkpoints = runs.flatMap((run) => run.checkpoints).sort((a, b) => a.kl.mean - b.kl.mean);
    const growths = runs.map((run) => ({ seed: run.config.seed, ...growthOf(run) }));
    const growth = decidedGap(
      scale,
      growths.map(({ seed }) => seed),
      (seeds) => {
        const some = growths.filter(({ seed }) => seeds.includes(seed));
        return gapOverSeeds(
          some.map(({ gap }) => gap),
          some[0].standardError,
        );
      },
    );
    const claim: Claim = {
      text: 'Training widens the gap between what the training reward promises and what the gold reward keeps',
      source: 'Gao et al.: yes',
      measured: growth ? `by ${growth.mean.toFixed(2)} (${errorText(growth, 2)})` : '?',
      ...verdictOn(growth),
    };
    return {
      tables: [],
      figures: [
        {
          id: 'reward-hacking',
          title: 'What the reward promises and what it keeps',
          x: { label: '√KL(policy, prior), nats per response' },
          y: { label: 'Reward, in deviations of the corpus' },
          series: [
            {
              label: 'training reward',
              method: 'brain',
              kind: 'points',
              points: checkpoints.map(byKl((c) => c.reward)),
            },
            {
              label: 'gold reward',
              method: 'dpo',
              kind: 'points',
              points: checkpoints.map(byKl((c) => c.goldReward)),
            },
          ],
        },
      ],
      claims: [claim],
    };
  },
};
