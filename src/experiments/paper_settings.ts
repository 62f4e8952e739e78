// What the experiments on text start from: one base for all methods, and for each what the search with the same number of
// trials for every method found (`npm run lab -- tune`, bench/tuning/, where every trial is).

import { defaults } from '../config/presets.ts';
import type { RunConfig } from '../config/schema.ts';
import type { MethodName } from '../objectives/index.ts';
import type { TaskName } from '../tasks/task.ts';
import { tunings } from './tuning.ts';

/**
 * The same for every method, and the paper's (section 6): a learned reward, log-probs averaged over a response's tokens,
 * gamma 1. An average of about ten tokens moves a tenth as far as their sum, so what multiplies a difference of log-probs
 * in a pairwise loss starts ten times as high: dpoBeta 10 is the 1 of Theorem 5.3.
 */
export const paperBase = (task: TaskName, method: MethodName): RunConfig => ({
  ...defaults[task],
  method,
  reward: 'learned',
  logProbReduction: 'mean',
  gamma: 1,
  dpoBeta: 10,
  rsoGamma: 5,
});

export const paperSettings = (task: TaskName, method: MethodName): RunConfig => ({
  ...paperBase(task, method),
  ...tunings.find((one) => one.task === task)?.methods.find((one) => one.method === method)?.changes,
});
