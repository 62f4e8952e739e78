// Terms of the methods' equations that several methods share, with the figure of the step log in which each is drawn.
import type { Term } from './method_texts.ts';

export const ALPHA: Term = {
  tex: '\\hat\\alpha_{y_i}',
  meaning: 'share of the posterior, normalised over the samples',
  figure: 'essAlpha',
};
export const BETA: Term = {
  tex: '\\hat\\beta_{y_i}',
  meaning: 'share of the policy, normalised over the samples',
  figure: 'essBeta',
};
export const PROXIMAL: Term = {
  tex: '\\lambda / n',
  meaning: 'proximal term: holds every sample up by the same amount (with averaged log-probs, every token)',
  figure: 'diagnostics.logMass',
};
export const PAIR: Term = {
  tex: 'y_w, y_l',
  meaning: 'winner and loser of a pair',
  figure: 'diagnostics.chosenLogProb',
};
export const MARGIN: Term = {
  tex: 'm = \\beta (h_w - h_l)',
  meaning: 'margin of the log-ratios to the prior',
  figure: 'diagnostics.margin',
};
export const REWARD: Term = { tex: 'r', meaning: 'the reward', figure: 'meanReward' };
export const WON: Term = {
  tex: '\\sigma(-m)',
  meaning: 'how wrong the pair still is; small for pairs that are won',
  figure: 'diagnostics.accuracy',
};
export const PENALISED: Term = {
  tex: 'R_i = r_i - \\gamma \\log \\tfrac{q_\\theta}{p}',
  meaning: 'reward less the price of leaving the prior',
  figure: 'diagnostics.penalisedReward',
};
export const PARTITION: Term = {
  tex: 'Z',
  meaning: 'normalisation of the target, a running estimate',
  figure: 'diagnostics.logPartition',
};
export const TARGET_WEIGHT: Term = {
  tex: "P / (Z q')",
  meaning: 'how much likelier a sample is under the target than under the proposal',
  figure: 'diagnostics.largestWeight',
};
export const RATIO: Term = {
  tex: '\\rho',
  meaning: 'probability of the token now over when it was drawn, clipped',
  figure: 'diagnostics.clipFraction',
};
