// What each method does, in a paragraph, and what the terms of its equation mean and where they are drawn.
import type { MethodName } from '../../config/methods.ts';

export interface Term {
  /** KaTeX source. */
  readonly tex: string;
  readonly meaning: string;
  /** Column of the step log in which it is drawn. */
  readonly figure?: string;
}

export interface MethodNote {
  readonly paragraph: string;
  readonly terms: readonly Term[];
}

const ALPHA: Term = {
  tex: '\\hat\\alpha_{y_i}',
  meaning: 'share of the posterior, normalised over the samples',
  figure: 'essAlpha',
};
const BETA: Term = {
  tex: '\\hat\\beta_{y_i}',
  meaning: 'share of the policy, normalised over the samples',
  figure: 'essBeta',
};
const PAIR: Term = {
  tex: 'y_w, y_l',
  meaning: 'winner and loser of a pair',
  figure: 'diagnostics.chosenLogProb',
};
const MARGIN: Term = {
  tex: 'm = \\beta (h_w - h_l)',
  meaning: 'margin of the log-ratios to the prior',
  figure: 'diagnostics.margin',
};
const REWARD: Term = { tex: 'r', meaning: 'the reward', figure: 'meanReward' };
const WON: Term = {
  tex: '\\sigma(-m)',
  meaning: 'how wrong the pair still is; small for pairs that are won',
  figure: 'diagnostics.accuracy',
};
const PENALISED: Term = {
  tex: 'R_i = r_i - \\gamma \\log \\tfrac{q_\\theta}{p}',
  meaning: 'reward less the price of leaving the prior',
  figure: 'diagnostics.penalisedReward',
};
const PARTITION: Term = {
  tex: 'Z',
  meaning: 'normalisation of the target, a running estimate',
  figure: 'diagnostics.logPartition',
};
const TARGET_WEIGHT: Term = {
  tex: "P / (Z q')",
  meaning: 'how much likelier a sample is under the target than under the proposal',
  figure: 'diagnostics.largestWeight',
};
const RATIO: Term = {
  tex: '\\rho',
  meaning: 'probability of the token now over when it was drawn, clipped',
  figure: 'diagnostics.clipFraction',
};

export const METHOD_NOTES: Readonly<Record<MethodName, MethodNote>> = {
  brain: {
    paragraph:
      'BRAIn asks what the prior would write if it only wrote good responses: the posterior. It draws n responses from a snapshot of the policy, computes how much of the posterior each carries (α) and how much of the policy (β), both normalised over the same n responses, and moves the policy by the difference. A response that is good but unlikely is pushed up, one that is likely but poor is pushed down, and the pushes cancel when policy and posterior agree.',
    terms: [
      ALPHA,
      BETA,
      {
        tex: 'D_{\\mathrm{KL}}(\\hat\\alpha \\| \\hat\\beta)',
        meaning: 'the loss',
        figure: 'selfNormalisedKl',
      },
    ],
  },
  'brain-without-self-normalisation': {
    paragraph:
      'The same posterior weights α, but the baseline is the plain importance weight q/q′ divided by n. It is right on average, yet for one group of samples it may add up to much more or much less than one, so the pushes no longer cancel: all responses of a group can be pushed down, or all up. The paper’s Table 3 shows what that costs.',
    terms: [
      ALPHA,
      {
        tex: "\\tfrac{1}{n}\\, q_\\theta / q'",
        meaning: 'baseline without normalisation; it should sum to 1',
        figure: 'diagnostics.baselineSum',
      },
      { tex: '\\max', meaning: 'the heaviest weight', figure: 'diagnostics.largestWeight' },
    ],
  },
  'brain-without-baseline': {
    paragraph:
      'Only the posterior weights are left: every response is pushed up, good ones more. Probability has to come from somewhere, so poor responses sink only because others rise, and what the sample happened to contain is reinforced whether good or not. In expectation the direction is that of the unnormalised baseline; its noise is what differs.',
    terms: [
      ALPHA,
      { tex: '\\max_i \\hat\\alpha_{y_i}', meaning: 'the heaviest sample', figure: 'diagnostics.maxAlpha' },
    ],
  },
  gdc: {
    paragraph:
      'Generative distributional control, or distributional policy gradient, weighs each sample by how much likelier it is under the target than under the proposal, which needs the target’s normalisation Z. There is no baseline, so all pushes are upward. The policy becomes the new proposal only when a gate, judged on fresh samples, finds it closer to the target than the present proposal is.',
    terms: [
      TARGET_WEIGHT,
      PARTITION,
      {
        tex: "q' \\leftarrow q_\\theta",
        meaning: 'the gate: how much closer the policy is',
        figure: 'diagnostics.gateGain',
      },
    ],
  },
  'gdc++': {
    paragraph:
      'GDC with a baseline: from each weight the policy’s own importance weight q/q′ is subtracted, so that samples the target wants less than the policy does are pushed down. On the policy’s own samples this is the advantage P/q − Z. Neither part is normalised over the samples, so the weights stay as heavy-tailed as the importance ratios are.',
    terms: [
      TARGET_WEIGHT,
      { tex: "q_\\theta / q'", meaning: 'the baseline', figure: 'diagnostics.clippedWeights' },
      PARTITION,
      { tex: "q' \\leftarrow q_\\theta", meaning: 'the gate', figure: 'diagnostics.gateGain' },
    ],
  },
  'dpo-sft-iw': {
    paragraph:
      'One step from DPO-sft towards BRAIn. Pairs of prior samples as before, but the target within a pair is no longer “the better one wins for sure”; it is a softmax of the two rewards, so a response that is a little better is preferred a little. Margins stop growing once they say what the rewards say.',
    terms: [
      { tex: '\\hat\\alpha', meaning: 'softmax of the two rewards', figure: 'essAlpha' },
      { tex: '\\hat\\beta', meaning: 'softmax of the two log-ratios', figure: 'diagnostics.margin' },
      PAIR,
    ],
  },
  'dpo-sft-iw-n': {
    paragraph:
      'Two steps from DPO-sft towards BRAIn: all n samples of a prompt are weighed against each other at once instead of two by two, so a single good response among n is set against all the others. What is still missing is the proposal: samples come from the prior to the end, even when the policy has long left it.',
    terms: [ALPHA, BETA],
  },
  dpo: {
    paragraph:
      'Direct preference optimisation reads a reward out of the policy itself, β times the log-ratio to the prior, and fits it to pairs that other writers wrote and somebody labelled. It needs no sampling and no reward model, but it learns about responses the policy may never write, and nothing stops a margin from growing on pairs that are already won: both log-probs often fall.',
    terms: [MARGIN, WON, PAIR],
  },
  'dpo-sft': {
    paragraph:
      'DPO on samples of the prior, paired at random and ranked by the reward. Of each pair the better one is pushed up and the worse one down, as long as the margin has not grown large; by how much it is better plays no part. With β = 1 this is BRAIn with two samples and all posterior weight on the winner (Theorem 5.3).',
    terms: [MARGIN, WON, PAIR],
  },
  rso: {
    paragraph:
      'Statistical rejection sampling optimisation draws many candidates from the prior and keeps each with a probability that grows with its reward, so that the kept ones are distributed like samples of the posterior. These are paired, ranked by the reward and learnt with DPO’s logistic loss or a hinge. The price is paid in samples that are thrown away.',
    terms: [
      {
        tex: 'e^{(r - r_{\\max})/\\beta}',
        meaning: 'chance of being accepted',
        figure: 'diagnostics.acceptanceRate',
      },
      { tex: '\\gamma d', meaning: 'scaled margin', figure: 'diagnostics.margin' },
      PAIR,
    ],
  },
  slic: {
    paragraph:
      'Sequence likelihood calibration asks that the better response of a pair be likelier than the worse one by a margin δ, and leaves the pair alone once it is. The prior plays no part in the margin; what keeps the policy on good text is a likelihood term on the best response. It is often confused with RSO’s hinge, which does measure against the prior.',
    terms: [
      {
        tex: '\\delta - \\log \\tfrac{q_w}{q_l}',
        meaning: 'what is missing to the margin',
        figure: 'diagnostics.margin',
      },
      PAIR,
      { tex: '\\lambda', meaning: 'weight of the likelihood term', figure: 'loss' },
    ],
  },
  ipo: {
    paragraph:
      'Identity preference optimisation replaces DPO’s logistic by a square: the margin of every pair is pulled to 1/(2τ), from below and from above. A pair that is always won cannot drive the policy ever further from the prior, which is where DPO overfits. Here log-probs are summed or averaged over tokens as the run’s setting says.',
    terms: [
      { tex: 'd = h_w - h_l', meaning: 'margin of the log-ratios', figure: 'diagnostics.margin' },
      { tex: '1 / (2\\tau)', meaning: 'where it is pulled to', figure: 'loss' },
      PAIR,
    ],
  },
  orpo: {
    paragraph:
      'Odds-ratio preference optimisation fine-tunes on the chosen response and, in the same step, raises the odds of the chosen over the rejected one. There is no reference model and so nothing that measures the distance to the prior; the likelihood term is meant to hold the policy. Probabilities are per token, so that length does not decide.',
    terms: [
      {
        tex: '\\tfrac{1}{T} \\log q(y_w)',
        meaning: 'likelihood of the chosen response',
        figure: 'diagnostics.chosenMeanLogProb',
      },
      {
        tex: '\\log \\tfrac{\\mathrm{odds}_w}{\\mathrm{odds}_l}',
        meaning: 'log odds ratio',
        figure: 'diagnostics.margin',
      },
      PAIR,
    ],
  },
  kto: {
    paragraph:
      'Kahneman-Tversky optimisation needs no pairs, only responses marked desirable or not. The log-ratio to the prior is valued like a gain or a loss from a reference point, steep near it and flat far away, so that hopeless and long-won responses push little. The reference point is the policy’s own divergence from the prior, estimated on mismatched prompts and responses.',
    terms: [
      { tex: 'z_0', meaning: 'the reference point', figure: 'diagnostics.klBaseline' },
      { tex: '\\pm', meaning: 'desirable or not', figure: 'diagnostics.desirableShare' },
    ],
  },
  rrhf: {
    paragraph:
      'Rank responses to align human feedback compares the policy’s average log-probs of a prompt’s samples with their rewards. Wherever a worse response is likelier per token than a better one, it trades the two; where the order is right it does nothing. A likelihood term on the best response is added. No prior, and no weight for how much better a response is.',
    terms: [
      { tex: 'm_i > m_j', meaning: 'pairs in the wrong order', figure: 'diagnostics.rankAccuracy' },
      { tex: 'm_i - m_j', meaning: 'by how much', figure: 'diagnostics.rankLoss' },
      { tex: 'y_{\\mathrm{best}}', meaning: 'the best sample', figure: 'diagnostics.bestLogProb' },
    ],
  },
  'reward-conditioning': {
    paragraph:
      'Every sample is put behind a control token that says how good it was, by quantiles of all rewards so far, and the policy learns all of them by plain maximum likelihood. Nothing is pushed down. To get good responses, one asks for the best token. As in Quark a term holds the policy near the prior; new samples are drawn behind the best token each round.',
    terms: [
      {
        tex: '\\tfrac{1}{n}',
        meaning: 'maximum likelihood of every sample behind its tag',
        figure: 'diagnostics.negativeLogLikelihood',
      },
      { tex: '\\beta \\hat w_i', meaning: 'pull to the prior', figure: 'diagnostics.klToPrior' },
      REWARD,
    ],
  },
  ppo: {
    paragraph:
      'Proximal policy optimisation pays the reward at the last token and charges each token for leaving the prior. A value head on the same network learns what to expect from each prefix; advantages say how much better it went. Each token’s probability moves with its advantage, but no further than the clip allows in one round, so that several steps can be taken on the same samples.',
    terms: [
      RATIO,
      { tex: 'A', meaning: 'advantage over the value head’s expectation', figure: 'diagnostics.valueLoss' },
      {
        tex: '\\beta\\, \\mathrm{KL}',
        meaning: 'price of leaving the prior',
        figure: 'diagnostics.klCoefficient',
      },
    ],
  },
  reinforce: {
    paragraph:
      'The plain policy gradient. Each of the policy’s own samples is pushed by its reward, less γ times its log-ratio to the prior, less a running average of that. It is an unbiased step towards the same posterior BRAIn aims at, as long as the samples are really the policy’s own; with many steps on one round they no longer are.',
    terms: [
      PENALISED,
      { tex: 'b', meaning: 'running average', figure: 'diagnostics.rewardBaseline' },
      { tex: 'R_i - b', meaning: 'the push, and its noise', figure: 'diagnostics.advantageSpread' },
    ],
  },
  rloo: {
    paragraph:
      'REINFORCE with a baseline made from the other samples of the same prompt, leave-one-out. It needs no running average and no value head, and since each sample is judged against its siblings the pushes of a group sum to zero, as BRAIn’s do. What it lacks is the importance weight that would keep old samples right.',
    terms: [
      PENALISED,
      {
        tex: '\\tfrac{1}{n-1} \\sum_{j \\ne i} R_j',
        meaning: 'mean of the other samples',
        figure: 'diagnostics.rewardBaseline',
      },
      { tex: 'A_i', meaning: 'the push, and its noise', figure: 'diagnostics.advantageSpread' },
    ],
  },
  grpo: {
    paragraph:
      'Group relative policy optimisation drops PPO’s value head: the advantage of every token of a response is its reward, standardised over the prompt’s samples. The step is PPO’s, clipped per token, with a penalty for leaving the prior in the loss rather than in the reward. Dividing by the spread makes easy and hard prompts push alike.',
    terms: [
      RATIO,
      { tex: 'A_i', meaning: 'standardised reward', figure: 'diagnostics.rewardSpread' },
      { tex: '\\beta\\, k_3', meaning: 'penalty for leaving the prior', figure: 'diagnostics.tokenKl' },
    ],
  },
  'best-of-n': {
    paragraph:
      'No training at all: n responses are drawn from the prior and the one with the highest reward is returned. It is hard to beat for small budgets of divergence and costs n times the sampling at every answer. Each step of this run doubles n; the divergence that is drawn is the upper bound log n − (n − 1)/n, and on strings the Exact page has the true one.',
    terms: [
      { tex: '\\max_i r_i', meaning: 'reward of the answer', figure: 'diagnostics.bestReward' },
      { tex: '\\log n - \\tfrac{n-1}{n}', meaning: 'bound of the divergence', figure: 'diagnostics.klBound' },
    ],
  },
};
