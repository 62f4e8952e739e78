// Beyond the paper: the training reward against the gold reward over KL, on the axes of Gao et al. (2022): what a learned
// reward promises, and what the policy is really worth.
import { outcomesOf } from './comparisons.ts';
import type { Claim, Experiment, FigurePoint } from './experiment.ts';
import type { Checkpoint } from './run_outcome.ts';
import { type RunOf, requestsOf, type Scale } from './scale.ts';

/** Rewards are trusted far more than they deserve, for longer than they should be. */
const GAMMA = 0.02;
const runOf = ({ size }: Scale): RunOf =>
  size === 'smoke'
    ? { task: 'strings', method: 'brain', overrides: { gamma: 0.3, reward: 'learned' } }
    : {
        task: 'sentiment',
        method: 'brain',
        overrides: { gamma: GAMMA, ...(size === 'full' && { rounds: 30, evaluationInterval: 16 }) },
      };

const Z95 = 1.96;
const byKl =
  (pick: (one: Checkpoint) => { readonly mean: number; readonly standardError: number }) =>
  (one: Checkpoint): FigurePoint => {
    const { mean, standardError } = pick(one);
    return {
      x: Math.sqrt(Math.max(0, one.kl.mean)),
      y: mean,
      yLow: mean - Z95 * standardError,
      yHigh: mean + Z95 * standardError,
      label: `step ${one.step}`,
    };
  };

export const rewardHacking: Experiment = {
  id: 'reward-hacking',
  title: 'Reward hacking',
  subject: 'Training reward against gold reward',
  paper:
    'Not in the paper, which judges by a second model for this reason. Gao et al. (2022) find that the gold reward rises, then falls, over the square root of the KL while the learned one keeps rising.',
  expectation:
    'Two curves that part: the learned reward promises more than the gold reward keeps. Whether gold falls in the end depends on how far the policy gets: a grammar of short reviews leaves it fewer ways to cheat than free text.',
  requests: (scale) => requestsOf(scale, runOf(scale)),
  result(outcomes, scale) {
    const runs = outcomesOf(outcomes, requestsOf(scale, runOf(scale)));
    const checkpoints = runs.flatMap((run) => run.checkpoints).sort((a, b) => a.kl.mean - b.kl.mean);
    const last = runs.map((run) => run.checkpoints[run.checkpoints.length - 1]);
    const gaps = last.map(({ reward, goldReward }) => ({
      gap: reward.mean - goldReward.mean,
      error: Z95 * Math.hypot(reward.standardError, goldReward.standardError),
    }));
    const [worst] = [...gaps].sort((a, b) => a.gap - b.gap);
    const claim: Claim = {
      text: 'In the end the training reward promises more than the gold reward keeps',
      paper: 'Gao et al.: yes',
      measured: worst
        ? `by ${worst.gap.toFixed(2)} in the run that parted least (95 % error ${worst.error.toFixed(2)})`
        : '?',
      verdict: !worst
        ? 'waiting'
        : worst.gap > worst.error
          ? 'reproduced'
          : worst.gap < -worst.error
            ? 'not reproduced'
            : 'undecided',
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
