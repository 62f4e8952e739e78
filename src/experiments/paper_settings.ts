// What the experiments on text start from: one base for all methods, and for each what the search with the same number of
// trials for every method found (`npm run lab -- tune`, bench/tuning/, where every trial is).

import { defaults } from '../config/presets.ts';
import type { RunConfig } from '../config/schema.ts';
import type { MethodName } from '../objectives/index.ts';
import type { TaskName } from '../tasks/task.ts';
import dialog from './tuned/dialog.json' with { type: 'json' };
import tldr from './tuned/tldr.json' with { type: 'json' };
import tldrLonger from './tuned/tldr_longer.json' with { type: 'json' };

export type Tuned = Readonly<Partial<Omit<RunConfig, 'task' | 'method' | 'seed'>>>;

interface MethodTuning {
  readonly method: MethodName;
  /** Best validation win-rates against the gold responses by the learned reward: of the base all share, of all trials. */
  readonly base?: number;
  readonly best?: number;
  /** Where the best was: nats, and what the policy was really worth. */
  readonly kl?: number;
  readonly goldReward?: number;
  /** From the base; empty where no trial did better. */
  readonly changes: Tuned;
}

export interface TaskTuning {
  readonly task: TaskName;
  readonly trials: number;
  readonly rounds: number;
  readonly command: string;
  readonly methods: readonly MethodTuning[];
}

export const tunings = [tldr, dialog] as readonly TaskTuning[];
/** The bases once more with three times the steps of the experiments: whether a method was only cut short. */
export const longer = tldrLonger as TaskTuning;

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
