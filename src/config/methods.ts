// Every method by name, in the families the page groups them in.
/** Families as the page groups them. */
export const METHOD_FAMILIES = {
  'Distribution matching': [
    'brain',
    'brain-without-self-normalisation',
    'brain-without-baseline',
    'gdc',
    'gdc++',
    'dpo-sft-iw',
    'dpo-sft-iw-n',
  ],
  Pairs: ['dpo', 'dpo-sft', 'rso', 'slic', 'ipo', 'orpo'],
  'Labels and ranks': ['kto', 'rrhf', 'reward-conditioning'],
  'Policy gradient': ['ppo', 'reinforce', 'rloo', 'grpo'],
  'No training': ['best-of-n'],
} as const;

export type MethodName = (typeof METHOD_FAMILIES)[keyof typeof METHOD_FAMILIES][number];
export const METHOD_NAMES: readonly MethodName[] = Object.values(METHOD_FAMILIES).flat();

/** Two samples make a pair, so these need an even number of them. */
export const PAIRED_METHODS: readonly MethodName[] = [
  'dpo',
  'dpo-sft',
  'dpo-sft-iw',
  'rso',
  'slic',
  'ipo',
  'orpo',
];
