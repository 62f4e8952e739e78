// The methods by name.
import type { MethodName } from '../config/methods.ts';
import { bestOfN } from './best_of_n.ts';
import { brain } from './brain.ts';
import { brainWithoutBaseline } from './brain_without_baseline.ts';
import { brainWithoutSelfNormalisation } from './brain_without_self_normalisation.ts';
import { dpo, dpoSft } from './dpo.ts';
import { dpoSftIw } from './dpo_sft_iw.ts';
import { dpoSftIwN } from './dpo_sft_iw_n.ts';
import { gdc } from './gdc.ts';
import { gdcPlusPlus } from './gdc_plus_plus.ts';
import { grpo } from './grpo.ts';
import { ipo } from './ipo.ts';
import { kto } from './kto.ts';
import type { Objective } from './objective.ts';
import { orpo } from './orpo.ts';
import { reinforce, rloo } from './policy_gradient.ts';
import { ppo } from './ppo.ts';
import { rewardConditioning } from './reward_conditioning.ts';
import { rrhf } from './rrhf.ts';
import { rso } from './rso.ts';
import { slic } from './slic.ts';

export const objectives: Readonly<Record<MethodName, Objective>> = {
  brain,
  'brain-without-self-normalisation': brainWithoutSelfNormalisation,
  'brain-without-baseline': brainWithoutBaseline,
  gdc,
  'gdc++': gdcPlusPlus,
  dpo,
  'dpo-sft': dpoSft,
  'dpo-sft-iw': dpoSftIw,
  'dpo-sft-iw-n': dpoSftIwN,
  rso,
  slic,
  rrhf,
  ipo,
  kto,
  orpo,
  ppo,
  'reward-conditioning': rewardConditioning,
  reinforce,
  rloo,
  grpo,
  'best-of-n': bestOfN,
};
