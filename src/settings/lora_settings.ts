// Low-rank adapters in place of a whole model: which part of it a run trains.
import { choice, integer, real, type Setting } from './setting.ts';

/** Markov's 200 weights are a table, and have no matrices to adapt. */
const tasks = ['strings', 'tldr', 'dialog', 'sentiment', 'own'] as const;

export const loraSettings = {
  loraRank: {
    ...integer(0, 64),
    default: 0,
    symbol: 'r',
    label: 'LoRA rank',
    group: 'optimiser',
    tasks,
    live: false,
    explanation:
      'Rank of the adapters that are trained in place of the model, whose weights stay frozen; 0 trains all of it.',
    source: 'Hu et al. 2021; paper, appendix B.2: 64 on Anthropic HH, 8 on TL;DR',
  },
  loraAlpha: {
    ...real(0.1, 256),
    default: 16,
    label: 'LoRA alpha',
    group: 'optimiser',
    tasks,
    live: false,
    explanation: 'What the adapters add is multiplied by alpha / rank; without a rank it does nothing.',
    source: 'Paper, appendix B.2: 16 on Anthropic HH, 32 on TL;DR',
  },
  loraTargets: {
    ...choice(['attention', 'linear'], 'linear'),
    label: 'LoRA targets',
    group: 'optimiser',
    tasks,
    live: false,
    explanation:
      'Which matrices get adapters: those that make queries and values, or every one of the blocks.',
    source: 'PEFT’s default, and “all-linear”',
  },
} as const satisfies Readonly<Record<string, Setting>>;
