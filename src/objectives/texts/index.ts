// What is said of the methods, by name. It stands apart from the rules, as whoever trains needs none of it.
import type { MethodName } from '../index.ts';
import { bestOfN } from './best_of_n.ts';
import { brain } from './brain.ts';
import { brainWithoutBaseline } from './brain_without_baseline.ts';
import { brainWithoutSelfNormalisation } from './brain_without_self_normalisation.ts';
import { dpo } from './dpo.ts';
import { dpoSft } from './dpo_sft.ts';
import { dpoSftIw } from './dpo_sft_iw.ts';
import { dpoSftIwN } from './dpo_sft_iw_n.ts';
import { gdc } from './gdc.ts';
import { gdcPlusPlus } from './gdc_plus_plus.ts';
import { grpo } from './grpo.ts';
import { ipo } from './ipo.ts';
import { kto } from './kto.ts';
import type { MethodTexts } from './method_texts.ts';
import { orpo } from './orpo.ts';
import { own } from './own.ts';
import { ppo } from './ppo.ts';
import { reinforce } from './reinforce.ts';
import { rewardConditioning } from './reward_conditioning.ts';
import { rloo } from './rloo.ts';
import { rrhf } from './rrhf.ts';
import { rso } from './rso.ts';
import { simpo } from './simpo.ts';
import { slic } from './slic.ts';

export const methodTexts: Readonly<Record<MethodName, MethodTexts>> = {
  brain,
  'brain-without-self-normalisation': brainWithoutSelfNormalisation,
  'brain-without-baseline': brainWithoutBaseline,
  gdc,
  'gdc++': gdcPlusPlus,
  'dpo-sft-iw': dpoSftIw,
  'dpo-sft-iw-n': dpoSftIwN,
  dpo,
  'dpo-sft': dpoSft,
  rso,
  slic,
  ipo,
  orpo,
  simpo,
  kto,
  rrhf,
  'reward-conditioning': rewardConditioning,
  ppo,
  reinforce,
  rloo,
  grpo,
  own,
  'best-of-n': bestOfN,
};
