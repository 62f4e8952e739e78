// Names that several parts of the page use. Each panel keeps its sentences at the top of its file, so that a
// translation replaces only literals.
import type { Phase } from '../../session/protocol.ts';

export const OPTION_LABELS: Readonly<Record<string, string>> = {
  sum: 'sum of tokens',
  mean: 'mean of tokens',
  prompt: 'prompt',
  task: 'whole task',
  kl: 'KL',
  tv: 'total variation',
  'sigmoid-norm': 'sigmoid (logistic)',
  'hinge-norm': 'hinge',
  'first-round': 'first round',
  tournament: 'tournament',
  response: 'whole responses',
  token: 'average tokens',
  median: "the prompt's median",
  threshold: 'a reward threshold',
  quantile: 'quantiles of the reward',
  prior: 'the prior, ranked by reward',
  preferences: 'preference data',
  taste: 'a taste',
};

export const PHASES: readonly Phase[] = ['sample', 'score', 'weigh', 'update', 'evaluate'];

export const PHASE_EXPLANATIONS: Readonly<Record<Phase, string>> = {
  sample: 'Draw responses from the proposal q′',
  score: 'Reward each response',
  weigh: 'Compute α, once per sample',
  update: 'Step along Σ (α − β) ∇ log q',
  evaluate: 'Measure reward and KL on fresh prompts',
};
