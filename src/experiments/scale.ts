// The sizes of an experiment. One is for the report, one a class can wait for, and one only shows that everything
// works. All compare the same things, with fewer tasks and shorter runs. The size `markov` is the model of 200 weights
// alone, on which the paper's own schedule takes seconds. The size `lora` is the report's, with adapters on text.
import { presetFor } from '../config/presets.ts';
import type { RunConfig } from '../config/schema.ts';
import type { MethodName } from '../objectives/index.ts';
import { parseValue } from '../settings/parse.ts';
import { integer } from '../settings/setting.ts';
import type { TaskName } from '../tasks/task.ts';
import { PAPER_LORA, paperSettings } from './paper_settings.ts';
import { type RunRequest, runRequest } from './run_outcome.ts';
import { SEQUENTIAL, type SeedCount, type SeedPlan, seedPlan } from './seed_plan.ts';

export const SIZES = ['lora', 'full', 'quick', 'smoke', 'markov'] as const;
export type Size = (typeof SIZES)[number];

export const SIZE_NAMES: Readonly<Record<Size, string>> = {
  lora: 'full size with LoRA',
  full: 'full size',
  quick: 'short runs',
  smoke: 'a glimpse',
  markov: 'Markov alone',
};

export interface Scale extends SeedPlan {
  readonly size: Size;
  /** Other methods for the frontier race. */
  readonly race: readonly MethodName[];
  /** What limits the racers: they may spend as much of it as BRAIn. */
  readonly budget: Budget;
}

export const BUDGETS = ['samples', 'seconds'] as const;
export type Budget = (typeof BUDGETS)[number];

export const seedCountBounds = integer(1, 20);
const DEFAULT_SEEDS: Readonly<Record<Size, SeedCount>> = {
  lora: SEQUENTIAL,
  full: SEQUENTIAL,
  quick: 1,
  smoke: 1,
  // As many worlds decide the drops of Table 3, in two minutes a class can wait for.
  markov: 4,
};

export function scaleOf(
  size: Size,
  seeds: SeedCount = DEFAULT_SEEDS[size],
  race: readonly MethodName[] = [],
  budget: Budget = 'samples',
): Scale {
  if (seeds !== SEQUENTIAL) {
    const count = parseValue('seeds', seedCountBounds, seeds);
    if ('problem' in count) throw new Error(count.problem);
  }
  return { size, ...seedPlan(seeds), race, budget };
}

/** Whether it compares all that the report does, on every task. */
export const isFull = ({ size }: Pick<Scale, 'size'>): boolean => size === 'full' || size === 'lora';

/** A task's seeds. Markov's runs take seconds, so the report has all of their seeds and no looks. */
export const planFor = (scale: Scale, task: TaskName): SeedPlan => {
  const { seeds, looks } = scale;
  return isFull(scale) && task === 'markov' ? { seeds } : { seeds, looks };
};

type Shape = Partial<
  Pick<
    RunConfig,
    | 'rounds'
    | 'promptsPerRound'
    | 'stepsPerRound'
    | 'evaluationInterval'
    | 'evaluationPrompts'
    | 'evaluationSamples'
  >
>;

const QUICK_STRINGS: Shape = { rounds: 8, stepsPerRound: 15, evaluationInterval: 30, evaluationSamples: 256 };
const QUICK_TEXT: Shape = {
  rounds: 8,
  stepsPerRound: 8,
  evaluationInterval: 32,
  evaluationPrompts: 48,
  evaluationSamples: 2,
};

const FULL_STRINGS: Shape = { evaluationInterval: 50, evaluationSamples: 512 };
/** More prompts instead of the paper's 8 outputs a prompt: answers to one prompt win or lose together. */
const FULL_TEXT: Shape = { rounds: 24, evaluationInterval: 48, evaluationPrompts: 200, evaluationSamples: 2 };

/** Settings that replace the task's at a size; those of `markov` are the same at each. */
const shapes: Readonly<Record<Size, { readonly strings: Shape; readonly text: Shape }>> = {
  lora: { strings: FULL_STRINGS, text: FULL_TEXT },
  full: { strings: FULL_STRINGS, text: FULL_TEXT },
  quick: { strings: QUICK_STRINGS, text: QUICK_TEXT },
  smoke: {
    strings: { rounds: 2, stepsPerRound: 5, evaluationInterval: 5, evaluationSamples: 64 },
    text: {
      rounds: 1,
      promptsPerRound: 4,
      stepsPerRound: 2,
      evaluationInterval: 2,
      evaluationPrompts: 4,
      evaluationSamples: 2,
    },
  },
  markov: { strings: QUICK_STRINGS, text: QUICK_TEXT },
};

/** At full size 4 to each of 500 prompts. */
const TEST_ANSWERS: Readonly<Record<Size, number>> = {
  lora: 2000,
  full: 2000,
  quick: 128,
  smoke: 16,
  markov: 128,
};

/** On `markov`, whatever the size: 2 to each of 512 prompts. */
const MARKOV_ANSWERS = 1024;

/**
 * The tasks of a comparison on text, `markov` before them. The quick size takes the first, and the smallest takes strings
 * instead.
 */
export function textTasks(scale: Scale, wanted: readonly TaskName[]): readonly TaskName[] {
  if (scale.size === 'markov') return ['markov'];
  if (isFull(scale)) return ['markov', ...wanted];
  return scale.size === 'quick' ? wanted.slice(0, 1) : ['strings'];
}

/** Whether what a size leaves out is computed too. */
export const isWhole = (scale: Scale): boolean => isFull(scale) || scale.size === 'markov';

export type Overrides = Partial<Omit<RunConfig, 'task' | 'method' | 'seed'>>;

export interface RunOf {
  readonly task: TaskName;
  readonly method: MethodName;
  readonly overrides?: Overrides;
  readonly frontier?: boolean;
}

/** Twice as many as on the page, so that every method comes to rest. */
const STRINGS_ROUNDS = 20;

/**
 * The method's preset on strings, the paper's own schedule on markov, and the settings of all methods on text. Everything
 * is replayed, as in the paper.
 */
export function settingsOf(task: TaskName, method: MethodName): RunConfig {
  if (task === 'strings') return { ...presetFor(task, method), rounds: STRINGS_ROUNDS, replayRounds: 0 };
  return task === 'markov' ? { ...presetFor(task, method), replayRounds: 0 } : paperSettings(task, method);
}

/** 500 steps: the paper's 10,000 take every method of the bridge to 100 %, where nothing is left to compare. */
export const MARKOV_SHORT: Overrides = {
  rounds: 20,
  stepsPerRound: 25,
  samplesPerPrompt: 16,
  learningRate: 3e-3,
  rewardSpread: 1,
  evaluationInterval: 50,
};

/** The one of markov's worlds whose frontier is computed and drawn. */
export const DRAWN_WORLD = 1;

/** Every seed has a world of its own, so that intervals over seeds cover worlds too. */
function markovRequest({ method, overrides, frontier }: RunOf, seed: number): RunRequest {
  const config: RunConfig = { ...settingsOf('markov', method), ...overrides, seed, world: seed };
  return runRequest(config, MARKOV_ANSWERS, frontier && config.world === DRAWN_WORLD);
}

export function requestOf({ size }: Scale, run: RunOf, seed: number): RunRequest {
  const { task, method, overrides, frontier } = run;
  if (task === 'markov') return markovRequest(run, seed);
  const shape = shapes[size][task === 'strings' ? 'strings' : 'text'];
  const adapters = size === 'lora' ? PAPER_LORA[task] : undefined;
  const config: RunConfig = { ...settingsOf(task, method), ...adapters, ...shape, ...overrides, seed };
  return runRequest(config, TEST_ANSWERS[size], frontier);
}

/** Each run once, where parts of an experiment share some. */
export const uniqueRequests = (requests: readonly RunRequest[]): RunRequest[] => [
  ...new Map(requests.map((request) => [request.key, request])).values(),
];

/** One run per seed. */
export const requestsOf = (scale: Scale, run: RunOf): RunRequest[] =>
  scale.seeds.map((seed) => requestOf(scale, run, seed));
