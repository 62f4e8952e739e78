// Names the page uses in several places; each panel keeps its own sentences at its top, so that translating means
// replacing literals only.

import type { Phase } from '../../session/protocol.ts';
import type { TaskName } from '../../tasks/task.ts';

// Literals, not imports: the tasks' corpora belong to the worker and would weigh on the page.
export const TASK_LABELS: Readonly<Record<TaskName, string>> = {
  strings: 'Strings',
  tldr: 'TL;DR',
  dialog: 'Dialog',
  sentiment: 'Sentiment',
};

export const TASK_DESCRIPTIONS: Readonly<Record<TaskName, string>> = {
  strings: 'Four letters of an alphabet of eight: small enough to compute everything exactly.',
  tldr: 'A one-line summary of a short post: keep the facts, invent nothing, stay short.',
  dialog: 'The next turn of a conversation: help with what is asked, decline what would do harm.',
  sentiment: 'The review that follows an opening: pleased, and about what mattered.',
};

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
};

export const PHASES: readonly Phase[] = ['sample', 'score', 'weigh', 'update', 'evaluate'];

export const PHASE_EXPLANATIONS: Readonly<Record<Phase, string>> = {
  sample: 'Draw responses from the proposal q′',
  score: 'Reward each response',
  weigh: 'Compute α, once per sample',
  update: 'Step along Σ (α − β) ∇ log q',
  evaluate: 'Measure reward and KL on fresh prompts',
};
