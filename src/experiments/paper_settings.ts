// The settings of the experiments on text: one base for all methods, and for each method what its search found. Every
// method had the same number of trials (`npm run lab -- tune`; all trials are in bench/tuning/).
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
  /** Best validation win-rates against the gold responses by the learned reward: of the shared base, and of all trials. */
  readonly base?: number;
  readonly best?: number;
  /** At the best win-rate: KL to the prior in nats, and gold reward. */
  readonly kl?: number;
  readonly goldReward?: number;
  /** Differences from the base; empty if no trial was better. */
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
/** The bases with three times the steps of the experiments, to see whether a method was only cut short. */
export const longer = tldrLonger as TaskTuning;

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
  proximalWeight: 0,
  dpoBeta: 10,
  rsoGamma: 5,
});

export const paperSettings = (task: TaskName, method: MethodName): RunConfig => ({
  ...paperBase(task, method),
  ...tunings.find((tuning) => tuning.task === task)?.methods.find((tuned) => tuned.method === method)
    ?.changes,
});
