// Texts of the fields of a supervised training.
import { RUN_LENGTHS } from '../../../own/data/fitting/fit.ts';
import type { SftNumber } from '../../../own/sft/sft_request.ts';
import { SHAPE_NAMES } from '../../../own/sft/shapes.ts';
import type { ChoiceSetting } from '../../../settings/setting.ts';
import type { FieldText } from '../../controls/FieldHelp.tsx';
import type { StartName } from './sft_choices.ts';

export const NUMBER_TEXTS: Readonly<Record<SftNumber, FieldText>> = {
  vocabSize: {
    label: 'Vocabulary',
    explanation: 'Tokens of the byte-level vocabulary that is learnt from the data first.',
  },
  rank: {
    label: 'Rank',
    explanation: 'Of the adapters. More can learn more, and takes more memory.',
    source: 'The paper: 64 for HH, 8 for TL;DR',
  },
  alpha: {
    label: 'Alpha',
    explanation: 'What the adapters add is multiplied by alpha over rank.',
    source: 'The paper: 16 for HH, 32 for TL;DR',
  },
  steps: { label: 'Steps', explanation: 'Updates at most. It ends earlier once it stops getting better.' },
  rowsPerBatch: { label: 'Rows a step', explanation: 'Each step learns from so many rows.' },
  learningRate: {
    label: 'Learning rate',
    explanation: 'Its largest value. It rises over the first twentieth of the steps, then falls.',
  },
  evaluateEvery: { label: 'Measure every', explanation: 'Steps from one held-out loss to the next.' },
  patience: {
    label: 'Patience',
    explanation: 'So many held-out losses without a new lowest one end the training. With 0 none do.',
  },
  seed: { label: 'Seed', explanation: 'Draws the first parameters, the order of rows and the samples.' },
};

const choiceOf = (label: string, options: readonly string[], explanation: string): ChoiceSetting => ({
  kind: 'choice',
  options,
  default: options[0],
  label,
  explanation,
  source: '',
  group: 'run',
  live: false,
});

export const START_LABELS: Readonly<Record<StartName, string>> = {
  scratch: 'a new model',
  lora: 'adapters (LoRA)',
  full: 'the whole model',
};
export const SHAPE_LABELS = {
  small: 'small: 2 × 64',
  medium: 'medium: 4 × 128',
  large: 'large: 6 × 256',
} as const;
export const TOO_LONG_LABELS = {
  skip: 'leave them out',
  cut: 'cut the prompt at a turn',
} as const;

export const startChoice = (hasModel: boolean): ChoiceSetting =>
  choiceOf(
    'Train',
    hasModel ? ['lora', 'full', 'scratch'] : ['scratch'],
    'Adapters are small, and learn beside the imported model. A new model begins with random numbers.',
  );
export const shapeChoice = choiceOf('Size', SHAPE_NAMES, 'Layers and width of the new model.');
/** @param context longest row of the model, tokens; absent: a new one has none. */
export function lengthChoice(context = Number.POSITIVE_INFINITY): ChoiceSetting {
  const lengths = RUN_LENGTHS.filter((length) => length < context);
  const longest = lengths.length < RUN_LENGTHS.length ? [context] : [];
  return choiceOf(
    'Run length',
    [...lengths, ...longest].map(String),
    'Tokens of a prompt with its answer. Longer rows take more time and memory.',
  );
}
export const tooLongChoice = choiceOf(
  'Rows that are too long',
  ['skip', 'cut'],
  'A cut prompt begins with a later turn of the human. Both are counted.',
);
