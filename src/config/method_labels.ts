// The methods by the names the paper gives them.
import type { MethodName } from './methods.ts';

export const METHOD_LABELS: Readonly<Record<MethodName, string>> = {
  brain: 'BRAIn',
  'brain-without-self-normalisation': 'BRAIn w/o self-normalisation',
  'brain-without-baseline': 'BRAIn w/o baseline',
  gdc: 'GDC',
  'gdc++': 'GDC++',
  dpo: 'DPO',
  'dpo-sft': 'DPO-sft',
  'dpo-sft-iw': 'DPO-sft+IW',
  'dpo-sft-iw-n': 'DPO-sft+IW+n',
  rso: 'RSO',
  slic: 'SLiC-HF',
  rrhf: 'RRHF',
  ipo: 'IPO',
  kto: 'KTO',
  orpo: 'ORPO',
  ppo: 'PPO',
  'reward-conditioning': 'Reward conditioning',
  reinforce: 'REINFORCE with KL',
  rloo: 'RLOO',
  grpo: 'GRPO',
  'best-of-n': 'Best-of-n',
};
