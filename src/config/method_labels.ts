// The methods by the names the paper gives them.
import type { MethodName } from './schema.ts';

export const METHOD_LABELS: Readonly<Record<MethodName, string>> = {
  brain: 'BRAIn',
  'brain-without-self-normalisation': 'BRAIn w/o self-normalisation',
  'brain-without-baseline': 'BRAIn w/o baseline',
  gdc: 'GDC',
  'gdc++': 'GDC++',
  'dpo-sft': 'DPO-sft',
};
