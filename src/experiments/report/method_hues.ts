// The methods' colours of the page's light theme, for drawings outside the page.
import type { MethodName } from '../../config/methods.ts';

const PAIRS = '#5f6f12';
const RANKS = '#a8246b';
const GRADIENT = '#7a4a10';
const DPO_SFT = '#0d8878';

export const METHOD_HUES: Readonly<Record<MethodName, string>> = {
  brain: '#1746b8',
  'brain-without-self-normalisation': '#2795ec',
  'brain-without-baseline': '#84287c',
  gdc: '#bf8209',
  'gdc++': '#c4320f',
  'dpo-sft': DPO_SFT,
  'dpo-sft-iw': DPO_SFT,
  'dpo-sft-iw-n': DPO_SFT,
  dpo: PAIRS,
  ipo: PAIRS,
  slic: PAIRS,
  orpo: PAIRS,
  rso: RANKS,
  kto: RANKS,
  rrhf: RANKS,
  'reward-conditioning': RANKS,
  ppo: GRADIENT,
  reinforce: GRADIENT,
  rloo: GRADIENT,
  grpo: GRADIENT,
  'best-of-n': '#5a616d',
};

/** The colour of everything that is no method. */
export const PLAIN_HUE = '#475569';
