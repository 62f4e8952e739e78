// The methods by name, in the order in which they are listed: all that is derived from them starts here.
import type { RunSettings } from '../settings/run_settings.ts';
import type { Values } from '../settings/setting.ts';
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
import type { Method } from './method.ts';
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

const declared = {
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
} as const;

export type MethodName = keyof typeof declared;

type Intersection<Union> = (Union extends unknown ? (member: Union) => void : never) extends (
  member: infer Whole,
) => void
  ? Whole
  : never;

/** The values of all settings that methods declare. */
export type MethodSettings = Values<Intersection<(typeof declared)[MethodName]['settings']>>;

/** A method as the loop sees it: whatever it declares, a run's configuration has it. */
export type AnyMethod = Method<MethodSettings & RunSettings>;

export const objectives: Readonly<Record<MethodName, AnyMethod>> = declared;

export const METHOD_NAMES = Object.keys(declared) as readonly MethodName[];
