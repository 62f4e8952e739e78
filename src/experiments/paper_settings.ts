// What the experiments on text start from: one base for all methods, and for each what a search with the same number of
// trials for every method found (`npm run lab -- tune`, bench/tuning/, where every trial is).
import type { MethodName } from '../config/methods.ts';
import { defaults, type RunConfig } from '../config/schema.ts';
import type { TaskName } from '../tasks/task.ts';

export type Tuned = Readonly<Partial<Omit<RunConfig, 'task' | 'method' | 'seed'>>>;

const tuned: Readonly<Partial<Record<TaskName, Readonly<Partial<Record<MethodName, Tuned>>>>>> = {
  // Where a method is not listed, none of its trials did better than the base.
  tldr: {
    brain: { learningRate: 0.00082, gamma: 0.032 },
    'brain-without-baseline': { learningRate: 0.00082, gamma: 0.032 },
    'dpo-sft-iw': { learningRate: 0.00082, gamma: 0.032 },
    'dpo-sft': { learningRate: 0.00082, dpoBeta: 0.82 },
    rso: { learningRate: 0.00029, rsoGamma: 0.17, rsoBeta: 2.6 },
  },
  dialog: {
    brain: { learningRate: 0.00038, gamma: 0.047 },
    'brain-without-self-normalisation': { learningRate: 0.00038, gamma: 0.047 },
    'brain-without-baseline': { learningRate: 0.00038, gamma: 0.047 },
    'dpo-sft-iw-n': { learningRate: 0.00038, gamma: 0.047 },
    'dpo-sft-iw': { learningRate: 0.00038, gamma: 0.047 },
    'dpo-sft': { learningRate: 0.00046, dpoBeta: 0.67 },
    dpo: { learningRate: 0.00046, dpoBeta: 0.67 },
    rso: { learningRate: 0.00046, rsoGamma: 2, rsoBeta: 2.3 },
  },
};

/** The same for every method: a learned reward, as in the paper. */
export const paperBase = (task: TaskName, method: MethodName): RunConfig => ({
  ...defaults[task],
  method,
  reward: 'learned',
});

export const paperSettings = (task: TaskName, method: MethodName): RunConfig => ({
  ...paperBase(task, method),
  ...tuned[task]?.[method],
});
