// The methods by name.
import type { MethodName } from '../config/schema.ts';
import { brain } from './brain.ts';
import { brainWithoutBaseline } from './brain_without_baseline.ts';
import { brainWithoutSelfNormalisation } from './brain_without_self_normalisation.ts';
import { dpoSft } from './dpo_sft.ts';
import { gdc } from './gdc.ts';
import { gdcPlusPlus } from './gdc_plus_plus.ts';
import type { Objective } from './objective.ts';

export const objectives: Readonly<Record<MethodName, Objective>> = {
  brain,
  'brain-without-self-normalisation': brainWithoutSelfNormalisation,
  'brain-without-baseline': brainWithoutBaseline,
  gdc,
  'gdc++': gdcPlusPlus,
  'dpo-sft': dpoSft,
};
