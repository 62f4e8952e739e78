// Best-of-n: no training; n samples of the prior, of which the best by the reward is returned. Its KL to the prior is at
// most log n - (n - 1) / n (Stiennon et al. 2020; an upper bound: Beirami et al. 2024).
import { checkGroup } from './checks.ts';
import { hues } from './hues.ts';
import { method } from './method.ts';

/** Upper bound of KL(best-of-n, prior), nats. */
export const bestOfNKl = (n: number) => Math.log(n) - (n - 1) / n;

export const bestOfN = method({
  label: 'Best-of-n',
  family: 'No training',
  settings: {},
  hue: hues.grey,
  marker: 'star',
  telling: 'bestReward',
  samplesFrom: 'prior',
  // Each step doubles the number of responses to choose from, up to n, and is measured at once.
  schedule: ({ samplesPerPrompt }) => ({
    rounds: 1,
    stepsPerRound: Math.ceil(Math.log2(samplesPerPrompt)),
    evaluationInterval: 1,
  }),
  choices: ({ samplesPerPrompt }, step) => Math.min(2 ** step, samplesPerPrompt),
  frozen: true,
  rule(group) {
    checkGroup(group);
    const n = group.reward.length;
    return {
      coefficients: group.reward.map(() => 0),
      loss: 0,
      diagnostics: {
        bestReward: group.reward.reduce((a, b) => Math.max(a, b)),
        klBound: bestOfNKl(n),
        skipped: 0,
      },
    };
  },
});
