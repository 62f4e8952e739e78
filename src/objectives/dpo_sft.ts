// DPO-sft (paper, section 5.2): DPO's rule (Rafailov et al. 2023, eq. 7) on pairs sampled from the prior and ranked by
// the reward.
import { dpoPushes, dpoRule } from './dpo.ts';
import { hues } from './hues.ts';
import { method } from './method.ts';
import { dpoBeta, labelSmoothing } from './shared_settings.ts';

export const dpoSft = method({
  label: 'DPO-sft',
  family: 'Pairs',
  settings: {
    dpoBeta,
    labelSmoothing,
  },
  hue: hues.teal,
  marker: 'circle',
  telling: 'chosenLogProb',
  paired: true,
  search: { dpoBeta: { log: [0.05, 10] } },
  samplesFrom: 'prior',
  pushes: dpoPushes,
  rule: dpoRule,
});
