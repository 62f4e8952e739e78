// How a method looks in every chart. Twenty-one hues cannot be told apart, by colour-blind readers least of all: the
// paper's core methods have a colour each, the others share one a family and differ in marker; legends always name them.
import type { MethodName } from '../../config/methods.ts';
import type { Marker } from '../charts/chart_series.ts';

export const METHOD_COLOURS: Readonly<Record<MethodName, string>> = {
  brain: '--method-brain',
  'brain-without-self-normalisation': '--method-brain-without-self-normalisation',
  'brain-without-baseline': '--method-brain-without-baseline',
  gdc: '--method-gdc',
  'gdc++': '--method-gdcpp',
  'dpo-sft': '--method-dpo-sft',
  'dpo-sft-iw': '--method-dpo-sft',
  'dpo-sft-iw-n': '--method-dpo-sft',
  dpo: '--method-pairs',
  ipo: '--method-pairs',
  slic: '--method-pairs',
  orpo: '--method-pairs',
  rso: '--method-ranks',
  kto: '--method-ranks',
  rrhf: '--method-ranks',
  'reward-conditioning': '--method-ranks',
  ppo: '--method-gradient',
  reinforce: '--method-gradient',
  rloo: '--method-gradient',
  grpo: '--method-gradient',
  'best-of-n': '--method-none',
};

/** The prior is a diamond, so no method is. */
export const METHOD_MARKERS: Readonly<Record<MethodName, Marker>> = {
  brain: 'circle',
  'brain-without-self-normalisation': 'circle',
  'brain-without-baseline': 'circle',
  gdc: 'circle',
  'gdc++': 'circle',
  'dpo-sft': 'circle',
  'dpo-sft-iw': 'square',
  'dpo-sft-iw-n': 'triangle',
  dpo: 'circle',
  ipo: 'square',
  slic: 'triangle',
  orpo: 'cross',
  rso: 'circle',
  kto: 'square',
  rrhf: 'triangle',
  'reward-conditioning': 'cross',
  ppo: 'circle',
  reinforce: 'square',
  rloo: 'triangle',
  grpo: 'cross',
  'best-of-n': 'star',
};
