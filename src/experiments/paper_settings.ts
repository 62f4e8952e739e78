// The settings of the experiments on text: one base for all methods, and for each method what its search found. Every
// method had the same number of trials (`npm run lab -- tune`; all trials are in bench/tuning/).
import type { MethodName } from '../config/methods.ts';
import { defaults, type RunConfig } from '../config/schema.ts';
import type { TaskName } from '../tasks/task.ts';
import { tunings } from './tuning.ts';

/**
 * The base, as in the paper (section 6): a learned reward, log-probs averaged over a response's tokens, gamma 1. The
 * average of ten tokens moves a tenth as far as their sum, so the factors of a pairwise loss start ten times as high:
 * dpoBeta 10 stands for the 1 of Theorem 5.3.
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
  ...tunings.find((tuning) => tuning.task === task)?.methods.find((tuned) => tuned.method === method)
    ?.changes,
});
